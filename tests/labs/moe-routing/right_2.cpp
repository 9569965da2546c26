#include "lab.h"

#include <cmath>

void route(lab::In logits, double k, lab::Out gates) {
  const std::size_t e = logits.dim(1);
  for (std::size_t i = 0; i < logits.dim(0); ++i) {
    const auto chosen = [&](std::size_t j) {
      std::size_t before = 0;
      for (std::size_t o = 0; o < e; ++o)
        before += logits(i, o) > logits(i, j) || (logits(i, o) == logits(i, j) && o < j);
      return before < std::size_t(k);
    };
    for (std::size_t j = 0; j < e; ++j) {
      double below = 0;
      for (std::size_t o = 0; o < e; ++o)
        if (chosen(o)) below += std::exp(logits(i, o) - logits(i, j));
      gates(i, j) = chosen(j) ? 1 / below : 0;
    }
  }
}

void dispatch(lab::In gates, double capacity, lab::Out kept) {
  for (std::size_t j = 0; j < gates.dim(1); ++j) {
    double room = capacity;
    for (std::size_t i = 0; i < gates.dim(0); ++i) {
      kept(i, j) = 0;
      if (gates(i, j) != 0 && room > 0) {
        kept(i, j) = gates(i, j);
        room -= 1;
      }
    }
  }
}

void balance_loss(lab::In logits, double& loss) {
  const double n = logits.dim(0), e = logits.dim(1);
  loss = 0;
  for (std::size_t i = 0; i < logits.dim(0); ++i) {
    std::size_t best = 0;
    for (std::size_t j = 0; j < logits.dim(1); ++j)
      if (logits(i, j) > logits(i, best)) best = j;
    for (std::size_t t = 0; t < logits.dim(0); ++t) {
      double below = 0;
      for (std::size_t j = 0; j < logits.dim(1); ++j) below += std::exp(logits(t, j) - logits(t, best));
      loss += e / (n * n) / below;
    }
  }
}
