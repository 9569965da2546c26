#pragma once
/// Arrays as Eigen's matrices and back, for the references. Threads: values.

#include "practice/labs/array.h"

#include <Eigen/Core>

namespace assay::practice {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;

/// Two axes; one axis becomes a single row.
inline Matrix matrix_of(const Array& array) {
  const auto rows = static_cast<Eigen::Index>(array.shape.size() > 1 ? array.shape[0] : 1);
  const auto columns = static_cast<Eigen::Index>(array.shape.empty() ? 1 : array.shape.back());
  return Eigen::Map<const Matrix>(array.data.data(), rows, columns);
}
inline Vector vector_of(const Array& array) {
  return Eigen::Map<const Vector>(array.data.data(), static_cast<Eigen::Index>(array.size()));
}
inline Array array_of(const Matrix& matrix) {
  return {{static_cast<std::size_t>(matrix.rows()), static_cast<std::size_t>(matrix.cols())},
          std::vector<double>(matrix.data(), matrix.data() + matrix.size())};
}
inline Array row_of(const Vector& vector) {
  return Array::vector(std::vector<double>(vector.data(), vector.data() + vector.size()));
}
/// The i-th of an array's matrices, by its first axis: of shape (b, n, d), or (b, h, n, d) with i
/// counted through the first two.
inline Matrix slice_of(const Array& array, std::size_t i) {
  const std::size_t columns = array.shape.back();
  const std::size_t rows = array.shape[array.shape.size() - 2];
  return Eigen::Map<const Matrix>(array.data.data() + i * rows * columns,
                                  static_cast<Eigen::Index>(rows),
                                  static_cast<Eigen::Index>(columns));
}
inline void set_slice(Array& array, std::size_t i, const Matrix& matrix) {
  Eigen::Map<Matrix>(array.data.data() + i * static_cast<std::size_t>(matrix.size()), matrix.rows(),
                     matrix.cols()) = matrix;
}
/// Each row's softmax, shifted by its largest entry.
inline Matrix softmax_rows(const Matrix& x) {
  const Matrix e = (x.colwise() - x.rowwise().maxCoeff()).array().exp();
  return e.array().colwise() / e.rowwise().sum().array();
}

}  // namespace assay::practice
