#pragma once
/// How well probabilities and scores agree with what readers said. Threads: pure functions.

#include <cstddef>
#include <span>
#include <vector>

namespace assay::identify {

/// 1 / (1 + exp(-x)).
double logistic(double x) noexcept;

struct Scored {
  double p = 0;  ///< A probability, or anything that ranks.
  bool positive = false;
};

/// Area under the ROC curve, ties counted half; NaN when one class is missing.
double auroc(std::vector<Scored> all);
/// Mean precision at the positives, ties in the given order; NaN without positives.
double average_precision(std::vector<Scored> all);
/// Expected calibration error over ten bins of equal width. Requires probabilities; 0 for none.
double calibration_error(std::span<const Scored> all);
/// Cohen's kappa with quadratic weights of two readings 0..3, same length. 1 where neither varies.
double weighted_kappa(std::span<const int> a, std::span<const int> b);

}  // namespace assay::identify
