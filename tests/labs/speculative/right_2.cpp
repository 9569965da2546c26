#include "lab.h"

#include <cmath>
#include <vector>

static std::vector<double> missing(lab::In p, lab::In q) {
  std::vector<double> out(p.size());
  double total = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    out[i] = p[i] > q[i] ? p[i] - q[i] : 0;
    total += out[i];
  }
  if (total == 0) return {p.data.begin(), p.data.end()};
  for (double& one : out) one /= total;
  return out;
}

void residual(lab::In p, lab::In q, lab::Out r) {
  const std::vector<double> got = missing(p, q);
  for (std::size_t i = 0; i < got.size(); ++i) r[i] = got[i];
}

void accepted_share(lab::In p, lab::In q, double& share) {
  share = 1;
  for (std::size_t i = 0; i < p.size(); ++i) share -= std::fabs(p[i] - q[i]) / 2;
}

void sample(lab::In p, lab::In q, lab::In drafted, lab::In u, lab::In w, lab::Out tokens) {
  const std::vector<double> rest = missing(p, q);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    tokens[i] = drafted[i];
    const std::size_t x = std::size_t(drafted[i]);
    if (u[i] * q[x] >= p[x]) {
      double sum = 0;
      tokens[i] = 0;
      for (std::size_t t = 0; t + 1 < rest.size(); ++t) {
        sum += rest[t];
        if (w[i] >= sum) tokens[i] = t + 1;
      }
    }
  }
}
