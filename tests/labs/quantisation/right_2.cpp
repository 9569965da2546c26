#include "lab.h"

#include <cmath>

void absmax(lab::In x, lab::Out codes, lab::Out scale) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    scale[i] = 0;
    for (std::size_t j = 0; j < x.dim(1); ++j) scale[i] = std::fmax(scale[i], std::fabs(x(i, j)) / 127);
    if (scale[i] == 0) scale[i] = 1;
    for (std::size_t j = 0; j < x.dim(1); ++j) codes(i, j) = std::nearbyint(x(i, j) / scale[i]);
  }
}

void nearest_level(lab::In x, lab::In levels, lab::Out codes, lab::Out scale) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    scale[i] = 0;
    for (std::size_t j = 0; j < x.dim(1); ++j) scale[i] = std::fmax(scale[i], std::fabs(x(i, j)));
    if (scale[i] == 0) scale[i] = 1;
    for (std::size_t j = 0; j < x.dim(1); ++j) {
      std::size_t k = 0;
      while (k + 1 < levels.size() && x(i, j) / scale[i] > (levels[k] + levels[k + 1]) / 2) ++k;
      codes(i, j) = k;
    }
  }
}

void restore(lab::In codes, lab::In scale, lab::In levels, lab::Out x) {
  const std::size_t b = codes.dim(1);
  for (std::size_t at = 0; at < x.size(); ++at) x[at] = scale[at / b] * levels[std::size_t(codes[at])];
}
