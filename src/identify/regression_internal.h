#pragma once
/// Logistic regression with a Gaussian pull of its own on every column. Threads: pure functions.

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace assay::identify {

/// Rows of sparse columns, then `dense` columns that every row has.
struct Matrix {
  std::size_t columns = 0;  ///< Sparse ones; the dense ones follow.
  std::size_t dense = 0;
  std::vector<std::size_t> starts = {0};  ///< Of rows in `cells`, and the end.
  std::vector<std::pair<std::uint32_t, float>> cells;
  std::vector<float> dense_cells;
  [[nodiscard]] std::size_t rows() const noexcept { return starts.size() - 1; }
  void end_row() { starts.push_back(cells.size()); }
  /// The row times the weights. Requires: columns + dense weights.
  [[nodiscard]] double product(std::size_t row, std::span<const double> weights) const noexcept;
};

struct Task {
  std::vector<float> offsets;  ///< Added to every row's log-odds; empty for none.
  std::vector<float> wanted;   ///< 0 or 1 a row.
  std::vector<float> counts;   ///< How much a row counts.
  std::vector<double> prior;   ///< Where each column's weight is drawn to.
  std::vector<double> pull;    ///< 1 / variance; below zero: the weight stays at its prior.
  std::vector<double> start;   ///< Where to begin; empty: at the prior.
};

/// The weights with the least loss (L-BFGS, deterministic).
std::vector<double> fit_logistic(const Matrix& matrix, const Task& task);

}  // namespace assay::identify
