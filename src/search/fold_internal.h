#pragma once
/// One character at a time: what it is to a word, and its folded form.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace assay::search {

enum class CharClass : std::uint8_t {
  kSeparator,
  kWord,         ///< Letter, digit or mark.
  kTransparent,  ///< Does not break a word: $ { } and invisible characters.
  kHyphen,
  kApostrophe,
  kIdeograph,  ///< A word by itself: Han, Hiragana, Katakana.
};

/// A character of two bytes or more.
struct WideChar {
  CharClass type = CharClass::kSeparator;
  std::uint8_t length =
      1;  ///< Bytes it takes in the text, at least 1; ill-formed bytes one by one.
  std::uint8_t folded_length = 0;
  char folded[24] = {};  ///< NFKC, case folded, accents stripped; UTF-8.
};

/// Reads the character at `pos`, whose byte is >= 0x80. Requires pos < text.size().
WideChar read_wide(std::string_view text, std::size_t pos) noexcept;

}  // namespace assay::search
