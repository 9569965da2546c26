#include "cli/lab_picture.h"

#include "base/text.h"
#include "cli/style.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::cli {
namespace {

using practice::Plot;

constexpr std::size_t kColumns = 80;
constexpr std::size_t kMostGridCells = 14;  ///< Each way: two grids of two columns a cell.
constexpr std::size_t kMostRows = 20;
constexpr std::size_t kBarCells = 30;

/// "░" to "█" for 0 to 1, two columns wide; "??" for what is no number.
std::string shade(double value) {
  constexpr std::array<const char*, 5> kShades = {"··", "░░", "▒▒", "▓▓", "██"};
  if (!std::isfinite(value)) {
    return "??";
  }
  const double place = std::clamp(value, 0.0, 1.0) * (static_cast<double>(kShades.size()) - 1);
  return kShades.at(static_cast<std::size_t>(std::lround(place)));
}

std::string grid_text(const Plot& plot, const std::string& lead) {
  double least = 0;
  double most = 0;
  bool first = true;
  for (const std::vector<double>* values : {&plot.expected, &plot.got}) {
    for (const double value : *values) {
      if (std::isfinite(value)) {
        least = first ? value : std::min(least, value);
        most = first ? value : std::max(most, value);
        first = false;
      }
    }
  }
  const double range = most > least ? most - least : 1;
  const std::size_t rows = plot.got.size() / std::max<std::size_t>(plot.columns, 1);
  const std::size_t shown = std::min(plot.columns, kMostGridCells);
  const std::string gap(4, ' ');
  std::string out = fmt::format("{}{:<{}}{}got {}\n", lead, "expected",
                                std::max<std::size_t>(8, shown * 2), gap, plot.title);
  for (std::size_t r = 0; r < std::min(rows, kMostGridCells); ++r) {
    std::string line = lead;
    for (const std::vector<double>* values : {&plot.expected, &plot.got}) {
      for (std::size_t c = 0; c < shown; ++c) {
        line += shade((values->at(r * plot.columns + c) - least) / range);
      }
      line +=
          values == &plot.expected ? std::string(shown * 2 < 8 ? 8 - shown * 2 : 0, ' ') + gap : "";
    }
    out += line + "\n";
  }
  return out + fmt::format(
                   "{}·· is {:.3g}, ██ is {:.3g}{}\n", lead, least, most,
                   rows > kMostGridCells || plot.columns > shown ? "; only its first corner" : "");
}

/// One bar a line: a name, the bar, the figure.
std::string bar_line(const std::string& lead, const std::string& name, double share,
                     const std::string& figure) {
  return fmt::format("{}{:>12}  {}  {}\n", lead, ellipsize(name, 12), bar(share, kBarCells),
                     figure);
}

std::string errors_text(const Plot& plot, const std::string& lead) {
  double most = 0;
  for (std::size_t i = 0; i < plot.got.size(); ++i) {
    const double off = std::abs(plot.got[i] - plot.expected[i]);
    most = std::isfinite(off) ? std::max(most, off) : most;
  }
  std::string out = lead + "error of " + ellipsize(plot.title, 40) + " by number\n";
  const std::size_t rows = std::min(plot.got.size(), kMostRows);
  for (std::size_t i = 0; i < rows; ++i) {
    const double off = plot.got[i] - plot.expected[i];
    out += bar_line(lead, std::to_string(plot.at[i] + 1),
                    !std::isfinite(off) ? 1
                    : most > 0          ? std::abs(off) / most
                                        : 0,
                    std::isfinite(off) ? fmt::format("{:+.3g}", off) : "no number");
  }
  return out + (plot.got.size() > rows
                    ? fmt::format("{}… and {} more\n", lead, plot.got.size() - rows)
                    : "");
}

std::string growth_text(const Plot& plot, const std::string& lead) {
  double most = 0;
  for (const double cost : plot.got) {
    most = std::max(most, cost);
  }
  std::string out =
      fmt::format("{}{} by {}\n", lead, ellipsize(plot.title, 20), ellipsize(plot.grows, 20));
  for (std::size_t i = 0; i < std::min(plot.got.size(), kMostRows); ++i) {
    out += bar_line(lead, std::to_string(plot.at[i]), most > 0 ? plot.got[i] / most : 0,
                    plot.unit == "bytes" ? fmt::format("{:.0f} KiB", plot.got[i] / 1024)
                                         : fmt::format("{:.2f} ms", plot.got[i] * 1000));
  }
  return out;
}

}  // namespace

std::string plot_text(const Plot& plot, std::size_t indent) {
  const std::string lead(indent, ' ');
  static_assert(16 + kMostGridCells * 4 + 4 <= kColumns, "two grids fit beside each other");
  static_assert(16 + 12 + 2 + kBarCells + 2 + 12 <= kColumns, "a bar fits between its words");
  if (plot.got.empty()) {
    return {};
  }
  switch (plot.kind) {
    case Plot::Kind::kGrid:
      return grid_text(plot, lead);
    case Plot::Kind::kGrowth:
      return growth_text(plot, lead);
    case Plot::Kind::kErrors:
      break;
  }
  return errors_text(plot, lead);
}

}  // namespace assay::cli
