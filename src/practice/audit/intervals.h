#pragma once
/// Confidence intervals of the audit's figures. `alpha` is what is left over: 0.05 for 95 %.
/// Threads: pure functions.

#include "practice/audit/value_histogram.h"
#include "practice/statistics.h"

#include <cstdint>
#include <limits>

namespace assay::practice {

/// A figure with its interval. NaN where nothing is known (a rate of nothing).
struct IntervalEstimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  [[nodiscard]] bool known() const noexcept { return value == value; }
  [[nodiscard]] bool bounded() const noexcept { return low == low && high == high; }
};

/// `hits` of `of` as a rate, with share_interval of statistics.h. Unknown for of = 0.
IntervalEstimate wilson(std::uint64_t hits, std::uint64_t of, double alpha);

/// a - b of independent estimates, from both intervals: MOVER (Zou, Donner, Statistics in Medicine
/// 27, 2008); with Wilson's intervals it is Newcombe's method 10 (Statistics in Medicine 17, 1998).
IntervalEstimate difference(const IntervalEstimate& a, const IntervalEstimate& b) noexcept;

/// The ratio of two rates a / b, with Katz's interval on the logarithm (Katz et al., Biometrics 34,
/// 1978); where a count is 0, half a case is added to each for the interval. Unknown where b is 0.
IntervalEstimate ratio(std::uint64_t hits_a, std::uint64_t of_a, std::uint64_t hits_b,
                       std::uint64_t of_b, double alpha);

/// A mean of `n` values with these sums, with the normal interval, within 0..1.
IntervalEstimate mean(std::uint64_t n, double sum, double sum_of_squares, double alpha);

/// The area under the ROC curve, ties counted half.
struct Auc {
  double value = std::numeric_limits<double>::quiet_NaN();  ///< NaN where a class is missing.
  double variance = 0;                                      ///< DeLong's.
  std::uint64_t negatives = 0;
  std::uint64_t positives = 0;
  /// How far the value may be off since bins of the histogram hold several values: half of the
  /// pairs within those. 0: exact.
  double error = 0;
};
/// `scores`: class 0 negatives, class 1 positives. Source of the variance: DeLong, DeLong,
/// Clarke-Pearson, Biometrics 44, 1988, worked out bin by bin.
Auc auc_of(const ValueHistogram& scores);
/// On the scale of the logit, so that it stays within 0..1. A curve without a variance (all in
/// order, or none) gets Wilson's interval with the smaller class as number of trials.
IntervalEstimate auc_interval(const Auc& auc, double alpha);

}  // namespace assay::practice
