#include "lab.h"

#include <algorithm>
#include <vector>

void common(lab::In a, lab::In b, double& length) {
  std::vector<std::vector<double>> table(a.size() + 1, std::vector<double>(b.size() + 1));
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j)
      table[i][j] = a[i - 1] == b[j - 1] ? std::max(table[i - 1][j], table[i][j - 1]) + 1 : std::max(table[i - 1][j], table[i][j - 1]);
  length = table[a.size()][b.size()];
}

void rouge_l(lab::In candidate, lab::In reference, double beta, double& recall, double& precision, double& f) {
  double length = 0;
  common(candidate, reference, length);
  recall = length / reference.size();
  precision = length / candidate.size();
  const double weight = beta * beta;
  f = length == 0 ? 0 : (1 + weight) * recall * precision / (recall + weight * precision);
}
