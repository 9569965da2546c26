#include "lab.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

using Grams = std::map<std::vector<double>, double>;

static Grams grams(const std::vector<double>& text, std::size_t n) {
  Grams out;
  for (std::size_t i = 0; i + n <= text.size(); ++i) ++out[{text.begin() + i, text.begin() + i + n}];
  return out;
}

void clipped(lab::In candidate, lab::In references, lab::In lengths, double n, double& found, double& total) {
  Grams most;
  for (std::size_t k = 0; k < references.dim(0); ++k) {
    std::vector<double> text;
    for (std::size_t i = 0; i < std::size_t(lengths[k]); ++i) text.push_back(references(k, i));
    for (const auto& [gram, count] : grams(text, std::size_t(n))) most[gram] = std::max(most[gram], count);
  }
  found = total = 0;
  for (const auto& [gram, count] : grams({candidate.data.begin(), candidate.data.end()}, std::size_t(n))) {
    found += std::min(count, most[gram]);
    total += count;
  }
}

void bleu(lab::In candidate, lab::In references, lab::In lengths, double order, double& score) {
  const double c = candidate.size();
  double logs = 0;
  score = 0;
  for (double n = 1; n <= order; ++n) {
    double found = 0, total = 0;
    clipped(candidate, references, lengths, n, found, total);
    if (found == 0) return;
    logs += std::log(found / total) / order;
  }
  double r = lengths[0];
  for (double one : lengths.data)
    if (std::fabs(one - c) < std::fabs(r - c) || (std::fabs(one - c) == std::fabs(r - c) && one < r)) r = one;
  score = (c > r ? 1 : std::exp(1 - r / c)) * std::exp(logs);
}
