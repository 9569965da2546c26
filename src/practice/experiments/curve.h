#pragma once
/// Learning curves: for each arm the mean of its runs over the steps and the span from the smallest
/// to the largest run, thinned to what a picture can show without hiding an extreme.
/// Threads: pure functions.

#include "practice/experiments/metrics.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace assay::practice {

struct BandPoint {
  double step = 0;
  double mean = 0;
  double low = 0;   ///< Smallest run.
  double high = 0;  ///< Largest run.
};

struct ArmCurve {
  std::string name;
  std::vector<BandPoint> line;  ///< Real points of the mean, by step: see thin_band.
  std::vector<BandPoint> band;  ///< At most one a column; low and high are the column's extremes.
  std::size_t runs = 0;
  std::uint64_t points = 0;   ///< Read in all.
  std::uint64_t strange = 0;  ///< Of these no finite numbers, which the curve leaves out.
};

/// Where runs have points at different steps, each is taken as straight between its neighbours, and
/// counts from its first step to its last; where a run has a step twice the later point counts.
/// `columns`: of the picture, >= 1. Cost: O(points log points).
ArmCurve make_curve(const std::string& name, const std::vector<std::vector<MetricPoint>>& runs,
                    std::size_t columns);

/// Thins a full band to `columns` equal stretches of the steps: of each the first, the last, the
/// smallest and the largest mean (M4: Jugel et al. 2014), which draws the same picture at that
/// width; and for the band the smallest `low` and the largest `high`.
void thin_band(const std::vector<BandPoint>& full, std::size_t columns, ArmCurve& out);

/// One picture, 760 by 440, told apart without colours too (dashes), with words for screen readers.
/// Throws kNotFound when no curve has points.
std::string curves_svg(const std::vector<ArmCurve>& curves, const std::string& title,
                       const std::string& metric);

/// [{"name","runs","points","strange","line":[[step,mean]…],"band":[[step,low,high]…]}]
std::string curves_json(const std::vector<ArmCurve>& curves);

/// Round values for an axis, about `wanted` of them, that lie within [low, high].
std::vector<double> axis_ticks(double low, double high, std::size_t wanted);

}  // namespace assay::practice
