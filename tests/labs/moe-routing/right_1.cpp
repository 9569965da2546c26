#include "lab.h"

#include <algorithm>
#include <cmath>
#include <vector>

void route(lab::In logits, double k, lab::Out gates) {
  const std::size_t e = logits.dim(1);
  for (std::size_t i = 0; i < logits.dim(0); ++i) {
    std::vector<std::size_t> order(e);
    for (std::size_t j = 0; j < e; ++j) order[j] = j;
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return logits(i, a) > logits(i, b); });
    double total = 0;
    for (std::size_t j = 0; j < e; ++j) gates(i, j) = 0;
    for (std::size_t r = 0; r < std::size_t(k); ++r)
      total += gates(i, order[r]) = std::exp(logits(i, order[r]) - logits(i, order[0]));
    for (std::size_t j = 0; j < e; ++j) gates(i, j) /= total;
  }
}

void dispatch(lab::In gates, double capacity, lab::Out kept) {
  std::vector<double> taken(gates.dim(1));
  for (std::size_t i = 0; i < gates.dim(0); ++i)
    for (std::size_t j = 0; j < gates.dim(1); ++j) {
      if (gates(i, j) != 0) taken[j] += 1;
      kept(i, j) = taken[j] <= capacity ? gates(i, j) : 0;
    }
}

void balance_loss(lab::In logits, double& loss) {
  const std::size_t n = logits.dim(0), e = logits.dim(1);
  std::vector<double> share(e), mean(e);
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t best = 0;
    for (std::size_t j = 1; j < e; ++j)
      if (logits(i, j) > logits(i, best)) best = j;
    share[best] += 1.0 / n;
    double total = 0;
    for (std::size_t j = 0; j < e; ++j) total += std::exp(logits(i, j) - logits(i, best));
    for (std::size_t j = 0; j < e; ++j) mean[j] += std::exp(logits(i, j) - logits(i, best)) / total / n;
  }
  loss = 0;
  for (std::size_t j = 0; j < e; ++j) loss += e * share[j] * mean[j];
}
