#include "lab.h"

#include <algorithm>
#include <cmath>
#include <vector>

void grouped_query(lab::In q, lab::In k, lab::In values, lab::Out y) {
  const std::size_t heads = q.dim(0), m = k.dim(1), d = q.dim(2), r = heads / k.dim(0);
  for (std::size_t a = 0; a < heads; ++a) {
    const std::size_t group = a / r;
    for (std::size_t i = 0; i < q.dim(1); ++i) {
      std::vector<double> s(m);
      for (std::size_t j = 0; j < m; ++j) {
        for (std::size_t c = 0; c < d; ++c) s[j] += q(a, i, c) * k(group, j, c);
        s[j] /= std::sqrt(double(d));
      }
      const double most = *std::max_element(s.begin(), s.end());
      double total = 0;
      for (double& one : s) total += one = std::exp(one - most);
      for (std::size_t c = 0; c < values.dim(2); ++c) {
        y(a, i, c) = 0;
        for (std::size_t j = 0; j < m; ++j) y(a, i, c) += s[j] / total * values(group, j, c);
      }
    }
  }
}
