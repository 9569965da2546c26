#pragma once
/// Vectors of words that the StaticEncoder does not know, learnt from the library itself.

#include "search/snapshot_internal.h"

#include <span>
#include <string_view>
#include <vector>

namespace assay::search {

/// A word is taken to mean what sets the works that have it apart: the mean of their vectors less
/// that of all works, as long as a row of the model usually is. (Khodak et al. 2018, "A La Carte
/// Embedding", with works for contexts and without its linear map, which gained next to nothing
/// here.) Nothing is stored: what is learnt is that of the snapshot. One thread. Throws kCorrupt
/// when the index turns out damaged.
class LearntWords {
 public:
  /// `snapshot`: with vectors by the StaticEncoder, alive as long as this.
  explicit LearntWords(const Snapshot& snapshot) noexcept : snapshot_(snapshot) {}

  /// The vector of `word` (folded, stemmed); empty when it is all digits or too few works have it.
  [[nodiscard]] std::vector<float> vector(std::string_view word);

 private:
  const Snapshot& snapshot_;
  std::vector<float> mean_;  ///< mean_vector() of it; empty until it is needed.
};

}  // namespace assay::search
