// eta = floor + (peak - floor)(1 + cos(pi t)) / 2: Loshchilov and Hutter 2017 (SGDR), after a
// linear warm-up; with `level` the schedule of Hu et al. 2024 (MiniCPM, arXiv 2404.06395: WSD),
// its decay linear.
#include "practice/labs/code.h"

#include <algorithm>
#include <cmath>

namespace assay::practice::references {

LabCode cosine_schedule() {
  LabCode lab;
  lab.reference("rate", [](const Values& in) -> Values {
    Array out = in[0];
    out.integers = false;
    const double warm = in[1].value();
    const double peak = in[3].value();
    const double floor = in[4].value();
    for (double& value : out.data) {
      const double done = std::min(1.0, (value - warm) / (in[2].value() - warm));
      const double left = in[5].value() != 0 ? std::min(1.0, 2 - 2 * done)
                                             : (1 + std::cos(std::acos(-1) * done)) / 2;
      value = value < warm ? peak * value / warm : floor + (peak - floor) * left;
    }
    return {out};
  });
  return lab;
}

}  // namespace assay::practice::references
