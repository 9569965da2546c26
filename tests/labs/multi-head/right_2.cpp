#include "lab.h"

#include <cmath>
#include <vector>

using Rows = std::vector<std::vector<double>>;

static Rows times(lab::In x, lab::In w) {
  Rows out(x.dim(0), std::vector<double>(w.dim(1)));
  for (std::size_t i = 0; i < x.dim(0); ++i)
    for (std::size_t k = 0; k < x.dim(1); ++k)
      for (std::size_t c = 0; c < w.dim(1); ++c) out[i][c] += x(i, k) * w(k, c);
  return out;
}

void multi_head(lab::In x, lab::In wq, lab::In wk, lab::In wv, lab::In wo, double heads, lab::Out y) {
  const Rows q = times(x, wq), k = times(x, wk), v = times(x, wv);
  const std::size_t n = x.dim(0), e = x.dim(1), d = e / std::size_t(heads);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = 0;
  for (std::size_t from = 0; from < e; from += d)
    for (std::size_t i = 0; i < n; ++i) {
      double most = -INFINITY, total = 0;
      std::vector<double> sum(d);
      for (std::size_t j = 0; j < n; ++j) {
        double s = 0;
        for (std::size_t c = 0; c < d; ++c) s += q[i][from + c] * k[j][from + c];
        s /= std::sqrt(double(d));
        const double next = std::fmax(most, s), fade = std::exp(most - next), w = std::exp(s - next);
        total = total * fade + w;
        for (std::size_t c = 0; c < d; ++c) sum[c] = sum[c] * fade + w * v[j][from + c];
        most = next;
      }
      for (std::size_t c = 0; c < d; ++c)
        for (std::size_t o = 0; o < e; ++o) y(i, o) += sum[c] / total * wo(from + c, o);
    }
}
