// Loshchilov and Hutter 2019, Algorithm 2, with the learning rate before the decay; with
// `apart` as it stands there, the multiplier of the schedule being 1.
#include "practice/labs/code.h"

#include <cmath>

namespace assay::practice::references {

LabCode adamw() {
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
      v.data[i] = beta2 * v.data[i] + (1 - beta2) * g * g;
      const double step = m.data[i] / (1 - std::pow(beta1, t)) /
                          (std::sqrt(v.data[i] / (1 - std::pow(beta2, t))) + in[8].value());
      const double shrink = in[9].value() * (in[10].value() != 0 ? 1 : in[5].value());
      w.data[i] -= in[5].value() * step + shrink * w.data[i];
    }
    return {w, m, v};
  });
  return lab;
}

}  // namespace assay::practice::references
