#pragma once
/// What a check compared, as a picture to be drawn: errors by coordinate, two grids beside each
/// other, or how a cost grows. Small, whatever was checked. Threads: plain values, pure functions.

#include "practice/labs/array.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace assay::practice {

inline constexpr std::size_t kMostPlotCells = 64;    ///< Of a grid, each way.
inline constexpr std::size_t kMostPlotPoints = 200;  ///< Of a list.

struct Plot {
  enum class Kind : std::uint8_t {
    kErrors,  ///< got - expected at each coordinate.
    kGrid,    ///< A matrix as expected and as it came.
    kGrowth,  ///< A cost at each of some sizes.
  };
  Kind kind = Kind::kErrors;
  std::string title;                  ///< "gradient dx", "weights", "time"
  std::vector<std::size_t> shape;     ///< Of the whole result.
  std::vector<std::size_t> at = {};   ///< errors: which coordinates, ascending; growth: the sizes.
  std::vector<double> expected = {};  ///< errors and grid, row by row; NaN where there is none.
  std::vector<double> got = {};       ///< The same; growth: seconds or bytes.
  std::size_t columns = 0;            ///< grid
  std::string unit = {};              ///< growth: "s" or "bytes"
  std::string grows = {};             ///< growth: the size's name.
  double power = 0;                   ///< growth: the power of the size that it follows.
  double most = 0;                    ///< growth: the largest power that passes.
};

/// Requires equal shapes. Of more than kMostPlotPoints numbers those around the one that is
/// furthest off.
Plot plot_errors(std::string title, const Array& got, const Array& expected);

/// The last two axes, of several matrices the one with the number furthest off, and of a large one
/// the corner around it. Requires equal shapes of at least two axes.
Plot plot_grid(std::string title, const Array& got, const Array& expected);

/// {"kind":"errors","title","shape","at","expected","got"},
/// {"kind":"grid","title","shape","columns","expected","got"},
/// {"kind":"growth","title","grows","unit","at","got","power","most"}; six digits, and null for
/// what is no number.
nlohmann::ordered_json plot_json(const Plot& plot);

}  // namespace assay::practice
