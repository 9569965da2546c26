#include "practice/labs/array.h"

#include <fmt/format.h>

#include <numeric>

namespace assay::practice {
namespace {

/// Appends the block that begins at `at`; `left` numbers may still be written.
void append(const Array& array, std::size_t axis, std::size_t& at, std::size_t& left,
            std::string& out) {
  if (axis == array.shape.size()) {
    out += fmt::format("{:.6g}", array.data[at++]);
    --left;
    return;
  }
  out += "[";
  for (std::size_t i = 0; i < array.shape[axis]; ++i) {
    out += i == 0 ? "" : ", ";
    if (left == 0) {
      out += "…";
      break;
    }
    append(array, axis + 1, at, left, out);
  }
  out += "]";
}

}  // namespace

Array Array::zeros(std::vector<std::size_t> shape) {
  const std::size_t count = element_count(shape);
  return {std::move(shape), std::vector<double>(count), false};
}

std::size_t element_count(const std::vector<std::size_t>& shape) noexcept {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

std::string shape_words(const std::vector<std::size_t>& shape) {
  if (shape.empty()) {
    return "number";
  }
  std::string out;
  for (const std::size_t one : shape) {
    out += (out.empty() ? "" : "×") + std::to_string(one);
  }
  return out;
}

std::string array_words(const Array& array, std::size_t most) {
  std::string out;
  std::size_t at = 0;
  std::size_t left = most;
  append(array, 0, at, left, out);
  return out;
}

Array transposed(const Array& array) {
  Array out = array;
  out.shape.assign(array.shape.rbegin(), array.shape.rend());
  const std::size_t axes = array.shape.size();
  std::vector<std::size_t> index(axes);
  for (const double value : array.data) {
    std::size_t place = 0;
    for (std::size_t axis = axes; axis-- > 0;) {
      place = place * array.shape[axis] + index[axis];
    }
    out.data[place] = value;
    for (std::size_t axis = axes; axis-- > 0;) {
      if (++index[axis] < array.shape[axis]) {
        break;
      }
      index[axis] = 0;
    }
  }
  return out;
}

}  // namespace assay::practice
