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
    for (std::size_t j = 0; j < scores.dim(1); ++j)
      if (allowed(i, j) != 0) most = std::max(most, scores(i, j));
    for (std::size_t j = 0; j < scores.dim(1); ++j) {
      weights(i, j) = allowed(i, j) != 0 ? std::exp(scores(i, j) - most) : 0;
      total += weights(i, j);
    }
    for (std::size_t j = 0; j < scores.dim(1); ++j)
      if (total > 0) weights(i, j) /= total;
  }
}
