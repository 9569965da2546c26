#include "lab.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

static double norm_of(const std::vector<double>& v) {
  double most = 0, sum = 0;
  for (double x : v) most = std::max(most, std::fabs(x));
  for (double x : v) sum += most > 0 ? std::pow(x / most, 2) : 0;
  return most * std::sqrt(sum);
}

void clip(lab::In a, lab::In b, double limit, lab::Out a_new, lab::Out b_new, double& norm) {
  std::vector<double> all(a.data.begin(), a.data.end());
  all.insert(all.end(), b.data.begin(), b.data.end());
  norm = norm_of(all);
  const double over = std::max(1.0, norm / limit);
  std::transform(a.data.begin(), a.data.end(), a_new.data.begin(), [&](double v) { return v / over; });
  std::transform(b.data.begin(), b.data.end(), b_new.data.begin(), [&](double v) { return v / over; });
}

void accumulate(lab::In grads, lab::In count, lab::Out grad) {
  double seen = 0;
  std::fill(grad.data.begin(), grad.data.end(), 0.0);
  for (std::size_t i = 0; i < count.size(); ++i) {
    seen += count[i];
    for (std::size_t j = 0; j < grad.size(); ++j) grad[j] += (grads(i, j) - grad[j]) * count[i] / seen;
  }
}

void step_gradient(lab::In grads, lab::In count, double limit, lab::Out grad) {
  accumulate(grads, count, grad);
  const double over = std::max(1.0, norm_of({grad.data.begin(), grad.data.end()}) / limit);
  for (double& v : grad.data) v /= over;
}
