#include "lab.h"

#include <cmath>
#include <vector>

// The model along a line: z = at + alpha * along, unit by unit.
static double project(lab::In v, lab::In w1, std::size_t j) {
  double sum = 0;
  for (std::size_t i = 0; i < v.size(); ++i) sum += v[i] * w1(i, j);
  return sum;
}

void model(lab::In x, lab::In w1, lab::In b1, lab::In w2, double& y) {
  double sum = 0;
  for (std::size_t j = 0; j < w2.size(); ++j) sum += std::tanh(project(x, w1, j) + b1[j]) * w2[j];
  y = sum;
}

void model_gradient(lab::In x, lab::In w1, lab::In b1, lab::In w2, lab::Out dx) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    dx[i] = 0;
    for (std::size_t j = 0; j < w2.size(); ++j)
      dx[i] += w1(i, j) * w2[j] / std::pow(std::cosh(project(x, w1, j) + b1[j]), 2);
  }
}

void integrated_gradients(lab::In x, lab::In baseline, lab::In w1, lab::In b1, lab::In w2, double steps,
                          lab::Out attribution) {
  std::vector<double> slope(w2.size());
  for (std::size_t j = 0; j < slope.size(); ++j) {
    const double from = project(baseline, w1, j) + b1[j], to = project(x, w1, j) + b1[j];
    for (int k = 1; k <= int(steps); ++k) {
      const double t = std::tanh(from + (to - from) * k / steps);
      slope[j] += w2[j] * (1 - t) * (1 + t) / steps;
    }
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    double mean = 0;
    for (std::size_t j = 0; j < slope.size(); ++j) mean += w1(i, j) * slope[j];
    attribution[i] = (x[i] - baseline[i]) * mean;
  }
}
