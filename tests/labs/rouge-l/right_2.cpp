#include "lab.h"

#include <algorithm>
#include <vector>

void common(lab::In a, lab::In b, double& length) {
  std::vector<double> row(b.size() + 1);
  for (double x : a.data) {
    double corner = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const double above = row[j + 1];
      row[j + 1] = x == b[j] ? corner + 1 : std::max(above, row[j]);
      corner = above;
    }
  }
  length = row.back();
}

void rouge_l(lab::In candidate, lab::In reference, double beta, double& recall, double& precision, double& f) {
  double length = 0;
  common(candidate, reference, length);
  recall = length / reference.size();
  precision = length / candidate.size();
  f = 0;
  if (length > 0) f = (1 + beta * beta) / (1 / precision + beta * beta / recall);
}
