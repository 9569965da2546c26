#include "lab.h"

#include <cmath>
#include <vector>

struct Feature {
  double mean = 0, var = 0;
  Feature(lab::In x, std::size_t j) {
    const std::size_t n = x.dim(0);
    for (std::size_t i = 0; i < n; ++i) mean += x(i, j) / n;
    for (std::size_t i = 0; i < n; ++i) var += x(i, j) * x(i, j) / n;
    var -= mean * mean;
  }
};

void batch_norm(lab::In x, lab::In gain, lab::In bias, lab::Out y) {
  for (std::size_t j = 0; j < x.dim(1); ++j) {
    const Feature f(x, j);
    for (std::size_t i = 0; i < x.dim(0); ++i) y(i, j) = gain[j] * (x(i, j) - f.mean) / std::sqrt(f.var + 1e-5) + bias[j];
  }
}

void batch_norm_backward(lab::In x, lab::In gain, lab::In, lab::In dy, lab::Out dx, lab::Out dgain, lab::Out dbias) {
  const std::size_t n = x.dim(0);
  for (std::size_t j = 0; j < x.dim(1); ++j) {
    const Feature f(x, j);
    const double s = std::sqrt(f.var + 1e-5);
    dgain[j] = dbias[j] = 0;
    for (std::size_t i = 0; i < n; ++i) {
      dgain[j] += dy(i, j) * (x(i, j) - f.mean) / s;
      dbias[j] += dy(i, j);
    }
    for (std::size_t i = 0; i < n; ++i) {
      const double h = (x(i, j) - f.mean) / s;
      dx(i, j) = gain[j] / s * (dy(i, j) - dbias[j] / n - h * dgain[j] / n);
    }
  }
}

void running(lab::In x, lab::In mean, lab::In var, double momentum, lab::Out mean_new, lab::Out var_new) {
  const double n = double(x.dim(0));
  for (std::size_t j = 0; j < x.dim(1); ++j) {
    const Feature f(x, j);
    mean_new[j] = momentum * mean[j] + (1 - momentum) * f.mean;
    var_new[j] = momentum * var[j] + (1 - momentum) * f.var * n / (n - 1);
  }
}

void batch_norm_infer(lab::In x, lab::In gain, lab::In bias, lab::In mean, lab::In var, lab::Out y) {
  for (std::size_t i = 0; i < x.dim(0); ++i)
    for (std::size_t j = 0; j < x.dim(1); ++j)
      y(i, j) = gain[j] * (x(i, j) - mean[j]) / std::sqrt(var[j] + 1e-5) + bias[j];
}
