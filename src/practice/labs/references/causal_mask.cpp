// The mask of Vaswani et al. 2017, section 3.2.3, its queries being the last of all positions; the
// window is that of Child et al. 2019 (arXiv 1904.10509), section 4.2, its local half.
#include "practice/labs/code.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::practice::references {

LabCode causal_mask() {
  LabCode lab;
  lab.reference("mask", [](const Values& in) -> Values {
    const auto n = static_cast<std::size_t>(in[0].value());
    const auto past = static_cast<std::size_t>(in[1].value());
    const auto window = static_cast<std::size_t>(in[2].value());
    Array allowed = Array::zeros({n, n + past});
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j <= past + i; ++j) {
        allowed.at(i, j) = window == 0 || past + i - j < window ? 1 : 0;
      }
    }
    return {allowed};
  });
  lab.reference("masked_softmax", [](const Values& in) -> Values {
    Array weights = Array::zeros(in[0].shape);
    for (std::size_t i = 0; i < weights.dim(0); ++i) {
      double most = -std::numeric_limits<double>::infinity();
      double total = 0;
      for (std::size_t j = 0; j < weights.dim(1); ++j) {
        most = in[1].at(i, j) != 0 ? std::max(most, in[0].at(i, j)) : most;
      }
      for (std::size_t j = 0; j < weights.dim(1); ++j) {
        if (in[1].at(i, j) != 0) {
          total += weights.at(i, j) = std::exp(in[0].at(i, j) - most);
        }
      }
      for (std::size_t j = 0; j < weights.dim(1) && total > 0; ++j) {
        weights.at(i, j) /= total;
      }
    }
    return {weights};
  });
  lab.example(
      "masked_softmax", "masked_softmax: nothing is allowed",
      "a row in which nothing is allowed gives zeros: a query that is padding has nothing to "
      "average",
      {{{{2, 3}, {1, 2, 3, 4, 5, 6}}, {{2, 3}, {0, 0, 0, 1, 0, 1}}}});
  lab.relation(
      "masked_softmax", "masked_softmax: what is masked has no say",
      "scores that are masked may be anything without changing a weight",
      [](Draw&, Values in) {
        for (std::size_t i = 0; i < in[0].size(); ++i) {
          in[0].data[i] += in[1].data[i] == 0 ? 2000 : 0;
        }
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
