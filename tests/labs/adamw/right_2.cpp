#include "lab.h"

#include <cmath>

void step(lab::In w, lab::In m, lab::In v, lab::In g, double t, double lr, double beta1, double beta2, double eps,
          double decay, lab::Out w_new, lab::Out m_new, lab::Out v_new) {
  const double c1 = 1 - std::pow(beta1, t), c2 = 1 - std::pow(beta2, t);
  for (std::size_t i = 0; i < w.size(); ++i) w_new[i] = w[i] * (1 - lr * decay);
  for (std::size_t i = 0; i < w.size(); ++i) {
    m_new[i] = m[i] + (1 - beta1) * (g[i] - m[i]);
    v_new[i] = v[i] + (1 - beta2) * (g[i] * g[i] - v[i]);
    w_new[i] -= lr * m_new[i] / c1 / (std::sqrt(v_new[i] / c2) + eps);
  }
}
