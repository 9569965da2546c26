#include "lab.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace {
double product(lab::In x, lab::In w, std::size_t i, std::size_t c) {
  double sum = 0;
  for (std::size_t k = 0; k < x.dim(1); ++k) sum += x(i, k) * w(k, c);
  return sum;
}
}  // namespace

void multi_head(lab::In x, lab::In wq, lab::In wk, lab::In wv, lab::In wo, double heads, lab::Out y) {
  const std::size_t n = x.dim(0), e = x.dim(1), h = std::size_t(heads), d = e / h;
  std::vector<double> all(n * e);
  for (std::size_t a = 0; a < h; ++a) {
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<double> s(n);
      for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t c = 0; c < e; ++c) s[j] += product(x, wq, i, c) * product(x, wk, j, c);
        s[j] /= std::sqrt(double(d));
      }
      const double most = *std::max_element(s.begin(), s.end());
      double total = 0;
      for (double& one : s) total += one = std::exp(one - most);
      for (std::size_t c = a * d; c < (a + 1) * d; ++c)
        for (std::size_t j = 0; j < n; ++j) all[i * e + c] += s[j] / total * product(x, wv, j, c);
    }
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t c = 0; c < e; ++c) {
      y(i, c) = 0;
      for (std::size_t k = 0; k < e; ++k) y(i, c) += all[i * e + k] * wo(k, c);
    }
}
