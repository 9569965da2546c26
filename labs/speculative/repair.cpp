#include "lab.h"

#include <algorithm>
#include <vector>

void residual(lab::In p, lab::In q, lab::Out r) {
  double total = 0;
  for (std::size_t i = 0; i < p.size(); ++i) total += r[i] = std::max(0.0, p[i] - q[i]);
  for (std::size_t i = 0; i < p.size(); ++i) r[i] = total > 0 ? r[i] / total : p[i];
}

void accepted_share(lab::In p, lab::In q, double& share) {
  share = 0;
  for (std::size_t i = 0; i < p.size(); ++i) share += std::min(p[i], q[i]);
}

void sample(lab::In p, lab::In q, lab::In drafted, lab::In u, lab::In w, lab::Out tokens) {
  std::vector<double> rest(p.size());
  rest.assign(p.data.begin(), p.data.end());
  for (std::size_t i = 0; i < drafted.size(); ++i) {
    const std::size_t x = std::size_t(drafted[i]);
    tokens[i] = x;
    if (u[i] < p[x] / q[x]) continue;
    std::size_t token = 0;
    double sum = rest[0];
    while (sum <= w[i] && token + 1 < rest.size()) sum += rest[++token];
    tokens[i] = token;
  }
}
