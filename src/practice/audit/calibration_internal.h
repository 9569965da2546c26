#pragma once
/// The expected calibration error of a group and how sure it is. Threads: const methods concurrent.

#include "practice/audit/intervals.h"
#include "practice/audit/tally.h"

#include <cstdint>
#include <vector>

namespace assay::practice {

/// The mean distance of mean score and share of positives over bins of equal width, weighted by
/// rows (Guo et al. 2017). The interval is the basic bootstrap (Davison, Hinkley, "Bootstrap
/// methods", 1997, 5.2) over bins: rows drawn anew into the bins, positives within each, mean
/// scores kept; basic, since the error of a sample is more than that of all on average.
class CalibrationError {
 public:
  CalibrationError(const Cell& cell, std::uint64_t seed);
  [[nodiscard]] IntervalEstimate interval(double alpha) const;
  /// The 95th percentile for a model that is calibrated: positives drawn with the mean scores.
  [[nodiscard]] double by_chance() const noexcept { return by_chance_; }

 private:
  double value_ = 0;
  double by_chance_ = 0;
  std::vector<double> drawn_;  ///< Ascending; empty without scores.
};

}  // namespace assay::practice
