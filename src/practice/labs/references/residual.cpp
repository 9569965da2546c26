// y = relu(F(x) + x) with two layers: He et al. 2015, section 3.2 (the second
// nonlinearity follows the addition); the gradient by the chain rule.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

namespace assay::practice::references {
namespace {

Matrix widened(const Values& in) {
  return (matrix_of(in[0]) * matrix_of(in[1])).rowwise() + matrix_of(in[2]).row(0);
}

Matrix before_last(const Values& in) {
  const Matrix a = widened(in).cwiseMax(0);
  const Matrix f = (a * matrix_of(in[3])).rowwise() + matrix_of(in[4]).row(0);
  return in.back().value() * f + matrix_of(in[0]);
}

/// What of d passes through a relu whose input was u.
Matrix passed(const Matrix& d, const Matrix& u) {
  return (u.array() > 0).select(d, Matrix::Zero(d.rows(), d.cols()));
}

}  // namespace

LabCode residual() {
  LabCode lab;
  lab.reference("block",
                [](const Values& in) -> Values { return {array_of(before_last(in).cwiseMax(0))}; });
  lab.reference("block_backward", [](const Values& in) -> Values {
    const Matrix x = matrix_of(in[0]);
    const Matrix u = widened(in);
    const Matrix dz = passed(matrix_of(in[5]), before_last(in));
    const Matrix df = in.back().value() * dz;
    const Matrix du = passed(df * matrix_of(in[3]).transpose(), u);
    return {array_of(du * matrix_of(in[1]).transpose() + dz), array_of(x.transpose() * du),
            row_of(du.colwise().sum().transpose()), array_of(u.cwiseMax(0).transpose() * df),
            row_of(df.colwise().sum().transpose())};
  });
  return lab;
}

}  // namespace assay::practice::references
