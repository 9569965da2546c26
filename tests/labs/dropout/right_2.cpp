#include "lab.h"

#include <algorithm>

static void pass(lab::In from, lab::In u, double p, bool training, lab::Out to) {
  std::copy(from.data.begin(), from.data.end(), to.data.begin());
  if (!training) return;
  for (std::size_t i = 0; i < u.size(); ++i) {
    to[i] /= 1 - p;
    if (u[i] < p) to[i] = 0;
  }
}

void dropout(lab::In x, lab::In u, double p, double training, lab::Out y) { pass(x, u, p, training > 0, y); }

void dropout_backward(lab::In, lab::In u, double p, double training, lab::In dy, lab::Out dx) {
  pass(dy, u, p, training > 0, dx);
}
