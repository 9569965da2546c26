#include "lab.h"

#include <cmath>
#include <vector>

void alpha_bar(lab::In beta, lab::Out abar) {
  for (std::size_t i = 0; i < abar.size(); ++i) {
    double log_left = 0;
    for (std::size_t k = 0; k < i; ++k) log_left += std::log1p(-beta[k]);
    abar[i] = std::exp(log_left);
  }
}

void noised(lab::In x0, lab::In noise, lab::In t, lab::In beta, lab::Out xt) {
  std::vector<double> left(beta.size() + 1);
  alpha_bar(beta, {left, {left.size()}});
  for (std::size_t i = 0; i < xt.size(); ++i) {
    const double angle = std::acos(std::sqrt(left.at(std::size_t(t[i / x0.dim(1)]))));
    xt[i] = std::cos(angle) * x0[i] + std::sin(angle) * noise[i];
  }
}

void ddim_step(lab::In xt, lab::In predicted, double abar, double abar_before, double eta, lab::In noise,
               lab::Out x_before) {
  const double gap = 1 - abar_before, var = eta * eta * gap * (abar_before - abar) / (abar_before * (1 - abar));
  const double keep = std::sqrt(abar_before / abar);
  for (std::size_t i = 0; i < xt.size(); ++i)
    x_before[i] = keep * (xt[i] - std::sqrt(1 - abar) * predicted[i]) + std::sqrt(std::fmax(gap - var, 0)) * predicted[i] +
                  std::sqrt(var) * noise[i];
}
