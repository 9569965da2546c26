#include "lab.h"

#include <cmath>
#include <vector>

static double log_sum(lab::In x, std::size_t i) {
  double top = -INFINITY, total = 0;
  for (std::size_t j = 0; j < x.dim(1); ++j) {
    const double v = x(i, j), next = v > top ? v : top;
    total = total * std::exp(top - next) + std::exp(v - next);
    top = next;
  }
  return top + std::log(total);
}

void softmax(lab::In x, lab::Out p) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const double all = log_sum(x, i);
    for (std::size_t j = 0; j < x.dim(1); ++j) p(i, j) = std::exp(x(i, j) - all);
  }
}

void cross_entropy(lab::In x, lab::In y, double& loss) {
  loss = 0;
  for (std::size_t i = 0; i < x.dim(0); ++i) loss += (log_sum(x, i) - x(i, std::size_t(y[i]))) / double(x.dim(0));
}

void cross_entropy_backward(lab::In x, lab::In y, lab::Out dx) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const double all = log_sum(x, i);
    for (std::size_t j = 0; j < x.dim(1); ++j)
      dx(i, j) = (std::exp(x(i, j) - all) - (double(j) == y[i] ? 1.0 : 0.0)) / double(x.dim(0));
  }
}
