#include "lab.h"

#include <cmath>

void rotate(lab::In x, lab::In position, lab::Out y) {
  const std::size_t d = x.dim(1);
  for (std::size_t r = 0; r < x.dim(0); ++r) {
    for (std::size_t i = 0; i < d; i += 2) {
      const double angle = std::fmin(position[r], 63) * std::pow(10000.0, -double(i) / d);
      const double c = std::cos(angle), s = std::sin(angle);
      y(r, i) = x(r, i) * c - x(r, i + 1) * s;
      y(r, i + 1) = x(r, i) * s + x(r, i + 1) * c;
    }
  }
}
