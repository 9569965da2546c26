// Schroff, Kalenichenko and Philbin 2015, section 3.1 (the loss, here the mean over triplets) and
// section 3.2 (semi-hard negatives; without any, the farthest is taken). The form "soft" is the
// soft margin of Hermans, Beyer and Leibe 2017.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>
#include <limits>

namespace assay::practice::references {
namespace {

Vector gaps(const Values& in) {
  const Matrix a = matrix_of(in[0]);
  const Vector near = (a - matrix_of(in[1])).rowwise().squaredNorm();
  const Vector far = (a - matrix_of(in[2])).rowwise().squaredNorm();
  return (near - far).array() + in[3].value();
}

Values triplet_loss(const Values& in) {
  const Vector gap = gaps(in);
  const Vector open = gap.cwiseMax(0);
  const Vector soft = (-gap.array().abs()).exp().log1p() * in[4].value();
  return {Array::number((open + soft).mean())};
}

Values triplet_backward(const Values& in) {
  const Vector gap = gaps(in);
  Vector gate = (gap.array() > 0).cast<double>();
  if (in[4].value() != 0) {
    gate = 1 / (1 + (-gap.array()).exp());
  }
  gate *= 2 / static_cast<double>(in[0].dim(0));
  const Matrix a = matrix_of(in[0]);
  const Matrix p = matrix_of(in[1]);
  const Matrix n = matrix_of(in[2]);
  const auto gated = [&](const Matrix& d) { return array_of(gate.asDiagonal() * d); };
  return {gated(n - p), gated(p - a), gated(a - n)};
}

Values semi_hard(const Values& in) {
  const Matrix negative = matrix_of(in[1]);
  Array out = Array::zeros({in[0].size()});
  out.integers = true;
  for (Eigen::Index i = 0; i < negative.rows(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    double best = std::numeric_limits<double>::infinity();
    Eigen::Index at = -1;
    for (Eigen::Index j = 0; j < negative.cols(); ++j) {
      if (negative(i, j) > in[0].data[row] && negative(i, j) < best) {
        best = negative(i, j);
        at = j;
      }
    }
    if (at < 0) {
      negative.row(i).maxCoeff(&at);
    }
    out.data[row] = static_cast<double>(at);
  }
  return {out};
}

}  // namespace

LabCode triplet() {
  LabCode lab;
  lab.reference("triplet", triplet_loss);
  lab.reference("triplet_backward", triplet_backward);
  lab.reference("semi_hard", semi_hard);
  lab.example("semi_hard", "semi_hard: a negative as far off as the positive",
              "semi-hard is farther off than the positive, not as far",
              {{Array::vector({1, 2}), {{2, 3}, {1, 2, 3, 0.5, 2.5, 2}}}});
  lab.relation(
      "triplet", "triplet: all points moved together",
      "the loss knows distances alone: to move all three by the same way changes nothing",
      [](Draw&, Values in) {
        for (std::size_t part = 0; part < 3; ++part) {
          for (double& value : in[part].data) {
            value += 1e6;
          }
        }
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
