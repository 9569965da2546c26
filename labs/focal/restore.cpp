#include "lab.h"

#include <cmath>

static double softplus(double z) { return std::log(1 + std::exp(z)); }

void focal(lab::In x, lab::In label, double gamma, double alpha, double& loss) {
  loss = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool one = label[i] == 1;
    const double z = one ? x[i] : -x[i], a = one ? alpha : 1 - alpha;
    loss += a * std::pow(std::exp(-softplus(z)), gamma) * softplus(-z) / double(x.size());
  }
}

void focal_backward(lab::In x, lab::In label, double gamma, double alpha, lab::Out dx) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool one = label[i] == 1;
    const double z = one ? x[i] : -x[i], a = one ? alpha : 1 - alpha;
    const double p = std::exp(-softplus(-z)), rest = std::exp(-softplus(z));
    const double dz = -a * std::pow(rest, gamma) * (gamma * p * softplus(-z) + rest);
    dx[i] = (one ? dz : -dz) / double(x.size());
  }
}
