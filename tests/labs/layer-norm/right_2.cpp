#include "lab.h"

#include <cmath>

struct Row {
  lab::In x;
  std::size_t i;
  double mean = 0, s = 0;
  Row(lab::In whole, std::size_t at) : x(whole), i(at) {
    const double d = double(x.dim(1));
    for (std::size_t j = 0; j < x.dim(1); ++j) mean += x(i, j);
    mean /= d;
    for (std::size_t j = 0; j < x.dim(1); ++j) s += std::pow(x(i, j) - mean, 2);
    s = std::sqrt(s / d + 1e-5);
  }
  double operator[](std::size_t j) const { return (x(i, j) - mean) / s; }
};

void layer_norm(lab::In x, lab::In gain, lab::In bias, lab::Out y) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const Row h(x, i);
    for (std::size_t j = 0; j < x.dim(1); ++j) y(i, j) = gain[j] * h[j] + bias[j];
  }
}

void layer_norm_backward(lab::In x, lab::In gain, lab::In, lab::In dy, lab::Out dx, lab::Out dgain, lab::Out dbias) {
  for (std::size_t j = 0; j < x.dim(1); ++j) dgain[j] = dbias[j] = 0;
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const Row h(x, i);
    const double d = double(x.dim(1));
    for (std::size_t j = 0; j < x.dim(1); ++j) {
      dgain[j] += dy(i, j) * h[j];
      dbias[j] += dy(i, j);
      dx(i, j) = 0;
      for (std::size_t k = 0; k < x.dim(1); ++k)
        dx(i, j) += dy(i, k) * gain[k] * ((j == k ? 1.0 : 0.0) - 1 / d - h[j] * h[k] / d) / h.s;
    }
  }
}
