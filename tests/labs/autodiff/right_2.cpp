#include "lab.h"

#include <cmath>
#include <functional>
#include <vector>

struct Step {
  double value;
  double by_left;
  double by_right;
};

static Step step(int op, double a, double b) {
  if (op == 0) return {a + b, 1, 1};
  if (op == 1) return {a - b, 1, -1};
  if (op == 2) return {a * b, b, a};
  if (op == 3) return {std::tanh(a), 1 / std::pow(std::cosh(a), 2), 0};
  return {std::sin(a), std::cos(a), 0};
}

void forward(lab::In op, lab::In left, lab::In right, lab::In x, lab::Out value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::size_t n = i - x.size();
    value[i] = i < x.size() ? x[i]
                            : step(int(op[n]), value[std::size_t(left[n])], value[std::size_t(right[n])]).value;
  }
}

void backward(lab::In op, lab::In left, lab::In right, lab::In x, lab::In dvalue, lab::Out dx) {
  const std::size_t k = x.size(), all = k + op.size();
  std::vector<double> v(all), g(all);
  forward(op, left, right, x, {v, {all}});
  for (std::size_t i = all; i-- > 0;) {
    g[i] = dvalue[i];
    for (std::size_t n = 0; n < op.size(); ++n) {
      const std::size_t a = std::size_t(left[n]), b = std::size_t(right[n]);
      const Step s = step(int(op[n]), v[a], v[b]);
      if (a == i) g[i] += g[k + n] * s.by_left;
      if (b == i) g[i] += g[k + n] * s.by_right;
    }
  }
  for (std::size_t i = 0; i < k; ++i) dx[i] = g[i];
}
