#include "lab.h"

#include <cmath>
#include <vector>

using Row = std::vector<double>;

static double squash(double z) { return 0.5 + 0.5 * std::tanh(z / 2); }

// The four quarters after their functions.
static Row opened(lab::In x, lab::In h, lab::In w, lab::In u, lab::In b, std::size_t n) {
  Row z(b.data.begin(), b.data.end());
  const std::size_t m = h.dim(1);
  for (std::size_t q = 0; q < z.size(); ++q) {
    for (std::size_t j = 0; j < x.dim(1); ++j) z[q] += x(n, j) * w(j, q);
    for (std::size_t j = 0; j < m; ++j) z[q] += h(n, j) * u(j, q);
    z[q] = q / m == 2 ? std::tanh(z[q]) : squash(z[q]);
  }
  return z;
}

void cell(lab::In x, lab::In h, lab::In c, lab::In w, lab::In u, lab::In b, lab::Out h_new, lab::Out c_new) {
  const std::size_t m = h.dim(1);
  for (std::size_t n = 0; n < x.dim(0); ++n) {
    const Row a = opened(x, h, w, u, b, n);
    for (std::size_t k = 0; k < m; ++k) {
      c_new(n, k) = c(n, k) * a[m + k] + a[k] * a[2 * m + k];
      h_new(n, k) = std::tanh(c_new(n, k)) * a[3 * m + k];
    }
  }
}

void cell_backward(lab::In x, lab::In h, lab::In c, lab::In w, lab::In u, lab::In b, lab::In dh_new, lab::In dc_new,
                   lab::Out dx, lab::Out dh, lab::Out dc, lab::Out dw, lab::Out du, lab::Out db) {
  for (lab::Out out : {dx, dh, dw, du, db})
    for (double& v : out.data) v = 0;
  const std::size_t m = h.dim(1);
  for (std::size_t n = 0; n < x.dim(0); ++n) {
    const Row a = opened(x, h, w, u, b, n);
    Row dz(4 * m);
    for (std::size_t k = 0; k < m; ++k) {
      const double i = a[k], f = a[m + k], g = a[2 * m + k], o = a[3 * m + k], t = std::tanh(c(n, k) * f + i * g);
      const double ds = dh_new(n, k) * o * (1 - t * t) + dc_new(n, k);
      dc(n, k) = f * ds;
      dz[k] = g * ds * (i - i * i);
      dz[m + k] = c(n, k) * ds * (f - f * f);
      dz[2 * m + k] = i * ds * (1 - g * g);
      dz[3 * m + k] = t * dh_new(n, k) * (o - o * o);
    }
    for (std::size_t q = 0; q < 4 * m; ++q) {
      db[q] += dz[q];
      for (std::size_t j = 0; j < x.dim(1); ++j) dx(n, j) += dz[q] * w(j, q), dw(j, q) += dz[q] * x(n, j);
      for (std::size_t j = 0; j < m; ++j) dh(n, j) += dz[q] * u(j, q), du(j, q) += dz[q] * h(n, j);
    }
  }
}
