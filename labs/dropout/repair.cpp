#include "lab.h"

static double factor(double u, double p, double training) {
  if (training == 0) return 1;
  return u < p ? 0 : 1 / (1 - p);
}

void dropout(lab::In x, lab::In u, double p, double training, lab::Out y) {
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = x[i] * factor(u[i], p, training);
}

void dropout_backward(lab::In, lab::In u, double p, double training, lab::In dy, lab::Out dx) {
  for (std::size_t i = 0; i < u.size(); ++i) dx[i] = dy[i];
}
