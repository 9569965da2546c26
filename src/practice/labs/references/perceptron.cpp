// y = tanh(x W1 + b1) W2 + b2 and its gradients: Rumelhart, Hinton and Williams 1986,
// with tanh in the place of the logistic function, which `logistic` brings back.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

namespace assay::practice::references {
namespace {

Matrix hidden(const Values& in) {
  const Matrix z = (matrix_of(in[0]) * matrix_of(in[1])).rowwise() + matrix_of(in[2]).row(0);
  if (in.back().value() != 0) {
    return (1 + (-z.array()).exp()).inverse();
  }
  return z.array().tanh();
}

}  // namespace

LabCode perceptron() {
  LabCode lab;
  lab.reference("forward", [](const Values& in) -> Values {
    const Matrix y = (hidden(in) * matrix_of(in[3])).rowwise() + matrix_of(in[4]).row(0);
    return {array_of(y)};
  });
  lab.reference("backward", [](const Values& in) -> Values {
    const Matrix a = hidden(in);
    const Matrix dy = matrix_of(in[5]);
    const Matrix da = dy * matrix_of(in[3]).transpose();
    const Matrix bend = in.back().value() != 0 ? Matrix(a.array() * (1 - a.array()))
                                               : Matrix(1 - a.array().square());
    const Matrix dz = da.array() * bend.array();
    return {array_of(dz * matrix_of(in[1]).transpose()),
            array_of(matrix_of(in[0]).transpose() * dz), row_of(dz.colwise().sum()),
            array_of(a.transpose() * dy), row_of(dy.colwise().sum())};
  });
  return lab;
}

}  // namespace assay::practice::references
