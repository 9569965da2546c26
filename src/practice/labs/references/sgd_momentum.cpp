// v = beta v + g, w = w - lr v: the momentum of Rumelhart, Hinton and Williams 1986 with the
// learning rate outside of the velocity; or w - lr (g + beta v), after Nesterov, in the same form.
// With `inner` the rate is within the velocity, as in Sutskever et al. 2013, section 2.
#include "practice/labs/code.h"

namespace assay::practice::references {

LabCode sgd_momentum() {
  LabCode lab;
  lab.reference("step", [](const Values& in) -> Values {
    Array w = in[0];
    Array v = in[1];
    const double lr = in[3].value();
    const double beta = in[4].value();
    for (std::size_t i = 0; i < w.size(); ++i) {
      const double g = in[2].data[i];
      if (in[6].value() != 0) {
        v.data[i] = beta * v.data[i] - lr * g;
        w.data[i] += in[5].value() != 0 ? beta * v.data[i] - lr * g : v.data[i];
        continue;
      }
      v.data[i] = beta * v.data[i] + g;
      w.data[i] -= lr * (in[5].value() != 0 ? g + beta * v.data[i] : v.data[i]);
    }
    return {w, v};
  });
  return lab;
}

}  // namespace assay::practice::references
