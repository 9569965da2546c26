// Abadi et al. 2016: algorithm 1 (clip by example, add noise to the sum, divide by the lot), and
// the sigma of the Gaussian mechanism of their section 3.1 (privacy accounting). The form
// "automatic" scales as Bu et al. 2023 do (automatic clipping).
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {
namespace {

constexpr double kStable = 0.01;

Values private_gradient(const Values& in) {
  const Matrix grads = matrix_of(in[0]);
  const double limit = in[1].value();
  const Vector norms = grads.rowwise().norm();
  const Vector over = in[4].value() != 0 ? Vector((norms.array() + kStable) / limit)
                                         : Vector((norms / limit).cwiseMax(1));
  const Matrix clipped = grads.array().colwise() / over.array();
  const Vector sum = clipped.colwise().sum().transpose();
  const Vector noisy = sum + in[2].value() * limit * vector_of(in[3]);
  return {row_of(noisy / static_cast<double>(grads.rows()))};
}

}  // namespace

LabCode dp_noise() {
  LabCode lab;
  lab.reference("private_gradient", private_gradient);
  lab.reference("sigma_for", [](const Values& in) -> Values {
    constexpr double kTail = 1.25;
    return {Array::number(std::sqrt(2 * std::log(kTail / in[1].value())) / in[0].value())};
  });
  lab.check({"private_gradient: nobody weighs more than the limit", "invariant",
             [](Draw& draw) {
               Values in = draw.arguments_of("private_gradient", {{"n", 4}, {"d", 3}});
               Values other = in;
               for (std::size_t j = 0; j < 3; ++j) {
                 in[0].at(0, j) *= 1e9;
                 other[0].at(0, j) = 0;
               }
               return Calls{{"private_gradient", in}, {"private_gradient", other}};
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               const Vector change =
                   vector_of(outcomes[0].results[0]) - vector_of(outcomes[1].results[0]);
               const double limit = calls[0].arguments[1].value();
               const double n = static_cast<double>(calls[0].arguments[0].dim(0));
               return compare(
                   {Array::number(change.norm() * n)}, {Array::number(limit)}, 1e-7,
                   "an example with an enormous gradient, against one of 0, is to change "
                   "the sum by just the limit");
             }});
  return lab;
}

}  // namespace assay::practice::references
