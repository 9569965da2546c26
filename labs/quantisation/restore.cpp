#include "lab.h"

#include <algorithm>
#include <cmath>

static double largest(lab::In x, std::size_t i) {
  double most = 0;
  for (std::size_t j = 0; j < x.dim(1); ++j) most = std::max(most, std::fabs(x(i, j)));
  return most;
}

void absmax(lab::In x, lab::Out codes, lab::Out scale) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const double most = largest(x, i);
    scale[i] = std::max(most / 127, 1e-12);
    for (std::size_t j = 0; j < x.dim(1); ++j) codes(i, j) = std::round(x(i, j) / scale[i]);
  }
}

void nearest_level(lab::In x, lab::In levels, lab::Out codes, lab::Out scale) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const double most = largest(x, i);
    scale[i] = most == 0 ? 1 : most;
    for (std::size_t j = 0; j < x.dim(1); ++j) {
      std::size_t best = 0;
      for (std::size_t k = 1; k < levels.size(); ++k)
        if (std::fabs(levels[k] - x(i, j) / scale[i]) < std::fabs(levels[best] - x(i, j) / scale[i])) best = k;
      codes(i, j) = best;
    }
  }
}

void restore(lab::In codes, lab::In scale, lab::In levels, lab::Out x) {
  for (std::size_t i = 0; i < x.dim(0); ++i)
    for (std::size_t j = 0; j < x.dim(1); ++j) x(i, j) = levels[std::size_t(codes(i, j))] * scale[i];
}
