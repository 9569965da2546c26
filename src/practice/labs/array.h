#pragma once
/// Numbers in a box: what a lab's functions take and give. Threads: values.

#include <cstddef>
#include <string>
#include <vector>

namespace assay::practice {

/// Row-major numbers of any shape; no shape is a single number.
/// Requires: data.size() is the product of shape.
struct Array {
  std::vector<std::size_t> shape = {};
  std::vector<double> data = {};
  bool integers = false;  ///< Whole numbers, handed on as 64-bit integers.

  static Array number(double value) { return {{}, {value}, false}; }
  static Array integer(double value) { return {{}, {value}, true}; }
  static Array vector(std::vector<double> values) {
    return {{values.size()}, std::move(values), false};
  }
  /// Zeros.
  static Array zeros(std::vector<std::size_t> shape);
  [[nodiscard]] std::size_t size() const noexcept { return data.size(); }
  [[nodiscard]] std::size_t dim(std::size_t axis) const { return shape.at(axis); }
  [[nodiscard]] double value() const { return data.at(0); }
  [[nodiscard]] double at(std::size_t i, std::size_t j) const { return data.at(i * shape[1] + j); }
  double& at(std::size_t i, std::size_t j) { return data.at(i * shape[1] + j); }
};
using Values = std::vector<Array>;

/// The number of elements of a shape.
std::size_t element_count(const std::vector<std::size_t>& shape) noexcept;
/// "3×4", "number".
std::string shape_words(const std::vector<std::size_t>& shape);
/// "[[1, 2], [3, 4]]" with six digits; only the beginning where there are more than `most` numbers.
std::string array_words(const Array& array, std::size_t most = 24);
/// The same numbers with the axes in reverse order.
Array transposed(const Array& array);

}  // namespace assay::practice
