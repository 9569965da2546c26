#include "lab.h"

template <typename F>
static void each(lab::In x, lab::In kernel, int stride, int pad, int rows, int columns, F f) {
  const int o = int(kernel.dim(0)), c = int(kernel.dim(1)), r = int(kernel.dim(2)), q = int(kernel.dim(3));
  const int h = int(x.dim(1)), w = int(x.dim(2));
  for (int n = 0; n < o; ++n)
    for (int i = 0; i < rows; ++i)
      for (int j = 0; j < columns; ++j)
        for (int m = 0; m < c; ++m)
          for (int a = 0; a < r; ++a)
            for (int b = 0; b < q; ++b) {
              const int u = i * stride + a - pad, v = j * stride + b - pad;
              if (u >= 0 && u < h && v >= 0 && v < w) f(n, i, j, m, a, b, u, v);
            }
}

void convolve(lab::In x, lab::In kernel, lab::In bias, double stride, double pad, double rows, double columns,
              lab::Out y) {
  for (std::size_t n = 0; n < y.dim(0); ++n)
    for (std::size_t i = 0; i < y.dim(1); ++i)
      for (std::size_t j = 0; j < y.dim(2); ++j) y(n, i, j) = bias[n];
  each(x, kernel, int(stride), int(pad), int(rows), int(columns),
       [&](int n, int i, int j, int m, int a, int b, int u, int v) { y(n, i, j) += kernel(n, m, a, b) * x(m, u, v); });
}

void convolve_backward(lab::In x, lab::In kernel, lab::In, double stride, double pad, double rows, double columns,
                       lab::In dy, lab::Out dx, lab::Out dkernel, lab::Out dbias) {
  for (double& one : dx.data) one = 0;
  for (double& one : dkernel.data) one = 0;
  for (std::size_t n = 0; n < dbias.size(); ++n) {
    dbias[n] = 0;
    for (std::size_t i = 0; i < dy.dim(1); ++i)
      for (std::size_t j = 0; j < dy.dim(2); ++j) dbias[n] += dy(n, i, j);
  }
  each(x, kernel, int(stride), int(pad), int(rows), int(columns),
       [&](int n, int i, int j, int m, int a, int b, int u, int v) {
         dkernel(n, m, a, b) += dy(n, i, j) * x(m, u, x.dim(2) - 1 - v);
         dx(m, u, v) += dy(n, i, j) * kernel(n, m, a, b);
       });
}
