#include "lab.h"

#include <cmath>
#include <vector>

void targets(lab::In label, double m, double epsilon, lab::Out q) {
  for (double& v : q.data) v = epsilon / m;
  for (std::size_t i = 0; i < label.size(); ++i) q(i, std::size_t(label[i])) += 1 - epsilon;
}

static std::vector<double> log_probabilities(lab::In x, std::size_t i) {
  std::vector<double> v;
  double all = -INFINITY;
  for (std::size_t j = 0; j < x.dim(1); ++j) {
    v.push_back(x(i, j));
    const double top = std::fmax(all, v[j]), low = std::fmin(all, v[j]);
    all = top + std::log1p(std::exp(low - top));
  }
  for (double& one : v) one -= all;
  return v;
}

void loss(lab::In x, lab::In label, double epsilon, double& loss) {
  double total = 0;
  for (std::size_t i = 0; i < label.size(); ++i) {
    const auto p = log_probabilities(x, i);
    double mean = 0;
    for (double one : p) mean += one / double(p.size());
    total -= (1 - epsilon) * p[std::size_t(label[i])] + epsilon * mean;
  }
  loss = total / double(label.size());
}

void loss_backward(lab::In x, lab::In label, double epsilon, lab::Out dx) {
  targets(label, double(x.dim(1)), epsilon, dx);
  for (std::size_t i = 0; i < label.size(); ++i) {
    const auto p = log_probabilities(x, i);
    for (std::size_t j = 0; j < p.size(); ++j) dx(i, j) = (std::exp(p[j]) - dx(i, j)) / double(label.size());
  }
}
