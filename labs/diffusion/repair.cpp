#include "lab.h"

#include <cmath>

void alpha_bar(lab::In beta, lab::Out abar) {
  abar[0] = 1;
  for (std::size_t i = 0; i < beta.size(); ++i) abar[i + 1] = abar[i] * (1 - beta[i]);
}

void noised(lab::In x0, lab::In noise, lab::In t, lab::In beta, lab::Out xt) {
  for (std::size_t i = 0; i < x0.dim(0); ++i) {
    double a = 1;
    for (std::size_t k = 0; k < std::size_t(t[i]); ++k) a *= 1 - beta[k];
    for (std::size_t j = 0; j < x0.dim(1); ++j) xt(i, j) = std::sqrt(a) * x0(i, j) + std::sqrt(1 - a) * noise(i, j);
  }
}

void ddim_step(lab::In xt, lab::In predicted, double abar, double abar_before, double eta, lab::In noise,
               lab::Out x_before) {
  const double sigma = eta * std::sqrt((1 - abar) / (1 - abar_before) * (1 - abar / abar_before));
  const double rest = std::sqrt(std::fmax(0, 1 - abar_before - sigma * sigma));
  for (std::size_t i = 0; i < xt.size(); ++i) {
    const double x0 = (xt[i] - std::sqrt(1 - abar) * predicted[i]) / std::sqrt(abar);
    x_before[i] = std::sqrt(abar_before) * x0 + rest * predicted[i] + sigma * noise[i];
  }
}
