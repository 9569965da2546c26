#include "lab.h"

#include <cmath>
#include <vector>

static double hidden(const double* x, lab::In w1, lab::In b1, std::size_t j) {
  double z = b1[j];
  for (std::size_t i = 0; i < w1.dim(0); ++i) z += x[i] * w1(i, j);
  return std::tanh(z);
}

void model(lab::In x, lab::In w1, lab::In b1, lab::In w2, double& y) {
  y = 0;
  for (std::size_t j = 0; j < w2.size(); ++j) y += hidden(x.data.data(), w1, b1, j) * w2[j];
}

static void add_gradient(const double* x, lab::In w1, lab::In b1, lab::In w2, double scale, lab::Out out) {
  for (std::size_t j = 0; j < w2.size(); ++j) {
    const double a = hidden(x, w1, b1, j);
    for (std::size_t i = 0; i < w1.dim(0); ++i) out[i] += scale * w1(i, j) * w2[j] * (1 - a * a);
  }
}

void model_gradient(lab::In x, lab::In w1, lab::In b1, lab::In w2, lab::Out dx) {
  for (double& v : dx.data) v = 0;
  add_gradient(x.data.data(), w1, b1, w2, 1, dx);
}

void integrated_gradients(lab::In x, lab::In baseline, lab::In w1, lab::In b1, lab::In w2, double steps,
                          lab::Out attribution) {
  for (double& v : attribution.data) v = 0;
  std::vector<double> at(x.size());
  for (int k = 0; k <= int(steps); ++k) {
    for (std::size_t i = 0; i < at.size(); ++i) at[i] = baseline[i] + k / steps * (x[i] - baseline[i]);
    add_gradient(at.data(), w1, b1, w2, 1 / steps, attribution);
  }
  for (std::size_t i = 0; i < at.size(); ++i) attribution[i] *= x[i] - baseline[i];
}
