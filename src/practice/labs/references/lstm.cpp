// Hochreiter and Schmidhuber 1997, section 4, with the forget gate that came later, as in
// Goodfellow, Bengio and Courville, Deep Learning, section 10.10.1 (the candidate by tanh); the
// gradient by the chain rule.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

namespace assay::practice::references {
namespace {

struct Gates {
  Matrix i;
  Matrix f;
  Matrix g;
  Matrix o;
  Matrix state;
};

Matrix logistic(const Matrix& z) {
  return ((z.array() / 2).tanh() + 1) / 2;  // without exp, which could overflow
}

Gates gates_of(const Values& in) {
  const Matrix c = matrix_of(in[2]);
  const Matrix z =
      (matrix_of(in[0]) * matrix_of(in[3]) + matrix_of(in[1]) * matrix_of(in[4])).rowwise() +
      matrix_of(in[5]).row(0);
  const Eigen::Index m = c.cols();
  Gates out;
  out.i = logistic(z.leftCols(m));
  out.f = logistic(z.middleCols(m, m));
  if (in.back().value() != 0) {
    out.i = 1 - out.f.array();
  }
  out.g = z.middleCols(2 * m, m).array().tanh();
  out.o = logistic(z.rightCols(m));
  out.state = out.f.cwiseProduct(c) + out.i.cwiseProduct(out.g);
  return out;
}

Values cell(const Values& in) {
  const Gates gates = gates_of(in);
  const Matrix shown = gates.state.array().tanh();
  return {array_of(gates.o.cwiseProduct(shown)), array_of(gates.state)};
}

Values cell_backward(const Values& in) {
  const Gates to = gates_of(in);
  const auto shown = to.state.array().tanh().eval();
  const Matrix dh = matrix_of(in[6]);
  const Matrix dstate = matrix_of(in[7]).array() + dh.array() * to.o.array() * (1 - shown.square());
  const auto ds = dstate.array();
  const Eigen::Index m = dh.cols();
  Matrix dz(dh.rows(), 4 * m);
  dz.leftCols(m) = ds * to.g.array() * to.i.array() * (1 - to.i.array());
  Matrix kept = matrix_of(in[2]);
  if (in.back().value() != 0) {
    dz.leftCols(m).setZero();
    kept -= to.g;
  }
  dz.middleCols(m, m) = ds * kept.array() * to.f.array() * (1 - to.f.array());
  dz.middleCols(2 * m, m) = ds * to.i.array() * (1 - to.g.array().square());
  dz.rightCols(m) = dh.array() * shown * to.o.array() * (1 - to.o.array());
  return {array_of(dz * matrix_of(in[3]).transpose()), array_of(dz * matrix_of(in[4]).transpose()),
          array_of(dstate.cwiseProduct(to.f)),         array_of(matrix_of(in[0]).transpose() * dz),
          array_of(matrix_of(in[1]).transpose() * dz), row_of(dz.colwise().sum().transpose())};
}

}  // namespace

LabCode lstm() {
  LabCode lab;
  lab.reference("cell", cell);
  lab.reference("cell_backward", cell_backward);
  lab.check({"cell: a state that is kept", "invariant",
             [](Draw& draw) {
               Values in = draw.arguments_of("cell", {{"n", 2}, {"m", 2}});
               constexpr double kWide = 60;
               in[3] = Array::zeros(in[3].shape);
               in[4] = Array::zeros(in[4].shape);
               in[5].data = {-kWide, -kWide, kWide, kWide, 1, 1, 0, 0};
               return Calls{{"cell", in}};
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               return compare({outcomes[0].results[1]}, {calls[0].arguments[2]}, 1e-12,
                              "with the forget gate open and the input gate shut, the state is to "
                              "stay as it is");
             }});
  return lab;
}

}  // namespace assay::practice::references
