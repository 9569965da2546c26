#include "lab.h"

#include <cmath>

static double value(lab::In x, lab::In baseline, lab::In w1, lab::In w2, unsigned members) {
  double sum = 0;
  for (std::size_t j = 0; j < w2.size(); ++j) {
    double z = 0;
    for (std::size_t i = 0; i < x.size(); ++i) z += (members >> i & 1 ? x[i] : baseline[i]) * w1(i, j);
    sum += std::tanh(z) * w2[j];
  }
  return sum;
}

void coalition(lab::In x, lab::In baseline, lab::In w1, lab::In w2, lab::In member, double& out) {
  unsigned members = 0;
  for (std::size_t i = 0; i < member.size(); ++i) members |= unsigned(member[i]) << i;
  out = value(x, baseline, w1, w2, members);
}

void shapley(lab::In x, lab::In baseline, lab::In w1, lab::In w2, lab::Out phi) {
  const unsigned d = unsigned(x.size());
  for (unsigned i = 0; i < d; ++i) {
    phi[i] = 0;
    for (unsigned s = 0; s < 1U << d; ++s) {
      if (s >> i & 1) continue;
      const double size = __builtin_popcount(s);
      const double weight = (size + 1) / (size + 1) / std::pow(2.0, d - 1.0);
      phi[i] += weight * (value(x, baseline, w1, w2, s | 1U << i) - value(x, baseline, w1, w2, s));
    }
  }
}
