// The forward process is eq. 4 of Ho, Jain and Abbeel 2020; the step back is eq. 12 of Song, Meng
// and Ermon 2020 with the sigma of their eq. 16 (their alpha is the product here). The velocity of
// the form of that name is that of Salimans and Ho 2022.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>
#include <map>
#include <string>

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

/// What a network predicts: the noise, or the velocity.
Matrix prediction(const Matrix& x0, const Matrix& noise, double abar, bool velocity) {
  return velocity ? Matrix(std::sqrt(abar) * noise - std::sqrt(1 - abar) * x0) : noise;
}

Values step(const Values& in) {
  const double now = in[2].value();
  Matrix predicted = matrix_of(in[1]);
  if (in[6].value() != 0) {
    predicted = std::sqrt(now) * predicted + std::sqrt(1 - now) * matrix_of(in[0]);
  }
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
               const std::map<std::string, std::size_t> sizes = {{"n", 2}, {"d", 3}, {"s", 5}};
               Values far = draw.arguments_of("noised", sizes);
               far[2].data = {5, 5};
               const Vector left = alpha_bar(far[3]);
               Values in = draw.arguments_of("ddim_step", sizes);
               in[0] = array_of(noised(far));
               in[1] = array_of(
                   prediction(matrix_of(far[0]), matrix_of(far[1]), left(5), in[6].value() != 0));
               in[2] = Array::number(left(5));
               in[3] = Array::number(left(2));
               in[4] = Array::number(0);
               far[2].data = {2, 2};
               in[5] = array_of(noised(far));  // not asked for: where the step is to arrive
               return Calls{{"ddim_step", in}};
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               return compare(outcomes[0].results, {calls[0].arguments[5]}, 1e-9,
                              "told the very noise that was added, a step without new noise "
                              "arrives where the forward process was with that noise");
             }});
  return lab;
}

}  // namespace assay::practice::references
