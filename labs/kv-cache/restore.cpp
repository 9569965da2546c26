#include "lab.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace {
using Row = std::vector<double>;

Row times(const Row& x, lab::In w) {
  Row out(x.size());
  for (std::size_t k = 0; k < x.size(); ++k)
    for (std::size_t c = 0; c < x.size(); ++c) out[c] += x[k] * w(k, c);
  return out;
}

Row attention(const Row& q, const std::vector<Row>& keys, const std::vector<Row>& values) {
  Row s(keys.size());
  for (std::size_t j = 0; j < s.size(); ++j) {
    for (std::size_t c = 0; c < q.size(); ++c) s[j] += q[c] * keys[j][c];
    s[j] /= std::sqrt(double(q.size()));
  }
  const double most = *std::max_element(s.begin(), s.end());
  double total = 0;
  for (double& one : s) total += one = std::exp(one - most);
  Row out(q.size());
  for (std::size_t j = 0; j < s.size(); ++j)
    for (std::size_t c = 0; c < q.size(); ++c) out[c] += s[j] / total * values[j][c];
  return out;
}
}  // namespace

void step(lab::In x, lab::In wq, lab::In wk, lab::In wv, lab::In keys, lab::In values, lab::Out y,
          lab::Out key, lab::Out value) {
  const std::size_t d = x.size();
  const Row row(x.data.begin(), x.data.end());
  std::vector<Row> ks, vs;
  for (std::size_t j = 0; j < keys.dim(0); ++j) {
    ks.emplace_back(keys.data.begin() + j * d, keys.data.begin() + (j + 1) * d);
    vs.emplace_back(values.data.begin() + j * d, values.data.begin() + (j + 1) * d);
  }
  ks.push_back(times(row, wk));
  vs.push_back(times(row, wv));
  const Row got = attention(times(row, wq), ks, vs);
  for (std::size_t c = 0; c < d; ++c) {
    y[c] = got[c];
    key[c] = ks.back()[c];
    value[c] = vs.back()[c];
  }
}

void generate(lab::In x, lab::In wq, lab::In wk, lab::In wv, double steps, lab::Out y) {
  Row row(x.data.begin(), x.data.end());
  std::vector<Row> inputs, keys, values;
  for (std::size_t t = 0; t < std::size_t(steps); ++t) {
    inputs.push_back(row);
    keys.push_back(times(row, wk));
    values.clear();
    for (const Row& one : inputs) values.push_back(times(one, wv));
    const Row got = attention(times(row, wq), keys, values);
    for (std::size_t c = 0; c < row.size(); ++c) {
      y(t, c) = got[c];
      row[c] = std::tanh(got[c]);
    }
  }
}
