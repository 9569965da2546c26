#include "lab.h"

#include <algorithm>

void step(lab::In w, lab::In v, lab::In g, double lr, double beta, double nesterov, lab::Out w_new, lab::Out v_new) {
  const auto heavy = [beta](double a, double b) { return beta * a + b; };
  std::transform(v.data.begin(), v.data.end(), g.data.begin(), v_new.data.begin(), heavy);
  std::copy(w.data.begin(), w.data.end(), w_new.data.begin());
  for (std::size_t i = 0; i < w.size(); ++i) w_new[i] -= lr * (nesterov > 0 ? heavy(v_new[i], g[i]) : v_new[i]);
}
