#include "lab.h"

#include <cmath>
#include <vector>

void grouped_query(lab::In q, lab::In k, lab::In values, lab::Out y) {
  const std::size_t g = k.dim(0), r = q.dim(0) / g, n = q.dim(1);
  for (std::size_t group = 0; group < g; ++group)
    for (std::size_t one = 0; one < r; ++one)
      for (std::size_t i = 0; i < n; ++i) {
        const std::size_t a = group * r + one;
        double most = -INFINITY, total = 0;
        std::vector<double> sum(values.dim(2));
        for (std::size_t j = 0; j < k.dim(1); ++j) {
          double s = 0;
          for (std::size_t c = 0; c < k.dim(2); ++c) s += q(a, i, c) * k(group, j, c);
          s /= std::sqrt(double(k.dim(2)));
          const double next = std::fmax(most, s), fade = std::exp(most - next), w = std::exp(s - next);
          total = total * fade + w;
          for (std::size_t c = 0; c < sum.size(); ++c) sum[c] = sum[c] * fade + w * values(group, j, c);
          most = next;
        }
        for (std::size_t c = 0; c < sum.size(); ++c) y(a, i, c) = sum[c] / total;
      }
}
