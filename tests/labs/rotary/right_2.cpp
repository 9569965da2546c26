#include "lab.h"

#include <cmath>
#include <complex>

void rotate(lab::In x, lab::In position, lab::Out y) {
  const double d = double(x.dim(1));
  for (std::size_t r = 0; r < x.dim(0); ++r) {
    for (std::size_t i = 0; i < x.dim(1) / 2; ++i) {
      const auto z = std::complex<double>(x(r, 2 * i), x(r, 2 * i + 1)) *
                     std::polar(1.0, position[r] * std::exp(-std::log(10000.0) * 2 * double(i) / d));
      y(r, 2 * i) = z.real();
      y(r, 2 * i + 1) = z.imag();
    }
  }
}
