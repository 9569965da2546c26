#include "lab.h"

#include <cmath>
#include <vector>

static double length(std::initializer_list<lab::In> parts) {
  double sum = 0;
  for (lab::In part : parts)
    for (double v : part.data) sum += v * v;
  return sum;
}

void clip(lab::In a, lab::In b, double limit, lab::Out a_new, lab::Out b_new, double& norm) {
  norm = length({a, b});
  const double scale = norm > limit ? limit / norm : 1;
  for (std::size_t i = 0; i < a.size(); ++i) a_new[i] = a[i] * scale;
  for (std::size_t i = 0; i < b.size(); ++i) b_new[i] = b[i] * scale;
}

void accumulate(lab::In grads, lab::In count, lab::Out grad) {
  double all = 0;
  for (double c : count.data) all += c;
  for (std::size_t j = 0; j < grad.size(); ++j) {
    grad[j] = 0;
    for (std::size_t i = 0; i < count.size(); ++i) grad[j] += grads(i, j) * count[i] / all;
  }
}

void step_gradient(lab::In grads, lab::In count, double limit, lab::Out grad) {
  accumulate(grads, count, grad);
  const double n = length({{grad.data, grad.shape}});
  if (n > limit)
    for (double& v : grad.data) v *= limit / n;
}
