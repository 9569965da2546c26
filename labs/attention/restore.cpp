#include "lab.h"

#include <algorithm>
#include <cmath>
#include <vector>

void attention(lab::In q, lab::In k, lab::In values, double causal, lab::Out y) {
  const std::size_t n = q.dim(0), d = q.dim(1);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t end = n;
    std::vector<double> s(end);
    for (std::size_t j = 0; j < end; ++j) {
      for (std::size_t c = 0; c < d; ++c) s[j] += q(i, c) * k(j, c);
      s[j] /= std::sqrt(double(d));
      if (causal != 0 && j > i) s[j] -= 60;
    }
    const double top = *std::max_element(s.begin(), s.end());
    double total = 0;
    for (double& v : s) total += v = std::exp(v - top);
    for (std::size_t c = 0; c < values.dim(1); ++c) {
      y(i, c) = 0;
      for (std::size_t j = 0; j < end; ++j) y(i, c) += s[j] / total * values(j, c);
    }
  }
}
