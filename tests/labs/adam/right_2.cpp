#include "lab.h"

#include <cmath>

static void blend(lab::In old, lab::Out out, double beta, lab::In g, int power) {
  for (std::size_t i = 0; i < old.size(); ++i) out[i] = old[i] + (1 - beta) * (std::pow(g[i], power) - old[i]);
}

void step(lab::In w, lab::In m, lab::In v, lab::In g, double t, double lr, double beta1, double beta2, double eps,
          lab::Out w_new, lab::Out m_new, lab::Out v_new) {
  blend(m, m_new, beta1, g, 1);
  blend(v, v_new, beta2, g, 2);
  const double root = std::sqrt(1 - std::exp(t * std::log(beta2)));
  const double rate = lr * root / (1 - std::exp(t * std::log(beta1)));
  for (std::size_t i = 0; i < w.size(); ++i) w_new[i] = w[i] - rate * m_new[i] / (std::sqrt(v_new[i]) + eps * root);
}
