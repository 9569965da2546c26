#include "lab.h"

#include <cmath>

void step(lab::In w, lab::In m, lab::In v, lab::In g, double t, double lr, double beta1, double beta2, double eps,
          double decay, lab::Out w_new, lab::Out m_new, lab::Out v_new) {
  for (std::size_t i = 0; i < w.size(); ++i) {
    m_new[i] = beta1 * m[i] + (1 - beta1) * g[i];
    v_new[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
    const double m_hat = m_new[i] / (1 - std::pow(beta1, t));
    const double v_hat = v_new[i];
    w_new[i] = w[i] - lr * (m_hat / (std::sqrt(v_hat) + eps) + decay * w[i]);
  }
}
