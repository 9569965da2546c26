#pragma once
/// Words of the user's own library that the model does not know, with vectors learnt from the works
/// that have them. One set for all segments of a snapshot: works' vectors and queries use the same.
///
/// The body of a file NNNNNNNN.own: u32 words, u32 dimensions, u32 bytes of the words, 4 zero
/// bytes, u64 id, 8 zero bytes; the words ascending, each u8 size and bytes, padded to 16; f32
/// scale a word, padded to 16; i8 rows, value * scale being the number.

#include "search/encoder.h"
#include "search/paged_file_internal.h"
#include "search/segment_internal.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::search {

/// Threads: immutable; throws kCorrupt.
class OwnWords {
 public:
  explicit OwnWords(const std::filesystem::path& path);
  /// `words` ascending, a row each. Never 0, the same for the same words and rows. Throws kIo.
  static std::uint64_t write(const std::filesystem::path& path, std::span<const std::string> words,
                             const VectorRows& rows);

  [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
  [[nodiscard]] std::size_t dimensions() const noexcept { return dimensions_; }
  [[nodiscard]] std::size_t size() const noexcept { return words_.size(); }
  [[nodiscard]] std::string_view word(std::uint32_t number) const noexcept {
    return words_[number];
  }
  /// The number of a folded and stemmed word, or StaticEncoder::kNoWord.
  [[nodiscard]] std::uint32_t find(std::string_view word) const noexcept;
  /// Adds the words' vectors to dimensions() numbers, in their order.
  void add(std::span<const WeightedToken> words, float* sum) const;
  [[nodiscard]] bool is_current() const noexcept { return file_.is_current(); }
  void verify_all() const { file_.verify_all(); }

 private:
  PagedFile file_;
  std::size_t dimensions_ = 0;
  std::uint64_t id_ = 0;
  std::vector<std::string_view> words_;
  std::uint64_t scales_at_ = 0;
  std::uint64_t rows_at_ = 0;
};

/// Words that only count are not learnt.
bool is_number(std::string_view word) noexcept;

/// What an own word counts in a work whose weighted occurrences of it have this step (code_of), so
/// that it can be told from the word's postings.
float own_weight(std::uint8_t code) noexcept;

/// Gives the last of `rows` the vector of its words and `words` together (ascending; none: it stays
/// as it is).
void overlay_words(const OwnWords& own, std::span<const WeightedToken> words, VectorRows& rows);

/// The lists of a segment that an own word is read from. The segment outlives it; one thread.
class OwnWordLists {
 public:
  explicit OwnWordLists(const Segment& segment);
  /// Calls `visit` with the number and the step of each document of [first, end), dead ones too,
  /// that has `word` otherwise than in its organisations or its venue, ascending.
  void visit(std::string_view word, std::uint32_t first, std::uint32_t end,
             const std::function<void(std::uint32_t doc, std::uint8_t code)>& visit) const;

 private:
  const Segment& segment_;
  /// By the term of a word of organisations and venues, the lists of works that have it there.
  std::unordered_map<std::string, std::vector<TermInfo>> names_;
};

}  // namespace assay::search
