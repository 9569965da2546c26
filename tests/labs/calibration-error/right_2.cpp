#include "lab.h"

#include <cmath>

void top(lab::In x, lab::In label, lab::Out confidence, lab::Out correct) {
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    double most = -INFINITY, total = 0;
    for (std::size_t j = 0; j < x.dim(1); ++j) {
      if (x(i, j) > most) {
        total *= std::exp(most - x(i, j));
        most = x(i, j);
        correct[i] = double(j) == label[i];
      }
      total += std::exp(x(i, j) - most);
    }
    confidence[i] = 1 / total;
  }
}

void calibration(lab::In confidence, lab::In correct, double bins, double& ece, double& mce) {
  ece = mce = 0;
  for (double b = 0; b < bins; ++b) {
    double n = 0, gap = 0;
    for (std::size_t i = 0; i < confidence.size(); ++i) {
      const bool inside = (confidence[i] > b / bins || b == 0) && confidence[i] <= (b + 1) / bins;
      if (inside) n += 1, gap += correct[i] - confidence[i];
    }
    if (n > 0) {
      ece += std::fabs(gap) / double(confidence.size());
      mce = std::fmax(mce, std::fabs(gap) / n);
    }
  }
}
