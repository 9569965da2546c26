#include "lab.h"

#include <cmath>
#include <utility>

static bool same(const double* a, const double* b, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    if (a[i] != b[i]) return false;
  return true;
}

static std::size_t count(const double* gram, std::size_t n, const double* text, std::size_t length) {
  std::size_t out = 0;
  for (std::size_t i = 0; i + n <= length; ++i) out += same(gram, text + i, n);
  return out;
}

void clipped(lab::In candidate, lab::In references, lab::In lengths, double order, double& found, double& total) {
  const std::size_t n = std::size_t(order), c = candidate.size(), r = references.dim(1);
  const double* text = candidate.data.data();
  found = total = 0;
  for (std::size_t i = 0; i + n <= c; ++i) {
    total += 1;
    const std::size_t before = count(text + i, n, text, i + n - 1);
    std::size_t most = 0;
    for (std::size_t k = 0; k < references.dim(0); ++k)
      most = std::max(most, count(text + i, n, references.data.data() + k * r, std::size_t(lengths[k])));
    found += before < most;  // this one is the (before + 1)th of its kind
  }
}

void bleu(lab::In candidate, lab::In references, lab::In lengths, double order, double& score) {
  double product = 1;
  for (double n = 1; n <= order; ++n) {
    double found = 0, total = 0;
    clipped(candidate, references, lengths, n, found, total);
    product *= total > 0 ? found / total : 0;
  }
  std::pair<double, double> best{INFINITY, 0};
  for (double one : lengths.data) best = std::min(best, {std::fabs(one - double(candidate.size())), one});
  score = std::pow(product, 1 / order) * std::fmin(1, std::exp(1 - best.second / candidate.size()));
}
