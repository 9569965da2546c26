#pragma once
/// Text to terms: the one analysis that indexing, queries and highlights share. Changing it changes
/// the index format (kFormatVersion in paged_file_internal.h).
///
/// Words are runs of letters, digits and marks; NFKC, case folding, Latin/Greek/Cyrillic accents
/// stripped; each CJK character is a word of its own. TeX braces, dollars, accents and formatting
/// commands vanish. English words are stemmed (Snowball) in running text, kept in names.
/// "k-means" gives k, mean and, where k stands, the joined form kmeans; "C++", "C#" and "A/B" are
/// kept whole with their letters beside them; "l_2" and "$\ell_2$" are compounds like "k-means".

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace assay::search {

enum class Style : std::uint8_t { kText, kNames };

enum class TokenType : std::uint8_t {
  kPart,    ///< A word, or one part of a compound.
  kExact,   ///< A form with signs, "c++" or "a/b", in the place of its first part.
  kLoose,   ///< The part that kExact stands for, at the same position.
  kJoined,  ///< A compound written as one word, at the position of its first part.
};

inline constexpr std::size_t kWordSlots = std::size_t{1} << 15;
inline constexpr std::uint16_t kNoSlot = 0xFFFF;

struct Token {
  std::string_view term;    ///< What is indexed; at most kMaxTermBytes. Valid during the call.
  std::string_view word;    ///< The folded form before stemming. Valid during the call.
  std::uint32_t begin = 0;  ///< Bytes of the text it came from, on character boundaries.
  std::uint32_t end = 0;
  TokenType type = TokenType::kPart;
  std::uint8_t span = 1;  ///< Positions that a kJoined covers.
  /// Where the Analyser remembers this word, < kWordSlots; kNoSlot when it does not.
  std::uint16_t slot = kNoSlot;
  bool fresh = true;  ///< The slot was another word's, or the word has no slot.
  /// Stands at the position of the token before it.
  [[nodiscard]] bool colocated() const noexcept {
    return type == TokenType::kLoose || type == TokenType::kJoined;
  }
};

inline constexpr std::size_t kMaxTermBytes = 64;

class TokenSink {
 public:
  TokenSink() = default;
  TokenSink(const TokenSink&) = delete;
  TokenSink& operator=(const TokenSink&) = delete;
  virtual ~TokenSink() = default;
  virtual void token(const Token& token) = 0;
};

class StemCache;

/// Holds the stemmer and a bounded cache of stems (1 MiB). One thread.
class Analyser {
 public:
  Analyser();
  Analyser(const Analyser&) = delete;
  Analyser& operator=(const Analyser&) = delete;
  ~Analyser();

  /// Sends the tokens of `text` (any bytes) to `sink` in order of position.
  void run(std::string_view text, Style style, TokenSink& sink);

  /// The term of a folded word. Valid until the next call.
  std::string_view stem(std::string_view word);

 private:
  std::unique_ptr<StemCache> stems_;
};

/// The calling thread's own, for queries and highlights.
Analyser& local_analyser();

/// Words that carry no meaning of their own ("the", "of"), folded.
bool is_stop_word(std::string_view word) noexcept;

}  // namespace assay::search
