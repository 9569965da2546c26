#include "lab.h"

#include <cmath>
#include <vector>

void attention(lab::In q, lab::In k, lab::In values, double causal, lab::Out y) {
  const std::size_t n = q.dim(0);
  for (std::size_t i = 0; i < n; ++i) {
    double top = -INFINITY, total = 0;
    std::vector<double> sum(values.dim(1));
    for (std::size_t j = 0; j < n && (causal == 0 || j <= i); ++j) {
      double s = 0;
      for (std::size_t c = 0; c < q.dim(1); ++c) s += q(i, c) * k(j, c);
      s /= std::sqrt(double(q.dim(1)));
      const double next = std::fmax(top, s), old = std::exp(top - next), w = std::exp(s - next);
      total = total * old + w;
      for (std::size_t c = 0; c < sum.size(); ++c) sum[c] = sum[c] * old + w * values(j, c);
      top = next;
    }
    for (std::size_t c = 0; c < sum.size(); ++c) y(i, c) = sum[c] / total;
  }
}
