#include "lab.h"

#include <cmath>
#include <vector>

void forward(lab::In op, lab::In left, lab::In right, lab::In x, lab::Out value) {
  const std::size_t k = x.size();
  for (std::size_t i = 0; i < k; ++i) value[i] = x[i];
  for (std::size_t i = 0; i < op.size(); ++i) {
    const double a = value[std::size_t(left[i])], b = value[std::size_t(right[i])];
    switch (int(op[i])) {
      case 0: value[k + i] = a + b; break;
      case 1: value[k + i] = a - b; break;
      case 2: value[k + i] = a * b; break;
      case 3: value[k + i] = std::tanh(a); break;
      default: value[k + i] = std::sin(a);
    }
  }
}

void backward(lab::In op, lab::In left, lab::In right, lab::In x, lab::In dvalue, lab::Out dx) {
  const std::size_t k = x.size();
  std::vector<double> v(k + op.size()), g(dvalue.data.begin(), dvalue.data.end());
  forward(op, left, right, x, {v, {v.size()}});
  for (std::size_t i = op.size(); i-- > 0;) {
    const std::size_t a = std::size_t(left[i]), b = std::size_t(right[i]);
    const double d = g[k + i];
    switch (int(op[i])) {
      case 0: g[a] += d; g[b] += d; break;
      case 1: g[a] += d; g[b] -= d; break;
      case 2: g[a] = d * v[b]; g[b] = d * v[a]; break;
      case 3: g[a] += d * (1 - v[k + i] * v[k + i]); break;
      default: g[a] += d * std::cos(v[a]);
    }
  }
  for (std::size_t i = 0; i < k; ++i) dx[i] = g[i];
}
