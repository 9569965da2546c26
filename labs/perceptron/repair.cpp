#include "lab.h"

#include <cmath>
#include <vector>

static std::vector<double> hidden(lab::In x, lab::In w1, lab::In b1, std::size_t i) {
  std::vector<double> a(b1.size());
  for (std::size_t j = 0; j < a.size(); ++j) {
    double z = b1[j];
    for (std::size_t k = 0; k < x.dim(1); ++k) z += x(i, k) * w1(k, j);
    a[j] = std::tanh(z);
  }
  return a;
}

void forward(lab::In x, lab::In w1, lab::In b1, lab::In w2, lab::In b2, lab::Out y) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const auto a = hidden(x, w1, b1, i);
    for (std::size_t k = 0; k < b2.size(); ++k) {
      y(i, k) = b2[k];
      for (std::size_t j = 0; j < a.size(); ++j) y(i, k) += a[j] * w2(j, k);
    }
  }
}

void backward(lab::In x, lab::In w1, lab::In b1, lab::In w2, lab::In b2, lab::In dy, lab::Out dx, lab::Out dw1,
              lab::Out db1, lab::Out dw2, lab::Out db2) {
  for (lab::Out out : {dx, dw1, db1, dw2, db2})
    for (double& v : out.data) v = 0;
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const auto a = hidden(x, w1, b1, i);
    for (std::size_t k = 0; k < b2.size(); ++k) db2[k] += dy(i, k);
    for (std::size_t j = 0; j < a.size(); ++j) {
      double da = 0;
      for (std::size_t k = 0; k < b2.size(); ++k) {
        dw2(j, k) += a[j] * dy(i, k);
        da += w2(j, k) * dy(i, k);
      }
      const double dz = da;
      db1[j] += dz;
      for (std::size_t k = 0; k < x.dim(1); ++k) {
        dw1(k, j) += x(i, k) * dz;
        dx(i, k) += w1(k, j) * dz;
      }
    }
  }
}
