// Kingma and Ba 2015, Algorithm 1; with `infinity` their Algorithm 2 (AdaMax), eps added below the
// line.
#include "practice/labs/code.h"

#include <algorithm>
#include <cmath>

namespace assay::practice::references {

LabCode adam() {
  LabCode lab;
  lab.reference("step", [](const Values& in) -> Values {
    Array w = in[0];
    Array m = in[1];
    Array v = in[2];
    const double t = in[4].value();
    const double beta1 = in[6].value();
    const double beta2 = in[7].value();
    for (std::size_t i = 0; i < w.size(); ++i) {
      const double g = in[3].data[i];
      m.data[i] = beta1 * m.data[i] + (1 - beta1) * g;
      const double m_hat = m.data[i] / (1 - std::pow(beta1, t));
      if (in[9].value() != 0) {
        v.data[i] = std::max(beta2 * v.data[i], std::abs(g));
        w.data[i] -= in[5].value() * m_hat / (v.data[i] + in[8].value());
        continue;
      }
      v.data[i] = beta2 * v.data[i] + (1 - beta2) * g * g;
      const double v_hat = v.data[i] / (1 - std::pow(beta2, t));
      w.data[i] -= in[5].value() * m_hat / (std::sqrt(v_hat) + in[8].value());
    }
    return {w, m, v};
  });
  return lab;
}

}  // namespace assay::practice::references
