#include "lab.h"

#include <cmath>

static double scale(lab::In x, std::size_t i) {
  double sum = 0;
  for (std::size_t j = 0; j < x.dim(1); ++j) sum += x(i, j) * x(i, j);
  return 1 / std::sqrt(sum / x.dim(1) + 1e-6);
}

void rms_norm(lab::In x, lab::In gain, lab::Out y) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const double r = scale(x, i);
    for (std::size_t j = 0; j < x.dim(1); ++j) y(i, j) = x(i, j) * r * gain[j];
  }
}

void rms_norm_backward(lab::In x, lab::In gain, lab::In dy, lab::Out dx, lab::Out dgain) {
  for (double& v : dgain.data) v = 0;
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const double r = scale(x, i);
    double along = 0;
    for (std::size_t j = 0; j < x.dim(1); ++j) {
      along += dy(i, j) * gain[j] * x(i, j) / x.dim(1);
      dgain[j] += dy(i, j) * x(i, j) * r;
    }
    for (std::size_t j = 0; j < x.dim(1); ++j) dx(i, j) = r * dy(i, j) * gain[j];
  }
}
