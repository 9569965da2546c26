#include "base/text.h"

#define XXH_INLINE_ALL
#include <utf8proc.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace assay {
namespace {

bool is_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// The first place from `pos` on, in steps of eight bytes, behind which ASCII is no longer certain.
std::size_t skip_ascii(std::string_view text, std::size_t pos) noexcept {
  constexpr std::uint64_t kHigh = ~std::uint64_t{0} / 255 * 0x80;
  std::uint64_t word = 0;
  for (; text.size() - pos >= sizeof word; pos += sizeof word) {
    std::memcpy(&word, text.data() + pos, sizeof word);
    if ((word & kHigh) != 0) {
      break;
    }
  }
  return pos;
}

bool is_ascii(std::string_view text) noexcept {
  text.remove_prefix(skip_ascii(text, 0));
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Length of the well-formed sequence at `pos`, or 0.
std::size_t sequence_length(std::string_view text, std::size_t pos) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(pos);
  if (lead < 0x80) {
    return 1;
  }
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    low = lead == 0xE0 ? 0xA0 : 0x80;
    high = lead == 0xED ? 0x9F : 0xBF;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    low = lead == 0xF0 ? 0x90 : 0x80;
    high = lead == 0xF4 ? 0x8F : 0xBF;
  } else {
    return 0;
  }
  if (pos + length > text.size() || byte(pos + 1) < low || byte(pos + 1) > high) {
    return 0;
  }
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte(pos + i) & 0xC0) != 0x80) {
      return 0;
    }
  }
  return length;
}

/// True when one of eight bytes is a control character, or a space that follows another.
bool has_odd_space(const char* bytes, bool space_before) noexcept {
  constexpr std::uint64_t kOnes = ~std::uint64_t{0} / 255;
  constexpr std::uint64_t kLow = kOnes * 0x7F;
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  const std::uint64_t control = (word - kOnes * 0x20) & ~word & (kOnes * 0x80);
  const std::uint64_t off = word ^ (kOnes * ' ');
  const std::uint64_t spaces = ~(((off & kLow) + kLow) | off | kLow);  // 0x80 at each space
  return control != 0 || (spaces & (spaces << 8U)) != 0 || (space_before && bytes[0] == ' ');
}

std::string map_utf8(std::string_view text, unsigned options) {
  std::string repaired;
  if (find_invalid_utf8(text) != std::string_view::npos) {
    repaired = repair_utf8(text);
    text = repaired;
  }
  utf8proc_uint8_t* out = nullptr;
  const utf8proc_ssize_t length = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &out, static_cast<utf8proc_option_t>(options));
  if (length < 0) {
    return std::string(text);
  }
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(out, &std::free);
  return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(length)};
}

/// Decodes one character at `pos` of well-formed or ill-formed text; ill-formed bytes count as one
/// column.
std::size_t step(std::string_view text, std::size_t pos, std::size_t& columns) noexcept {
  const std::size_t length = sequence_length(text, pos);
  if (length <= 1) {
    columns = 1;
    return 1;
  }
  utf8proc_int32_t code = 0;
  utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + pos),
                   static_cast<utf8proc_ssize_t>(length), &code);
  columns = static_cast<std::size_t>(std::max(0, utf8proc_charwidth(code)));
  return length;
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view text) noexcept {
  std::size_t pos = skip_ascii(text, 0);
  while (pos < text.size()) {
    if (static_cast<unsigned char>(text[pos]) < 0x80) {
      // Mostly a letter or two between others, else a whole stretch.
      ++pos;
      pos = pos % 16 == 0 ? skip_ascii(text, pos) : pos;
      continue;
    }
    const std::size_t length = sequence_length(text, pos);
    if (length == 0) {
      return pos;
    }
    pos += length;
  }
  return std::string_view::npos;
}

std::string repair_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t bad = find_invalid_utf8(text);
  while (bad != std::string_view::npos) {
    out += text.substr(0, bad);
    out += "\xEF\xBF\xBD";
    text.remove_prefix(bad + 1);
    bad = find_invalid_utf8(text);
  }
  return out += text;
}

std::string nfkc_casefold(std::string_view text) {
  if (is_ascii(text)) {
    return ascii_lower(text);
  }
  return map_utf8(text, static_cast<unsigned>(UTF8PROC_STABLE) | UTF8PROC_COMPOSE |
                            UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
}

std::string strip_accents(std::string_view text) {
  if (is_ascii(text)) {
    return std::string(text);
  }
  return map_utf8(text,
                  static_cast<unsigned>(UTF8PROC_STABLE) | UTF8PROC_COMPOSE | UTF8PROC_STRIPMARK);
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    // Without a branch, so that many are done at once.
    const auto byte = static_cast<unsigned char>(c);
    const bool upper = static_cast<unsigned char>(byte - 'A') < 26;
    c = static_cast<char>(byte + (upper ? 'a' - 'A' : 0));
  }
  return out;
}

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

void collapse_spaces_in_place(std::string& text) {
  std::size_t out = 0;
  std::size_t space_before = 1;
  char* const bytes = text.data();
  std::size_t in = 0;
  while (in < text.size()) {
    // Eight bytes at once where each space stands alone, which is nearly everywhere.
    if (text.size() - in >= 8 && !has_odd_space(bytes + in, space_before != 0)) {
      std::memmove(bytes + out, bytes + in, 8);
      space_before = bytes[in + 7] == ' ' ? 1 : 0;
      in += 8;
      out += 8;
      continue;
    }
    // Without branches: where words end cannot be predicted.
    for (const std::size_t end = std::min(in + 8, text.size()); in < end; ++in) {
      const auto byte = static_cast<unsigned char>(bytes[in]);
      const std::size_t space = (byte == ' ' ? 1U : 0U) | (byte - 9U < 5U ? 1U : 0U);
      bytes[out] = space != 0 ? ' ' : bytes[in];
      out += 1U - (space & space_before);
      space_before = space;
    }
  }
  text.resize(out - (out > 0 ? space_before : 0));
}

std::string collapse_spaces(std::string_view text) {
  std::string out(text);
  collapse_spaces_in_place(out);
  return out;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = text.find(separator, begin);
    if (end == std::string_view::npos) {
      pieces.push_back(text.substr(begin));
      return pieces;
    }
    pieces.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

std::string join(const std::vector<std::string>& pieces, std::string_view separator) {
  std::string out;
  for (const std::string& piece : pieces) {
    if (&piece != &pieces.front()) {
      out += separator;
    }
    out += piece;
  }
  return out;
}

bool iequals(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && istarts_with(a, b);
}

bool istarts_with(std::string_view text, std::string_view prefix) noexcept {
  if (text.size() < prefix.size()) {
    return false;
  }
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (lower(text[i]) != lower(prefix[i])) {
      return false;
    }
  }
  return true;
}

std::size_t display_width(std::string_view text) noexcept {
  std::size_t width = 0;
  for (std::size_t pos = 0; pos < text.size();) {
    std::size_t columns = 0;
    pos += step(text, pos, columns);
    width += columns;
  }
  return width;
}

std::string ellipsize(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) {
    return std::string(text);
  }
  std::size_t width = 0;
  std::size_t pos = 0;
  while (pos < text.size()) {
    std::size_t step_columns = 0;
    const std::size_t next = pos + step(text, pos, step_columns);
    if (width + step_columns + 1 > columns) {
      break;
    }
    width += step_columns;
    pos = next;
  }
  return std::string(trim(text.substr(0, pos))) + "…";
}

namespace {

/// The beginning of `word` that fills at most `columns`, one character at least; it ends behind a
/// sign such as the "/" of an address where that leaves at least half of the line full.
std::string_view head_of(std::string_view word, std::size_t columns) {
  std::size_t end = 0;
  std::size_t at_sign = 0;
  for (std::size_t width = 0; end < word.size();) {
    std::size_t wide = 0;
    const std::size_t next = end + step(word, end, wide);
    if (end > 0 && width + wide > columns) {
      break;
    }
    width += wide;
    end = next;
    if (width * 2 >= columns &&
        std::string_view("/-_.,;:?&=").find(word[end - 1]) != std::string_view::npos) {
      at_sign = end;
    }
  }
  return word.substr(0, end < word.size() && at_sign > 0 ? at_sign : end);
}

}  // namespace

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t width = 0;
  const std::string flat = collapse_spaces(text);
  for (std::string_view word : split(flat, ' ')) {
    std::size_t word_width = display_width(word);
    if (word_width > columns && !line.empty()) {
      lines.push_back(std::move(line));
      line.clear();
      width = 0;
    }
    while (word_width > columns) {
      const std::string_view head = head_of(word, columns);
      if (head.size() == word.size()) {
        break;
      }
      lines.emplace_back(head);
      word.remove_prefix(head.size());
      word_width = display_width(word);
    }
    if (!line.empty() && width + 1 + word_width > columns) {
      lines.push_back(std::move(line));
      line.clear();
      width = 0;
    }
    if (!line.empty()) {
      line += ' ';
      ++width;
    }
    line += word;
    width += word_width;
  }
  if (!line.empty()) {
    lines.push_back(std::move(line));
  }
  return lines;
}

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::string with_commas(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t i = digits.size(); i > 3; i -= 3) {
    digits.insert(i - 3, ",");
  }
  return digits;
}

}  // namespace assay
