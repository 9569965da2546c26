#include "lab.h"

void step(lab::In w, lab::In m, lab::In g, double lr, double beta1, double beta2, double decay, lab::Out w_new, lab::Out m_new) {
  for (std::size_t i = 0; i < w.size(); ++i) {
    const double c = beta1 * m[i] + (1 - beta1) * g[i];
    const double sign = (c > 0) - (c < 0);
    w_new[i] = w[i] - lr * (sign + decay * w[i]);
    m_new[i] = c;
  }
}
