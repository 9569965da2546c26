#include "lab.h"

#include <algorithm>
#include <numeric>
#include <vector>

static std::vector<double> open(lab::In a, lab::In p, lab::In n, double margin, bool derivative) {
  std::vector<double> out(a.dim(0), margin);
  for (std::size_t i = 0; i < a.size(); ++i)
    out[i / a.dim(1)] += (n[i] - p[i]) * (2 * a[i] - n[i] - p[i]);
  for (double& v : out) v = derivative ? double(v > 0) : std::max(v, 0.0);
  return out;
}

void triplet(lab::In anchor, lab::In positive, lab::In negative, double margin, double& loss) {
  const auto each = open(anchor, positive, negative, margin, false);
  loss = std::accumulate(each.begin(), each.end(), 0.0) / double(each.size());
}

void triplet_backward(lab::In anchor, lab::In positive, lab::In negative, double margin, lab::Out danchor,
                      lab::Out dpositive, lab::Out dnegative) {
  const auto gate = open(anchor, positive, negative, margin, true);
  for (std::size_t i = 0; i < anchor.size(); ++i) {
    const double g = 2 * gate[i / anchor.dim(1)] / double(gate.size());
    dpositive[i] = g * (positive[i] - anchor[i]);
    dnegative[i] = g * (anchor[i] - negative[i]);
    danchor[i] = -(dpositive[i] + dnegative[i]);
  }
}

void semi_hard(lab::In positive_distance, lab::In negative_distance, lab::Out index) {
  const std::size_t k = negative_distance.dim(1);
  for (std::size_t i = 0; i < index.size(); ++i) {
    std::vector<std::size_t> order(k);
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return negative_distance(i, a) < negative_distance(i, b); });
    const auto found = std::find_if(order.begin(), order.end(),
                                    [&](std::size_t j) { return negative_distance(i, j) > positive_distance[i]; });
    index[i] = double(found == order.end() ? order.back() : *found);
  }
}
