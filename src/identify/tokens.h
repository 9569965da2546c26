#pragma once
/// Words and numbers of a text with their byte spans, and the numbering of the words that matter.
/// Threads: a Vocabulary is immutable once filled; tokenise is pure.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace assay::identify {

/// Number of a word in a Vocabulary; 0 is any word that it does not hold.
using WordId = std::uint32_t;
inline constexpr WordId kUnknownWord = 0;

/// Words by 64-bit hash of their folded bytes. Two words of one hash would be taken for one; for
/// the few thousand words of a lexicon that does not happen.
class Vocabulary {
 public:
  Vocabulary();
  /// Number of the word, given a new one when it has none. Numbers start at 1 and are dense.
  WordId add(std::uint64_t hash);
  /// Number of the word or kUnknownWord.
  [[nodiscard]] WordId find(std::uint64_t hash) const noexcept {
    for (std::size_t i = hash & mask_;; i = (i + 1) & mask_) {
      const Slot& slot = slots_[i];
      if (slot.word == kUnknownWord || slot.hash == hash) {
        return slot.word;
      }
    }
  }
  /// Words held; numbers run from 1 to size().
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Hashes of the words in the order of their numbers: adding them to another makes it the same.
  [[nodiscard]] std::vector<std::uint64_t> hashes() const;

 private:
  struct Slot {
    std::uint64_t hash = 0;
    WordId word = kUnknownWord;
  };
  void grow();
  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
  std::size_t size_ = 0;
};

/// Bits of Token::flags.
enum TokenFlag : std::uint32_t {
  kIsNumber = 1,        ///< Digits: value is set.
  kStartsSentence = 2,  ///< First after a full stop, an empty line, a list's mark or number, a
                        ///< heading's line, and in each cell of a Markdown table.
  kStartsClause = 4,    ///< A comma, semicolon, colon or bracket stands before it.
  kHasCapital = 8,      ///< Holds an ASCII capital letter.
  kHasSmall = 16,       ///< Holds an ASCII small letter.
  kAfterPause = 32,     ///< With kStartsClause: more than a bracket stands before it.
  kStartsPart = 64,     ///< With kStartsClause: a semicolon or a bar stands before it.
};

/// A word ("deploy"), a number ("1,000", "3.5", ".78", "97,5 %") or one of the signs % and ×. A
/// comma groups thousands where three digits follow it, and is a point before a per cent sign; any
/// other ends the number. Case is folded for
/// ASCII, hyphens and slashes separate, apostrophes inside a word vanish ("don't" is "dont") and a
/// genitive 's is not part of the word. Letters glued to a number are a word of their own: "16GB"
/// is 16, gb.
struct Token {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  WordId word = kUnknownWord;
  std::uint32_t flags = 0;
  std::uint64_t hash = 0;
  double value = 0;
};

/// Appends the tokens of `text` to `out`. Any bytes are accepted; begin and end fall on character
/// boundaries wherever the text is well-formed UTF-8. Requires: text shorter than 4 GiB.
/// Cost: linear, no allocation but the growth of `out`.
void tokenise(std::string_view text, const Vocabulary& vocabulary, std::vector<Token>& out);

/// Hash of a word as tokenise folds it.
std::uint64_t word_hash(std::string_view word) noexcept;

}  // namespace assay::identify
