#include "lab.h"

#include <cmath>
#include <vector>

struct Gates {
  double i, f, g, o, state;
};

static double logistic(double z) { return z >= 0 ? 1 / (1 + std::exp(-z)) : std::exp(z) / (1 + std::exp(z)); }

static Gates gates(lab::In x, lab::In h, lab::In c, lab::In w, lab::In u, lab::In b, std::size_t n, std::size_t k) {
  const std::size_t m = c.dim(1);
  double z[4];
  for (std::size_t q = 0; q < 4; ++q) {
    z[q] = b[q * m + k];
    for (std::size_t j = 0; j < x.dim(1); ++j) z[q] += x(n, j) * w(j, q * m + k);
    for (std::size_t j = 0; j < m; ++j) z[q] += h(n, j) * u(j, q * m + k);
  }
  Gates a{logistic(z[0]), logistic(z[1]), std::tanh(z[2]), logistic(z[3]), 0};
  a.state = a.f * c(n, k) + a.i * a.g;
  return a;
}

void cell(lab::In x, lab::In h, lab::In c, lab::In w, lab::In u, lab::In b, lab::Out h_new, lab::Out c_new) {
  for (std::size_t n = 0; n < c.dim(0); ++n)
    for (std::size_t k = 0; k < c.dim(1); ++k) {
      const Gates a = gates(x, h, c, w, u, b, n, k);
      c_new(n, k) = a.state;
      h_new(n, k) = a.o * std::tanh(a.state);
    }
}

void cell_backward(lab::In x, lab::In h, lab::In c, lab::In w, lab::In u, lab::In b, lab::In dh_new, lab::In dc_new,
                   lab::Out dx, lab::Out dh, lab::Out dc, lab::Out dw, lab::Out du, lab::Out db) {
  for (lab::Out out : {dx, dh, dw, du, db})
    for (double& v : out.data) v = 0;
  const std::size_t m = c.dim(1);
  for (std::size_t n = 0; n < c.dim(0); ++n)
    for (std::size_t k = 0; k < m; ++k) {
      const Gates a = gates(x, h, c, w, u, b, n, k);
      const double t = std::tanh(a.state);
      const double ds = dc_new(n, k) + dh_new(n, k) * a.o * (1 - t * t);
      dc(n, k) = ds * a.f;
      const double dz[4] = {ds * a.g * a.i * (1 - a.i), ds * c(n, k) * a.f * (1 - a.f), ds * a.i * (1 - a.g * a.g),
                            dh_new(n, k) * t * a.o * (1 - a.o)};
      for (std::size_t q = 0; q < 4; ++q) {
        const std::size_t at = q * m + k;
        db[at] += dz[q];
        for (std::size_t j = 0; j < x.dim(1); ++j) {
          dw(j, at) += x(n, j) * dz[q];
          dx(n, j) += w(j, at) * dz[q];
        }
        for (std::size_t j = 0; j < m; ++j) {
          du(j, at) += h(n, j) * dz[q];
          dh(n, j) += u(at % m, q * m + j) * dz[q];
        }
      }
    }
}
