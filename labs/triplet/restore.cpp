#include "lab.h"

#include <cmath>

static double gap(lab::In a, lab::In p, lab::In n, double margin, std::size_t i) {
  double sum = margin;
  for (std::size_t j = 0; j < a.dim(1); ++j) sum += (p(i, j) - 2 * a(i, j)) * p(i, j) - (n(i, j) - 2 * a(i, j)) * n(i, j);
  return sum;
}

void triplet(lab::In anchor, lab::In positive, lab::In negative, double margin, double& loss) {
  loss = 0;
  for (std::size_t i = 0; i < anchor.dim(0); ++i)
    loss += std::fmax(0, gap(anchor, positive, negative, margin, i)) / double(anchor.dim(0));
}

void triplet_backward(lab::In anchor, lab::In positive, lab::In negative, double margin, lab::Out danchor,
                      lab::Out dpositive, lab::Out dnegative) {
  for (std::size_t i = 0; i < anchor.dim(0); ++i) {
    const double gate = gap(anchor, positive, negative, margin, i) > 0 ? 2.0 / double(anchor.dim(0)) : 0;
    for (std::size_t j = 0; j < anchor.dim(1); ++j) {
      danchor(i, j) = gate * (negative(i, j) - positive(i, j));
      dpositive(i, j) = gate * (positive(i, j) - anchor(i, j));
      dnegative(i, j) = gate * (anchor(i, j) - negative(i, j));
    }
  }
}

void semi_hard(lab::In positive_distance, lab::In negative_distance, lab::Out index) {
  for (std::size_t i = 0; i < index.size(); ++i) {
    std::size_t best = negative_distance.dim(1), farthest = 0;
    for (std::size_t j = 0; j < negative_distance.dim(1); ++j) {
      const double d = negative_distance(i, j);
      if (d > negative_distance(i, farthest)) farthest = j;
      if (d > positive_distance[i] && (best == negative_distance.dim(1) || d < negative_distance(i, best))) best = j;
    }
    index[i] = double(best < negative_distance.dim(1) ? best : farthest);
  }
}
