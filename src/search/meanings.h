#pragma once
/// Works as numbers to learn from: the vector of meaning and the weighted words of each, and the
/// quick scoring of all works by a linear function of these.

#include "search/index.h"
#include "work/work.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace assay::search {

/// A term of the index (stemmed) and its weight.
struct WordWeight {
  std::string term;
  float weight = 0;
};

/// One state of an index. Threads: one thread. All throw kCorrupt when the index turns out damaged.
class Meanings {
 public:
  explicit Meanings(const Index& index);
  Meanings(const Meanings&) = delete;
  Meanings& operator=(const Meanings&) = delete;
  ~Meanings();

  /// Numbers of a vector; the same for all works.
  [[nodiscard]] std::size_t dimensions() const noexcept;
  /// The vector of a work less the mean of all; dimensions() numbers, zeros for a work that the
  /// index has no vector of. Its length is below about 1.2.
  [[nodiscard]] std::vector<float> vector(WorkId work) const;
  /// The words of title, abstract and text, as score() weighs them: the saturated weight of BM25
  /// (bm25_internal.h) times the inverse document frequency, over kWordNorm, so that a work of
  /// ordinary length comes to about one; less what a word has in a work on the average. Ascending
  /// by term, each once, without words that carry no meaning. Cost: some 0.1 ms.
  [[nodiscard]] std::vector<WordWeight> words(const Work& work);
  /// At most `count` works, ascending, drawn by a hash of their number: the same for the same
  /// works, however they came into the index.
  [[nodiscard]] std::vector<WorkId> sample(std::size_t count) const;
  /// scores[i] = vector(works[i]) . direction + words(works[i]) . weights, for all works at once.
  /// `direction`: dimensions() numbers, or none; `works` ascending; works that the index does not
  /// have get 0. Cost: 20 ms for 256,000 works of 256 dimensions and 200 words.
  void score(std::span<const float> direction, std::span<const WordWeight> weights,
             std::span<const std::int64_t> works, std::span<float> scores) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::search
