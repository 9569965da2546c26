#include "lab.h"

#include <cmath>
#include <numeric>
#include <vector>

void rms_norm(lab::In x, lab::In gain, lab::Out y) {
  const std::size_t d = x.dim(1);
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const auto row = x.data.subspan(i * d, d);
    const double s = std::sqrt(std::inner_product(row.begin(), row.end(), row.begin(), 0.0) / double(d) + 1e-6);
    for (std::size_t j = 0; j < d; ++j) y(i, j) = row[j] / s * gain[j];
  }
}

void rms_norm_backward(lab::In x, lab::In gain, lab::In dy, lab::Out dx, lab::Out dgain) {
  const std::size_t d = x.dim(1);
  std::vector<double> total(d);
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const auto row = x.data.subspan(i * d, d);
    const double s = std::sqrt(std::inner_product(row.begin(), row.end(), row.begin(), 0.0) / double(d) + 1e-6);
    for (std::size_t j = 0; j < d; ++j) {
      total[j] += dy(i, j) * row[j] / s;
      dx(i, j) = 0;
      for (std::size_t k = 0; k < d; ++k)
        dx(i, j) += dy(i, k) * gain[k] * ((j == k) / s - row[j] * row[k] / (double(d) * s * s * s));
    }
  }
  for (std::size_t j = 0; j < d; ++j) dgain[j] = total[j];
}
