#pragma once
/// The approach of arxiv-sanity, to compare with: TF-IDF of words and pairs of words of title,
/// abstract and authors (10,000 most frequent, in at least 5 and at most half of the works,
/// sublinear counts, smoothed idf, length one), and a linear SVM of what the reader likes against
/// all other works, trained anew each time. The SVM is liblinear's: L2 regularised squared hinge
/// loss by dual coordinate descent (Hsieh et al. 2008), classes balanced. Threads: one.

#include "work/work.h"

#include <cstdint>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace assay::bench {

class TfIdf {
 public:
  explicit TfIdf(const std::vector<Work>& works);
  using Row = std::vector<std::pair<std::uint32_t, float>>;  ///< Ascending, of length one.
  [[nodiscard]] const std::vector<Row>& rows() const noexcept { return rows_; }
  [[nodiscard]] std::size_t features() const noexcept { return features_; }

 private:
  std::vector<Row> rows_;
  std::size_t features_ = 0;
};

/// What the SVM says of each row, higher is liked. `liked`: places of rows.
std::vector<double> svm_scores(const TfIdf& features, const std::unordered_set<std::size_t>& liked,
                               double c);

}  // namespace assay::bench
