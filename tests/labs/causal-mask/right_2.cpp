#include "lab.h"

#include <cmath>
#include <vector>

void mask(double n, double past, lab::Out allowed) {
  const std::size_t columns = std::size_t(n + past);
  for (std::size_t at = 0; at < allowed.size(); ++at) {
    const double back = double(at / columns) + past - double(at % columns);
    allowed[at] = back >= 0;
  }
}

void masked_softmax(lab::In scores, lab::In allowed, lab::Out weights) {
  for (std::size_t i = 0; i < scores.dim(0); ++i) {
    std::vector<std::size_t> seen;
    for (std::size_t j = 0; j < scores.dim(1); ++j) {
      weights(i, j) = 0;
      if (allowed(i, j) == 1) seen.push_back(j);
    }
    for (std::size_t j : seen) {
      double below = 0;
      for (std::size_t k : seen) below += std::exp(scores(i, k) - scores(i, j));
      weights(i, j) = 1 / below;
    }
  }
}
