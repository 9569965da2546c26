#include "lab.h"

#include <cmath>
#include <vector>

using Rows = std::vector<std::vector<double>>;

static Rows times(const Rows& a, const Rows& b) {
  Rows c(a.size(), std::vector<double>(b.empty() ? 0 : b[0].size()));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t k = 0; k < b.size(); ++k)
      for (std::size_t j = 0; j < b[k].size(); ++j) c[i][j] += a[i][k] * b[k][j];
  return c;
}
static Rows turned(const Rows& a) {
  Rows t(a[0].size(), std::vector<double>(a.size()));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < a[i].size(); ++j) t[j][i] = a[i][j];
  return t;
}
static Rows rows(lab::In v) {
  Rows r(v.dim(0), std::vector<double>(v.dim(1)));
  for (std::size_t i = 0; i < r.size(); ++i)
    for (std::size_t j = 0; j < r[i].size(); ++j) r[i][j] = v(i, j);
  return r;
}
static void put(const Rows& r, lab::Out out) {
  for (std::size_t i = 0; i < r.size(); ++i)
    for (std::size_t j = 0; j < r[i].size(); ++j) out(i, j) = r[i][j];
}
static Rows activations(lab::In x, lab::In w1, lab::In b1) {
  Rows a = times(rows(x), rows(w1));
  for (auto& row : a)
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = std::tanh(row[j] + b1[j]);
  return a;
}

void forward(lab::In x, lab::In w1, lab::In b1, lab::In w2, lab::In b2, lab::Out y) {
  Rows r = times(activations(x, w1, b1), rows(w2));
  for (auto& row : r)
    for (std::size_t j = 0; j < row.size(); ++j) row[j] += b2[j];
  put(r, y);
}

void backward(lab::In x, lab::In w1, lab::In b1, lab::In w2, lab::In b2, lab::In dy, lab::Out dx, lab::Out dw1,
              lab::Out db1, lab::Out dw2, lab::Out db2) {
  const Rows a = activations(x, w1, b1), d = rows(dy);
  put(times(turned(a), d), dw2);
  Rows dz = times(d, turned(rows(w2)));
  for (std::size_t j = 0; j < b2.size(); ++j) db2[j] = 0;
  for (std::size_t j = 0; j < b1.size(); ++j) db1[j] = 0;
  for (std::size_t i = 0; i < dz.size(); ++i) {
    for (std::size_t j = 0; j < b2.size(); ++j) db2[j] += d[i][j];
    for (std::size_t j = 0; j < dz[i].size(); ++j) db1[j] += dz[i][j] *= 1 - a[i][j] * a[i][j];
  }
  put(times(turned(rows(x)), dz), dw1);
  put(times(dz, turned(rows(w1))), dx);
}
