// Cumulated gain with a discount, and its division by the ideal: Järvelin and Kekäläinen 2002,
// sections 2.2 and 2.3; gain 2^g - 1 and discount log2(1 + i) as in Burges et al. 2005 (learning to
// rank using gradient descent), section 6.
#include "practice/labs/code.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

namespace assay::practice::references {
namespace {

double dcg(const std::vector<double>& relevance, double k, bool linear) {
  double sum = 0;
  for (std::size_t i = 0; i < relevance.size() && static_cast<double>(i) < k; ++i) {
    const double gain = linear ? relevance[i] : std::exp2(relevance[i]) - 1;
    sum += gain / std::log2(static_cast<double>(i) + 2);
  }
  return sum;
}

double ndcg(const Values& in, std::size_t query) {
  const std::size_t n = in[0].dim(1);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return in[0].at(query, a) > in[0].at(query, b);
  });
  std::vector<double> ranked;
  ranked.reserve(n);
  for (const std::size_t one : order) {
    ranked.push_back(in[1].at(query, one));
  }
  const bool linear = in[3].value() != 0;
  const double got = dcg(ranked, in[2].value(), linear);
  std::sort(ranked.begin(), ranked.end(), std::greater<>());
  const double best = dcg(ranked, in[2].value(), linear);
  return best == 0 ? 0 : got / best;
}

}  // namespace

LabCode ndcg() {
  LabCode lab;
  lab.reference("dcg", [](const Values& in) -> Values {
    return {Array::number(dcg(in[0].data, in[1].value(), in[2].value() != 0))};
  });
  lab.reference("ndcg", [](const Values& in) -> Values {
    double sum = 0;
    for (std::size_t query = 0; query < in[0].dim(0); ++query) {
      sum += ndcg(in, query);
    }
    return {Array::number(sum / static_cast<double>(in[0].dim(0)))};
  });
  lab.relation(
      "ndcg", "ndcg: only the order of scores matters",
      "scores that rise together leave the ranking, and so the value, as they are",
      [](Draw&, Values in) {
        for (double& one : in[0].data) {
          one = std::exp(one / 4) * 100;
        }
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
