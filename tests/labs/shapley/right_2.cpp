#include "lab.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

static double model(const std::vector<double>& at, lab::In w1, lab::In w2) {
  double sum = 0;
  for (std::size_t j = 0; j < w2.size(); ++j) {
    double z = 0;
    for (std::size_t i = 0; i < at.size(); ++i) z += at[i] * w1(i, j);
    sum += std::tanh(z) * w2[j];
  }
  return sum;
}

void coalition(lab::In x, lab::In baseline, lab::In w1, lab::In w2, lab::In member, double& value) {
  std::vector<double> at;
  for (std::size_t i = 0; i < x.size(); ++i) at.push_back(member[i] != 0 ? x[i] : baseline[i]);
  value = model(at, w1, w2);
}

void shapley(lab::In x, lab::In baseline, lab::In w1, lab::In w2, lab::Out phi) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), 0);
  for (double& v : phi.data) v = 0;
  double orders = 0;
  do {
    std::vector<double> at(baseline.data.begin(), baseline.data.end());
    double before = model(at, w1, w2);
    for (std::size_t i : order) {
      at[i] = x[i];
      const double after = model(at, w1, w2);
      phi[i] += after - before;
      before = after;
    }
    orders += 1;
  } while (std::next_permutation(order.begin(), order.end()));
  for (double& v : phi.data) v /= orders;
}
