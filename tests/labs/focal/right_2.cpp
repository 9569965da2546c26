#include "lab.h"

#include <cmath>

struct Sure {
  double p, rest, log_p;
  explicit Sure(double z) {
    const double e = std::exp(-std::fabs(z));
    const double most = 1 / (1 + e), least = e / (1 + e);
    p = z > 0 ? most : least;
    rest = z > 0 ? least : most;
    log_p = z > 0 ? -std::log1p(e) : z - std::log1p(e);
  }
};

void focal(lab::In x, lab::In label, double gamma, double alpha, double& loss) {
  double sum[2] = {0, 0};
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Sure s(label[i] != 0 ? x[i] : -x[i]);
    sum[label[i] != 0] -= std::pow(s.rest, gamma) * s.log_p;
  }
  loss = (alpha * sum[1] + (1 - alpha) * sum[0]) / double(x.size());
}

void focal_backward(lab::In x, lab::In label, double gamma, double alpha, lab::Out dx) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double sign = 2 * label[i] - 1, a = label[i] * alpha + (1 - label[i]) * (1 - alpha);
    const Sure s(sign * x[i]);
    dx[i] = sign * a * (gamma * s.p * std::pow(s.rest, gamma) * s.log_p - std::pow(s.rest, gamma + 1)) / double(x.size());
  }
}
