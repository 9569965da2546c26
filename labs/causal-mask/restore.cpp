#include "lab.h"

#include <algorithm>
#include <cmath>

void mask(double n, double past, lab::Out allowed) {
  for (std::size_t i = 0; i < std::size_t(n); ++i)
    for (std::size_t j = 0; j < std::size_t(n + past); ++j)
      allowed(i, j) = j <= i + std::size_t(past) ? 1 : 0;
}

void masked_softmax(lab::In scores, lab::In allowed, lab::Out weights) {
  for (std::size_t i = 0; i < scores.dim(0); ++i) {
    double most = -INFINITY, total = 0;
    bool any = false;
    const auto lowered = [&](std::size_t j) { return scores(i, j) - (allowed(i, j) != 0 ? 0 : 1000); };
    for (std::size_t j = 0; j < scores.dim(1); ++j)
      any = any || allowed(i, j) != 0, most = std::max(most, lowered(j));
    for (std::size_t j = 0; j < scores.dim(1); ++j) {
      weights(i, j) = any ? std::exp(lowered(j) - most) : 0;
      total += weights(i, j);
    }
    for (std::size_t j = 0; j < scores.dim(1); ++j)
      if (total > 0) weights(i, j) /= total;
  }
}
