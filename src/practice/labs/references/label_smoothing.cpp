// Szegedy et al. 2015, section 7: q'(k) = (1 - eps) [k = y] + eps u(k) with u(k) = 1/K, and the
// cross-entropy H(q', p); its gradient by logits is p - q'.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {
namespace {

/// `others`: the label's own class has no share of epsilon.
Matrix smoothed(const Array& label, Eigen::Index classes, double epsilon, bool others) {
  const double each = epsilon / static_cast<double>(others ? classes - 1 : classes);
  Matrix q = Matrix::Constant(static_cast<Eigen::Index>(label.size()), classes, each);
  for (Eigen::Index i = 0; i < q.rows(); ++i) {
    q(i, static_cast<Eigen::Index>(label.data[static_cast<std::size_t>(i)])) =
        1 - epsilon + (others ? 0 : each);
  }
  return q;
}

Values loss(const Values& in) {
  const Matrix x = matrix_of(in[0]);
  const Matrix shifted = x.colwise() - x.rowwise().maxCoeff();
  const Vector total = shifted.array().exp().rowwise().sum().log();
  const Matrix q = smoothed(in[1], x.cols(), in[2].value(), in[3].value() != 0);
  return {Array::number(-(q.array() * (shifted.colwise() - total).array()).sum() /
                        static_cast<double>(x.rows()))};
}

}  // namespace

LabCode label_smoothing() {
  LabCode lab;
  lab.reference("targets", [](const Values& in) -> Values {
    return {array_of(smoothed(in[0], static_cast<Eigen::Index>(in[1].value()), in[2].value(),
                              in[3].value() != 0))};
  });
  lab.reference("loss", loss);
  lab.reference("loss_backward", [](const Values& in) -> Values {
    const Matrix x = matrix_of(in[0]);
    const Matrix q = smoothed(in[1], x.cols(), in[2].value(), in[3].value() != 0);
    return {array_of((softmax_rows(x) - q) / static_cast<double>(x.rows()))};
  });
  lab.relation(
      "loss", "loss: a constant added to a row changes nothing",
      "probabilities do not see a constant added to all logits, so neither may the loss",
      [](Draw&, Values in) {
        for (double& value : in[0].data) {
          value -= 40;
        }
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
