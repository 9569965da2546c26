// y = x m / (1 - p) with m = [u >= p]: Srivastava et al. 2014, section 4, in the inverted form of
// their section 10; with `rows` a whole example goes at once, as in Huang et al. 2016 (stochastic
// depth, arXiv 1603.09382).
#include "practice/labs/code.h"

namespace assay::practice::references {
namespace {

Values masked(const Array& values, const Values& in) {
  Array out = values;
  const bool rows = in.back().value() != 0;
  for (std::size_t i = 0; i < out.size() && in[3].value() != 0; ++i) {
    const double u = in[1].data[rows ? i - i % out.dim(1) : i];
    out.data[i] = u < in[2].value() ? 0 : out.data[i] / (1 - in[2].value());
  }
  return {out};
}

}  // namespace

LabCode dropout() {
  LabCode lab;
  lab.reference("dropout", [](const Values& in) { return masked(in[0], in); });
  lab.reference("dropout_backward", [](const Values& in) { return masked(in[4], in); });
  return lab;
}

}  // namespace assay::practice::references
