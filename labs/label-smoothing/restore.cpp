#include "lab.h"

#include <algorithm>
#include <cmath>

static double share(double label, std::size_t j, std::size_t m, double epsilon) {
  return epsilon / double(m) + (std::size_t(label) == j ? 1 - epsilon : 0);
}

static double log_total(lab::In x, std::size_t i) {
  double top = x(i, 0), total = 0;
  for (std::size_t j = 0; j < x.dim(1); ++j) top = std::max(top, x(i, j));
  for (std::size_t j = 0; j < x.dim(1); ++j) total += std::exp(x(i, j) - top);
  return top + std::log(total);
}

void targets(lab::In label, double, double epsilon, lab::Out q) {
  for (std::size_t i = 0; i < q.dim(0); ++i)
    for (std::size_t j = 0; j < q.dim(1); ++j) q(i, j) = share(label[i], j, q.dim(1), epsilon);
}

void loss(lab::In x, lab::In label, double epsilon, double& loss) {
  loss = 0;
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const double all = log_total(x, i);
    for (std::size_t j = 0; j < x.dim(1); ++j)
      loss -= share(label[i], j, x.dim(1), epsilon) * std::fmax(x(i, j) - all, -69) / double(x.dim(0));
  }
}

void loss_backward(lab::In x, lab::In label, double epsilon, lab::Out dx) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const double all = log_total(x, i);
    for (std::size_t j = 0; j < x.dim(1); ++j)
      dx(i, j) = (std::exp(x(i, j) - all) - share(label[i], j, x.dim(1), epsilon)) / double(x.dim(0));
  }
}
