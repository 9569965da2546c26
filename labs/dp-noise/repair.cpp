#include "lab.h"

#include <cmath>

void private_gradient(lab::In grads, double limit, double sigma, lab::In noise, lab::Out grad) {
  const double n = double(grads.dim(0));
  for (std::size_t j = 0; j < grad.size(); ++j) grad[j] = sigma * limit * noise[j] / n;
  for (std::size_t i = 0; i < grads.dim(0); ++i) {
    double norm = 0;
    for (std::size_t j = 0; j < grad.size(); ++j) norm += grads(i, j) * grads(i, j);
    const double over = std::fmax(1, norm / limit);
    for (std::size_t j = 0; j < grad.size(); ++j) grad[j] += grads(i, j) / over / n;
  }
}

void sigma_for(double epsilon, double delta, double& sigma) { sigma = std::sqrt(2 * std::log(1.25 / delta)) / epsilon; }
