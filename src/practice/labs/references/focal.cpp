// Lin et al. 2017, section 3 (alpha-balanced, with p_t and alpha_t); by z = +-x the derivative is
// alpha_t (1 - p_t)^gamma (gamma p_t log p_t + p_t - 1), as in their appendix B. The form
// "background" is the same with gamma 0 for label 1.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {
namespace {

struct Example {
  double sign;
  double weight;  ///< alpha_t (1 - p_t)^gamma
  double gamma;
  double p;  ///< p_t
  double log_p;
};

Example example(const Values& in, std::size_t i) {
  const bool one = in[1].data[i] != 0;
  Example out{};
  out.sign = one ? 1 : -1;
  const double z = out.sign * in[0].data[i];
  const double small = std::exp(-std::abs(z));
  out.log_p = std::min(z, 0.0) - std::log1p(small);
  out.p = z >= 0 ? 1 / (1 + small) : small / (1 + small);
  const double rest = z >= 0 ? small / (1 + small) : 1 / (1 + small);
  out.gamma = one && in[4].value() != 0 ? 0 : in[2].value();
  out.weight = (one ? in[3].value() : 1 - in[3].value()) * std::pow(rest, out.gamma);
  return out;
}

}  // namespace

LabCode focal() {
  LabCode lab;
  lab.reference("focal", [](const Values& in) -> Values {
    Vector loss(static_cast<Eigen::Index>(in[0].size()));
    for (std::size_t i = 0; i < in[0].size(); ++i) {
      const Example one = example(in, i);
      loss(static_cast<Eigen::Index>(i)) = -one.weight * one.log_p;
    }
    return {Array::number(loss.mean())};
  });
  lab.reference("focal_backward", [](const Values& in) -> Values {
    Vector dx(static_cast<Eigen::Index>(in[0].size()));
    for (std::size_t i = 0; i < in[0].size(); ++i) {
      const Example one = example(in, i);
      dx(static_cast<Eigen::Index>(i)) =
          one.sign * one.weight * (one.gamma * one.p * one.log_p + one.p - 1);
    }
    return {row_of(dx / static_cast<double>(in[0].size()))};
  });
  lab.relation(
      "focal", "focal: labels, signs and weights turned round",
      "to call the other class 1 changes x to -x and alpha to 1 - alpha, and nothing else",
      [](Draw&, Values in) {
        if (in[4].value() != 0) {
          return in;  // labels are not alike in that form
        }
        for (std::size_t i = 0; i < in[0].size(); ++i) {
          in[0].data[i] = -in[0].data[i];
          in[1].data[i] = 1 - in[1].data[i];
        }
        in[3].data[0] = 1 - in[3].value();
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
