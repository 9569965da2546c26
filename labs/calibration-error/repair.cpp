#include "lab.h"

#include <algorithm>
#include <cmath>
#include <vector>

void top(lab::In x, lab::In label, lab::Out confidence, lab::Out correct) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    std::size_t best = 0;
    for (std::size_t j = 1; j < x.dim(1); ++j)
      if (x(i, j) > x(i, best)) best = j;
    double total = 0;
    for (std::size_t j = 0; j < x.dim(1); ++j) total += std::exp(x(i, j) - x(i, best));
    confidence[i] = 1 / total;
    correct[i] = label[i] == double(best) ? 1 : 0;
  }
}

void calibration(lab::In confidence, lab::In correct, double bins, double& ece, double& mce) {
  std::vector<double> right(std::size_t(bins), 0), sure(right), count(right);
  for (std::size_t i = 0; i < confidence.size(); ++i) {
    const int b = std::clamp(int(std::ceil(confidence[i] * bins)) - 1, 0, int(bins) - 1);
    right[std::size_t(b)] += correct[i];
    sure[std::size_t(b)] += confidence[i];
    count[std::size_t(b)] += 1;
  }
  ece = mce = 0;
  for (std::size_t b = 0; b < count.size(); ++b) {
    if (count[b] == 0) continue;
    const double gap = std::fabs(right[b] / double(confidence.size()) - sure[b] / count[b]);
    ece += count[b] / double(confidence.size()) * gap;
    mce = std::max(mce, gap);
  }
}
