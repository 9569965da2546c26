#include "lab.h"

#include <cmath>

void dcg(lab::In relevance, double k, double& gain) {
  gain = 0;
  for (std::size_t i = 0; i < relevance.size(); ++i)
    if (i < k) gain += std::expm1(relevance[i] * std::log(2.0)) / std::log2(i + 2.0);
}

void ndcg(lab::In scores, lab::In relevance, double k, double& value) {
  const std::size_t n = scores.dim(1);
  double sum = 0;
  for (std::size_t q = 0; q < scores.dim(0); ++q) {
    double got = 0, best = 0;
    for (std::size_t i = 0; i < n; ++i) {
      std::size_t above = 0, better = 0;  // the places of document i in both rankings
      for (std::size_t j = 0; j < n; ++j) {
        above += scores(q, j) > scores(q, i) || (scores(q, j) == scores(q, i) && j < i);
        better += relevance(q, j) > relevance(q, i) || (relevance(q, j) == relevance(q, i) && j < i);
      }
      const double gain = std::exp2(relevance(q, i)) - 1;
      if (above < k) got += gain / std::log2(above + 2.0);
      if (better < k) best += gain / std::log2(better + 2.0);
    }
    sum += best > 0 ? got / best : 0;
  }
  value = sum / scores.dim(0);
}
