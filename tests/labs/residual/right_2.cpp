#include "lab.h"

#include <algorithm>
#include <vector>

using Row = std::vector<double>;

// row times w plus b
static Row through(const Row& row, lab::In w, lab::In b) {
  Row out(b.data.begin(), b.data.end());
  for (std::size_t j = 0; j < out.size(); ++j)
    for (std::size_t k = 0; k < row.size(); ++k) out[j] += row[k] * w(k, j);
  return out;
}
// row times w turned
static Row back(const Row& row, lab::In w) {
  Row out(w.dim(0));
  for (std::size_t k = 0; k < out.size(); ++k)
    for (std::size_t j = 0; j < row.size(); ++j) out[k] += row[j] * w(k, j);
  return out;
}
static void collect(const Row& left, const Row& right, lab::Out w, lab::Out b) {
  for (std::size_t j = 0; j < right.size(); ++j) {
    b[j] += right[j];
    for (std::size_t k = 0; k < left.size(); ++k) w(k, j) += left[k] * right[j];
  }
}
static Row relu(Row r) {
  for (double& v : r) v = std::max(v, 0.0);
  return r;
}
static Row gate(Row d, const Row& u) {
  for (std::size_t i = 0; i < d.size(); ++i)
    if (u[i] <= 0) d[i] = 0;
  return d;
}
static Row plus(Row a, const Row& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
  return a;
}
static Row row(lab::In v, std::size_t i) {
  Row r;
  for (std::size_t j = 0; j < v.dim(1); ++j) r.push_back(v(i, j));
  return r;
}

void block(lab::In x, lab::In w1, lab::In b1, lab::In w2, lab::In b2, lab::Out y) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const Row r = relu(plus(row(x, i), through(relu(through(row(x, i), w1, b1)), w2, b2)));
    for (std::size_t j = 0; j < r.size(); ++j) y(i, j) = r[j];
  }
}

void block_backward(lab::In x, lab::In w1, lab::In b1, lab::In w2, lab::In b2, lab::In dy, lab::Out dx, lab::Out dw1,
                    lab::Out db1, lab::Out dw2, lab::Out db2) {
  for (lab::Out out : {dw1, db1, dw2, db2}) std::fill(out.data.begin(), out.data.end(), 0.0);
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const Row in = row(x, i), u = through(in, w1, b1), a = relu(u);
    const Row dz = gate(row(dy, i), plus(in, through(a, w2, b2)));
    const Row du = gate(back(dz, w2), u), all = plus(dz, back(du, w1));
    collect(a, dz, dw2, db2);
    collect(in, du, dw1, db1);
    for (std::size_t k = 0; k < all.size(); ++k) dx(i, k) = all[k];
  }
}
