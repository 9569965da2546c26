#include "lab.h"

void forward(lab::In x, lab::In w, lab::In a, lab::In b, double alpha, lab::Out y) {
  const double s = alpha / double(b.dim(0));
  for (std::size_t n = 0; n < x.dim(0); ++n) {
    for (std::size_t o = 0; o < w.dim(1); ++o) y(n, o) = 0;
    for (std::size_t i = 0; i < x.dim(1); ++i)
      for (std::size_t o = 0; o < w.dim(1); ++o) y(n, o) += x(n, i) * w(i, o);
    for (std::size_t k = 0; k < b.dim(0); ++k) {
      double h = 0;
      for (std::size_t i = 0; i < x.dim(1); ++i) h += x(n, i) * a(i, k);
      for (std::size_t o = 0; o < w.dim(1); ++o) y(n, o) += s * h * b(k, o);
    }
  }
}

void merge(lab::In w, lab::In a, lab::In b, double alpha, lab::Out merged) {
  for (std::size_t i = 0; i < w.size(); ++i) merged[i] = w[i];
  for (std::size_t k = 0; k < b.dim(0); ++k)
    for (std::size_t i = 0; i < w.dim(0); ++i)
      for (std::size_t o = 0; o < w.dim(1); ++o) merged(i, o) += a(i, k) * b(k, o) * (alpha / double(b.dim(0)));
}

void backward(lab::In x, lab::In w, lab::In a, lab::In b, double alpha, lab::In dy, lab::Out da, lab::Out db) {
  const double s = alpha / double(b.dim(0));
  for (std::size_t k = 0; k < b.dim(0); ++k) {
    for (std::size_t i = 0; i < a.dim(0); ++i) {
      da(i, k) = 0;
      for (std::size_t n = 0; n < x.dim(0); ++n)
        for (std::size_t o = 0; o < w.dim(1); ++o) da(i, k) += s * x(n, i) * dy(n, o) * b(k, o);
    }
    for (std::size_t o = 0; o < w.dim(1); ++o) {
      db(k, o) = 0;
      for (std::size_t n = 0; n < x.dim(0); ++n)
        for (std::size_t i = 0; i < x.dim(1); ++i) db(k, o) += s * x(n, i) * a(i, k) * dy(n, o);
    }
  }
}
