#include "base/spelling.h"
#include "search/fold_internal.h"

#include <utf8proc.h>

#include <array>
#include <cstring>

namespace assay::search {
namespace {

bool is_ideograph(utf8proc_int32_t c) noexcept {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x3041 && c <= 0x30FF && c != 0x3099 && c != 0x309A && c != 0x30FB) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/// Combining marks that European scripts put on letters; marks of other scripts carry sounds and
/// stay.
bool is_accent(utf8proc_int32_t c) noexcept {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
         (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
         (c >= 0xFE20 && c <= 0xFE2F);
}

void append(WideChar& out, const char* bytes, std::size_t size) noexcept {
  if (out.folded_length + size <= sizeof(out.folded)) {
    std::memcpy(out.folded + out.folded_length, bytes, size);
    out.folded_length = static_cast<std::uint8_t>(out.folded_length + size);
  }
}

void append(WideChar& out, utf8proc_int32_t c) noexcept {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const utf8proc_ssize_t size = utf8proc_encode_char(c, bytes.data());
  if (size > 0) {
    append(out, reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
  }
}

void fold(utf8proc_int32_t c, WideChar& out) noexcept {
  if (c >= 0xAC00 && c <= 0xD7A3) {  // Hangul syllables stay composed
    append(out, c);
    return;
  }
  std::array<utf8proc_int32_t, 24> pieces{};
  int boundary = 0;
  const utf8proc_ssize_t count = utf8proc_decompose_char(
      c, pieces.data(), static_cast<utf8proc_ssize_t>(pieces.size()),
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                     UTF8PROC_CASEFOLD | UTF8PROC_IGNORE),
      &boundary);
  if (count < 0 || static_cast<std::size_t>(count) > pieces.size()) {
    append(out, c);
    return;
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    const utf8proc_int32_t piece = pieces[i];
    if (is_accent(piece) || piece == ' ' || piece == 0x2044) {
      continue;
    }
    if (const std::string_view plain = plain_letter(piece); !plain.empty()) {
      append(out, plain.data(), plain.size());
    } else {
      append(out, piece);
    }
  }
}

}  // namespace

WideChar read_wide(std::string_view text, std::size_t pos) noexcept {
  WideChar out;
  utf8proc_int32_t c = 0;
  const utf8proc_ssize_t length =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + pos,
                       static_cast<utf8proc_ssize_t>(text.size() - pos), &c);
  if (length <= 0) {
    return out;
  }
  out.length = static_cast<std::uint8_t>(length);
  if (c == 0x2019 || c == 0x02BC) {
    out.type = CharClass::kApostrophe;
  } else if (c == 0x2010 || c == 0x2011) {
    out.type = CharClass::kHyphen;
  } else if (c == 0xAD || c == 0x200C || c == 0x200D || c == 0x2060 || c == 0xFEFF ||
             (c >= 0xFE00 && c <= 0xFE0F)) {
    out.type = CharClass::kTransparent;
  } else if (is_ideograph(c)) {
    out.type = CharClass::kIdeograph;
    fold(c, out);
  } else {
    const utf8proc_category_t category = utf8proc_category(c);
    if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) {
      out.type = CharClass::kWord;  // letters, marks and numbers
      fold(c, out);
    }
  }
  return out;
}

}  // namespace assay::search
