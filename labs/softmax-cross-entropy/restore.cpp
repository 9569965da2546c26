#include "lab.h"

#include <algorithm>
#include <cmath>

void softmax(lab::In x, lab::Out p) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    double top = x(i, 0), total = 0;
    for (std::size_t j = 0; j < x.dim(1); ++j) top = std::max(top, x(i, j));
    for (std::size_t j = 0; j < x.dim(1); ++j) total += p(i, j) = std::exp(std::clamp(x(i, j), -500.0, 500.0));
    for (std::size_t j = 0; j < x.dim(1); ++j) p(i, j) /= total;
  }
}

void cross_entropy(lab::In x, lab::In y, double& loss) {
  loss = 0;
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    double top = x(i, 0), total = 0;
    for (std::size_t j = 0; j < x.dim(1); ++j) top = std::max(top, x(i, j));
    for (std::size_t j = 0; j < x.dim(1); ++j) total += std::exp(x(i, j) - top);
    loss += top + std::log(total) - x(i, static_cast<std::size_t>(y[i]));
  }
  loss /= x.dim(0);
}

void cross_entropy_backward(lab::In x, lab::In y, lab::Out dx) {
  softmax(x, dx);
  for (std::size_t i = 0; i < x.dim(0); ++i) dx(i, static_cast<std::size_t>(y[i])) -= 1;
  for (double& value : dx.data) value /= x.dim(0);
}
