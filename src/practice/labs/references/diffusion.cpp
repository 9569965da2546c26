// The forward process is eq. 4 of Ho, Jain and Abbeel 2020; the step back is eq. 12 of Song, Meng
// and Ermon 2020 with the sigma of their eq. 16 (their alpha is the product here).
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {
namespace {

Vector alpha_bar(const Array& beta) {
  Vector out(static_cast<Eigen::Index>(beta.size()) + 1);
  out(0) = 1;
  for (Eigen::Index i = 1; i < out.size(); ++i) {
    out(i) = out(i - 1) * (1 - beta.data[static_cast<std::size_t>(i - 1)]);
  }
  return out;
}

Matrix noised(const Values& in) {
  const Vector all = alpha_bar(in[3]);
  Vector left(static_cast<Eigen::Index>(in[2].size()));
  for (Eigen::Index i = 0; i < left.size(); ++i) {
    left(i) = all(static_cast<Eigen::Index>(in[2].data[static_cast<std::size_t>(i)]));
  }
  const Vector noise = (1 - left.array()).sqrt();
  const Vector signal = left.array().sqrt();
  return signal.asDiagonal() * matrix_of(in[0]) + noise.asDiagonal() * matrix_of(in[1]);
}

Values step(const Values& in) {
  const Matrix predicted = matrix_of(in[1]);
  const double now = in[2].value();
  const double before = in[3].value();
  const double sigma =
      in[4].value() * std::sqrt((1 - before) / (1 - now)) * std::sqrt(1 - now / before);
  const Matrix x0 = (matrix_of(in[0]) - std::sqrt(1 - now) * predicted) / std::sqrt(now);
  return {array_of(std::sqrt(before) * x0 +
                   std::sqrt(std::max(0.0, 1 - before - sigma * sigma)) * predicted +
                   sigma * matrix_of(in[5]))};
}

}  // namespace

LabCode diffusion() {
  LabCode lab;
  lab.reference("alpha_bar", [](const Values& in) -> Values { return {row_of(alpha_bar(in[0]))}; });
  lab.reference("noised", [](const Values& in) -> Values { return {array_of(noised(in))}; });
  lab.reference("ddim_step", step);
  lab.check({"ddim_step: back along the noise that was added", "invariant",
             [](Draw& draw) {
               Values far = draw.arguments_of("noised", {{"n", 2}, {"d", 3}, {"s", 5}});
               far[2].data = {5, 5};
               const Vector left = alpha_bar(far[3]);
               return Calls{{"ddim_step",
                             {array_of(noised(far)), far[1], Array::number(left(5)),
                              Array::number(left(2)), Array::number(0), far[0]}}};
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               const Values& in = calls[0].arguments;
               const double now = in[2].value();
               const double before = in[3].value();
               const Matrix x0 =
                   (matrix_of(in[0]) - std::sqrt(1 - now) * matrix_of(in[1])) / std::sqrt(now);
               const Matrix there =
                   std::sqrt(before) * x0 + std::sqrt(1 - before) * matrix_of(in[1]);
               return compare(outcomes[0].results, {array_of(there)}, 1e-9,
                              "told the very noise that was added, a step without new noise "
                              "arrives where the forward process was with that noise");
             }});
  return lab;
}

}  // namespace assay::practice::references
