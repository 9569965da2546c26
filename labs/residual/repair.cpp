#include "lab.h"

#include <cmath>
#include <vector>

static std::vector<double> hidden(lab::In x, lab::In w1, lab::In b1, std::size_t i) {
  std::vector<double> u(b1.data.begin(), b1.data.end());
  for (std::size_t j = 0; j < u.size(); ++j)
    for (std::size_t k = 0; k < x.dim(1); ++k) u[j] += x(i, k) * w1(k, j);
  return u;
}

static double before_last(lab::In x, lab::In w2, lab::In b2, const std::vector<double>& u, std::size_t i, std::size_t k) {
  double z = x(i, k) + b2[k];
  for (std::size_t j = 0; j < u.size(); ++j) z += std::fmax(u[j], 0) * w2(j, k);
  return z;
}

void block(lab::In x, lab::In w1, lab::In b1, lab::In w2, lab::In b2, lab::Out y) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const auto u = hidden(x, w1, b1, i);
    for (std::size_t k = 0; k < b2.size(); ++k) y(i, k) = std::fmax(before_last(x, w2, b2, u, i, k), 0);
  }
}

void block_backward(lab::In x, lab::In w1, lab::In b1, lab::In w2, lab::In b2, lab::In dy, lab::Out dx, lab::Out dw1,
                    lab::Out db1, lab::Out dw2, lab::Out db2) {
  for (lab::Out out : {dx, dw1, db1, dw2, db2})
    for (double& v : out.data) v = 0;
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const auto u = hidden(x, w1, b1, i);
    std::vector<double> du(u.size());
    for (std::size_t k = 0; k < b2.size(); ++k) {
      const double dz = before_last(x, w2, b2, u, i, k) > 0 ? dy(i, k) : 0;
      db2[k] += dz;
      dx(i, k) += dz;
      for (std::size_t j = 0; j < u.size(); ++j) {
        dw2(j, k) += u[j] * dz;
        if (u[j] > 0) du[j] += w2(j, k) * dz;
      }
    }
    for (std::size_t j = 0; j < u.size(); ++j) {
      db1[j] += du[j];
      for (std::size_t k = 0; k < x.dim(1); ++k) {
        dw1(k, j) += x(i, k) * du[j];
        dx(i, k) += w1(k, j) * du[j];
      }
    }
  }
}
