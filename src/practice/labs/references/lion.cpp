// Chen et al. 2023, Algorithm 2; with `signum` the step of Bernstein et al. 2018 (arXiv
// 1802.04434).
#include "practice/labs/code.h"

namespace assay::practice::references {

LabCode lion() {
  LabCode lab;
  lab.reference("step", [](const Values& in) -> Values {
    Array w = in[0];
    Array m = in[1];
    const double beta1 = in[4].value();
    const double beta2 = in[5].value();
    for (std::size_t i = 0; i < w.size(); ++i) {
      const double g = in[2].data[i];
      const double blend = in[7].value() != 0 ? beta2 : beta1;
      const double c = blend * m.data[i] + (1 - blend) * g;
      const double sign = c > 0 ? 1 : c < 0 ? -1 : 0;
      w.data[i] -= in[3].value() * (sign + in[6].value() * w.data[i]);
      m.data[i] = beta2 * m.data[i] + (1 - beta2) * g;
    }
    return {w, m};
  });
  return lab;
}

}  // namespace assay::practice::references
