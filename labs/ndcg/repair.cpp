#include "lab.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

static double gain_of(const std::vector<double>& relevance, double k) {
  double sum = 0;
  for (std::size_t i = 0; i < relevance.size() && i < std::size_t(k); ++i)
    sum += (std::exp2(relevance[i]) - 1) / std::log2(i + 2.0);
  return sum;
}

void dcg(lab::In relevance, double k, double& gain) {
  gain = gain_of({relevance.data.begin(), relevance.data.end()}, k);
}

void ndcg(lab::In scores, lab::In relevance, double k, double& value) {
  value = 0;
  for (std::size_t q = 0; q < scores.dim(0); ++q) {
    std::vector<std::size_t> order(scores.dim(1));
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return scores(q, a) > scores(q, b) || (scores(q, a) == scores(q, b) && a > b); });
    std::vector<double> ranked;
    for (std::size_t i : order) ranked.push_back(relevance(q, i));
    const double got = gain_of(ranked, k);
    std::sort(ranked.begin(), ranked.end(), std::greater<double>());
    const double best = gain_of(ranked, k);
    if (best > 0) value += got / best / scores.dim(0);
  }
}
