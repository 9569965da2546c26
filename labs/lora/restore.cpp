#include "lab.h"

#include <vector>

static std::vector<double> thin(lab::In x, lab::In a, std::size_t n, double scale) {
  std::vector<double> h(a.dim(1));
  for (std::size_t k = 0; k < h.size(); ++k)
    for (std::size_t i = 0; i < a.dim(0); ++i) h[k] += scale * x(n, i) * a(i, k);
  return h;
}

void merge(lab::In w, lab::In a, lab::In b, double alpha, lab::Out merged);

void forward(lab::In x, lab::In w, lab::In a, lab::In b, double alpha, lab::Out y) {
  std::vector<double> both(w.size());
  merge(w, a, b, alpha, {both, w.shape});
  for (std::size_t n = 0; n < x.dim(0); ++n) {
    for (std::size_t o = 0; o < w.dim(1); ++o) {
      y(n, o) = 0;
      for (std::size_t i = 0; i < w.dim(0); ++i) y(n, o) += x(n, i) * both[i * w.dim(1) + o];
    }
  }
}

void merge(lab::In w, lab::In a, lab::In b, double alpha, lab::Out merged) {
  for (std::size_t i = 0; i < w.dim(0); ++i)
    for (std::size_t o = 0; o < w.dim(1); ++o) {
      merged(i, o) = w(i, o);
      for (std::size_t k = 0; k < b.dim(0); ++k) merged(i, o) += alpha / b.dim(0) * a(i, k) * b(k, o);
    }
}

void backward(lab::In x, lab::In w, lab::In a, lab::In b, double alpha, lab::In dy, lab::Out da, lab::Out db) {
  const double scale = alpha / a.dim(1);
  for (double& v : da.data) v = 0;
  for (double& v : db.data) v = 0;
  for (std::size_t n = 0; n < x.dim(0); ++n) {
    const auto h = thin(x, a, n, scale);
    for (std::size_t k = 0; k < h.size(); ++k) {
      double dh = 0;
      for (std::size_t o = 0; o < w.dim(1); ++o) {
        db(k, o) += h[k] * dy(n, o);
        dh += scale * dy(n, o) * b(k, o);
      }
      for (std::size_t i = 0; i < a.dim(0); ++i) da(i, k) += x(n, i) * dh;
    }
  }
}
