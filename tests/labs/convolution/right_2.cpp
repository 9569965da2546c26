#include "lab.h"

#include <numeric>
#include <vector>

// A picture with a border of zeros.
struct Framed {
  std::size_t pad, h, w;
  std::vector<double> data;
  Framed(lab::In x, std::size_t border)
      : pad(border), h(x.dim(1) + 2 * border), w(x.dim(2) + 2 * border), data(x.dim(0) * h * w) {}
  double& at(std::size_t c, std::size_t i, std::size_t j) { return data[(c * h + i) * w + j]; }
};

static Framed framed(lab::In x, std::size_t pad) {
  Framed f(x, pad);
  for (std::size_t c = 0; c < x.dim(0); ++c)
    for (std::size_t i = 0; i < x.dim(1); ++i)
      for (std::size_t j = 0; j < x.dim(2); ++j) f.at(c, i + pad, j + pad) = x(c, i, j);
  return f;
}

void convolve(lab::In x, lab::In kernel, lab::In bias, double stride, double pad, double, double, lab::Out y) {
  Framed f = framed(x, std::size_t(pad));
  const std::size_t s = std::size_t(stride);
  for (std::size_t o = 0; o < y.dim(0); ++o)
    for (std::size_t i = 0; i < y.dim(1); ++i)
      for (std::size_t j = 0; j < y.dim(2); ++j) {
        double sum = bias[o];
        for (std::size_t c = 0; c < kernel.dim(1); ++c)
          for (std::size_t a = 0; a < kernel.dim(2); ++a)
            sum += std::inner_product(&f.at(c, i * s + a, j * s), &f.at(c, i * s + a, j * s) + kernel.dim(3),
                                      &kernel(o, c, a, 0), 0.0);
        y(o, i, j) = sum;
      }
}

void convolve_backward(lab::In x, lab::In kernel, lab::In, double stride, double pad, double, double, lab::In dy,
                       lab::Out dx, lab::Out dkernel, lab::Out dbias) {
  Framed f = framed(x, std::size_t(pad)), g(x, std::size_t(pad));
  const std::size_t s = std::size_t(stride), p = std::size_t(pad);
  for (std::size_t o = 0; o < kernel.dim(0); ++o) {
    dbias[o] = std::accumulate(&dy(o, 0, 0), &dy(o, 0, 0) + dy.dim(1) * dy.dim(2), 0.0);
    for (std::size_t c = 0; c < kernel.dim(1); ++c)
      for (std::size_t a = 0; a < kernel.dim(2); ++a)
        for (std::size_t b = 0; b < kernel.dim(3); ++b) {
          double sum = 0;
          for (std::size_t i = 0; i < dy.dim(1); ++i)
            for (std::size_t j = 0; j < dy.dim(2); ++j) {
              sum += dy(o, i, j) * f.at(c, i * s + a, j * s + b);
              g.at(c, i * s + a, j * s + b) += dy(o, i, j) * kernel(o, c, a, b);
            }
          dkernel(o, c, a, b) = sum;
        }
  }
  for (std::size_t c = 0; c < dx.dim(0); ++c)
    for (std::size_t i = 0; i < dx.dim(1); ++i)
      for (std::size_t j = 0; j < dx.dim(2); ++j) dx(c, i, j) = g.at(c, i + p, j + p);
}
