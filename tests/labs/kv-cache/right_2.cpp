#include "lab.h"

#include <cmath>
#include <vector>

namespace {
struct Cache {
  std::size_t d;
  std::vector<double> keys, values;

  void put(const double* x, lab::In wk, lab::In wv) {
    for (std::size_t c = 0; c < d; ++c) {
      double key = 0, value = 0;
      for (std::size_t k = 0; k < d; ++k) {
        key += x[k] * wk(k, c);
        value += x[k] * wv(k, c);
      }
      keys.push_back(key);
      values.push_back(value);
    }
  }
  void ask(const double* x, lab::In wq, double* y) const {
    std::vector<double> q(d), sum(d);
    for (std::size_t c = 0; c < d; ++c)
      for (std::size_t k = 0; k < d; ++k) q[c] += x[k] * wq(k, c) / std::sqrt(double(d));
    double top = -INFINITY, total = 0;
    for (std::size_t at = 0; at < keys.size(); at += d) {
      double s = 0;
      for (std::size_t c = 0; c < d; ++c) s += q[c] * keys[at + c];
      const double next = std::fmax(top, s), fade = std::exp(top - next), w = std::exp(s - next);
      total = total * fade + w;
      for (std::size_t c = 0; c < d; ++c) sum[c] = sum[c] * fade + w * values[at + c];
      top = next;
    }
    for (std::size_t c = 0; c < d; ++c) y[c] = sum[c] / total;
  }
};
}  // namespace

void step(lab::In x, lab::In wq, lab::In wk, lab::In wv, lab::In keys, lab::In values, lab::Out y,
          lab::Out key, lab::Out value) {
  Cache cache{x.size(), {keys.data.begin(), keys.data.end()}, {values.data.begin(), values.data.end()}};
  cache.put(x.data.data(), wk, wv);
  cache.ask(x.data.data(), wq, y.data.data());
  for (std::size_t c = 0; c < x.size(); ++c) {
    key[c] = cache.keys[keys.size() + c];
    value[c] = cache.values[values.size() + c];
  }
}

void generate(lab::In x, lab::In wq, lab::In wk, lab::In wv, double steps, lab::Out y) {
  Cache cache{x.size(), {}, {}};
  std::vector<double> row(x.data.begin(), x.data.end());
  for (std::size_t t = 0; t < std::size_t(steps); ++t) {
    cache.put(row.data(), wk, wv);
    cache.ask(row.data(), wq, &y(t, 0));
    for (std::size_t c = 0; c < row.size(); ++c) row[c] = std::tanh(y(t, c));
  }
}
