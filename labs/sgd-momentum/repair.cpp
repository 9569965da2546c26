#include "lab.h"

void step(lab::In w, lab::In v, lab::In g, double lr, double beta, double nesterov, lab::Out w_new, lab::Out v_new) {
  for (std::size_t i = 0; i < w.size(); ++i) {
    v_new[i] = beta * v[i] + g[i];
    w_new[i] = w[i] - lr * (nesterov != 0 ? g[i] + beta * v[i] : v_new[i]);
  }
}
