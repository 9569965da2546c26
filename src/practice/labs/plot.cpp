#include "practice/labs/plot.h"

#include "practice/labs/code.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace assay::practice {
namespace {

using Json = nlohmann::ordered_json;

Json six_digits(double value) {
  return std::isfinite(value) ? Json(std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr))
                              : Json(nullptr);
}

Json numbers(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double value : values) {
    list.push_back(six_digits(value));
  }
  return list;
}

/// The first of `most` of `count` places that are shown so that `wanted` is among them.
std::size_t first_shown(std::size_t wanted, std::size_t count, std::size_t most) {
  if (count <= most) {
    return 0;
  }
  return std::min(count - most, wanted - std::min(wanted, most / 2));
}

}  // namespace

Plot plot_errors(std::string title, const Array& got, const Array& expected) {
  Plot plot;
  plot.kind = Plot::Kind::kErrors;
  plot.title = std::move(title);
  plot.shape = got.shape;
  std::size_t worst = 0;
  distance(got, expected, &worst);
  const std::size_t first = first_shown(worst, got.size(), kMostPlotPoints);
  const std::size_t end = std::min(got.size(), first + kMostPlotPoints);
  for (std::size_t i = first; i < end; ++i) {
    plot.at.push_back(i);
    plot.expected.push_back(expected.data[i]);
    plot.got.push_back(got.data[i]);
  }
  return plot;
}

Plot plot_grid(std::string title, const Array& got, const Array& expected) {
  Plot plot;
  plot.kind = Plot::Kind::kGrid;
  plot.title = std::move(title);
  plot.shape = got.shape;
  const std::size_t columns = got.shape.back();
  const std::size_t rows = got.shape[got.shape.size() - 2];
  if (columns == 0 || rows == 0) {
    return plot;
  }
  std::size_t worst = 0;
  distance(got, expected, &worst);
  const std::size_t matrix = worst / (rows * columns) * rows * columns;
  const std::size_t row0 = first_shown(worst % (rows * columns) / columns, rows, kMostPlotCells);
  const std::size_t column0 = first_shown(worst % columns, columns, kMostPlotCells);
  plot.columns = std::min(columns, kMostPlotCells);
  for (std::size_t r = row0; r < std::min(rows, row0 + kMostPlotCells); ++r) {
    for (std::size_t c = column0; c < column0 + plot.columns; ++c) {
      const std::size_t at = matrix + r * columns + c;
      plot.expected.push_back(expected.data[at]);
      plot.got.push_back(got.data[at]);
    }
  }
  return plot;
}

Json plot_json(const Plot& plot) {
  switch (plot.kind) {
    case Plot::Kind::kGrid:
      return {{"kind", "grid"},
              {"title", plot.title},
              {"shape", plot.shape},
              {"columns", plot.columns},
              {"expected", numbers(plot.expected)},
              {"got", numbers(plot.got)}};
    case Plot::Kind::kGrowth:
      return {{"kind", "growth"},
              {"title", plot.title},
              {"grows", plot.grows},
              {"unit", plot.unit},
              {"at", plot.at},
              {"got", numbers(plot.got)},
              {"power", six_digits(plot.power)},
              {"most", six_digits(plot.most)}};
    case Plot::Kind::kErrors:
      break;
  }
  return {{"kind", "errors"},
          {"title", plot.title},
          {"shape", plot.shape},
          {"at", plot.at},
          {"expected", numbers(plot.expected)},
          {"got", numbers(plot.got)}};
}

}  // namespace assay::practice
