#include "lab.h"

#include <cmath>
#include <vector>

static std::vector<double> factors(lab::In grads, double limit) {
  std::vector<double> out;
  for (std::size_t i = 0; i < grads.dim(0); ++i) {
    double norm = 0;
    for (std::size_t j = 0; j < grads.dim(1); ++j) norm = std::hypot(norm, grads(i, j));
    out.push_back(norm > limit ? limit / norm : 1);
  }
  return out;
}

void private_gradient(lab::In grads, double limit, double sigma, lab::In noise, lab::Out grad) {
  const auto by = factors(grads, limit);
  for (std::size_t j = 0; j < grad.size(); ++j) {
    double sum = sigma * limit * noise[j];
    for (std::size_t i = 0; i < by.size(); ++i) sum += by[i] * grads(i, j);
    grad[j] = sum / double(by.size());
  }
}

void sigma_for(double epsilon, double delta, double& sigma) {
  sigma = std::pow(2 * (std::log(1.25) - std::log(delta)), 0.5) / epsilon;
}
