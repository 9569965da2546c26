#include "lab.h"

#include <cmath>

void step(lab::In w, lab::In m, lab::In g, double lr, double beta1, double beta2, double decay, lab::Out w_new, lab::Out m_new) {
  const auto mix = [&](double beta, std::size_t i) { return std::lerp(g[i], m[i], beta); };
  for (std::size_t i = 0; i < w.size(); ++i) {
    const double c = mix(beta1, i);
    m_new[i] = mix(beta2, i);
    w_new[i] = w[i] * (1 - lr * decay) - (c == 0 ? 0 : std::copysign(lr, c));
  }
}
