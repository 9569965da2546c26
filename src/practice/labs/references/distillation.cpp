// Hinton, Vinyals and Dean 2015: the softened softmax, the two parts and the factor T^2 of
// section 2; the gradient of the soft part as in section 2.1 (by logits, times T^2: T (q - p)).
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {
namespace {

Matrix log_softmax(const Matrix& x) {
  const Matrix shifted = x.colwise() - x.rowwise().maxCoeff();
  const Vector total = shifted.array().exp().rowwise().sum().log();
  return shifted.colwise() - total;
}

Values loss(const Values& in) {
  const double t = in[3].value();
  const double alpha = in[4].value();
  const Matrix z = matrix_of(in[0]);
  const Matrix lp = log_softmax(matrix_of(in[1]) / t);
  const Matrix lq = log_softmax(z / t);
  const double soft = in[5].value() != 0 ? (lq.array().exp() * (lq - lp).array()).sum()
                                         : (lp.array().exp() * (lp - lq).array()).sum();
  const Matrix hard = log_softmax(z);
  double right = 0;
  for (Eigen::Index i = 0; i < z.rows(); ++i) {
    right += hard(i, static_cast<Eigen::Index>(in[2].data[static_cast<std::size_t>(i)]));
  }
  return {
      Array::number((alpha * t * t * soft - (1 - alpha) * right) / static_cast<double>(z.rows()))};
}

Values distill_backward(const Values& in) {
  const double t = in[3].value();
  const double alpha = in[4].value();
  const Matrix z = matrix_of(in[0]);
  Matrix hard = softmax_rows(z);
  for (Eigen::Index i = 0; i < z.rows(); ++i) {
    hard(i, static_cast<Eigen::Index>(in[2].data[static_cast<std::size_t>(i)])) -= 1;
  }
  const Matrix q = softmax_rows(z / t);
  Matrix soft = q - softmax_rows(matrix_of(in[1]) / t);
  if (in[5].value() != 0) {  // q (log q - log p - KL), by row
    const Matrix apart = log_softmax(z / t) - log_softmax(matrix_of(in[1]) / t);
    const Vector whole = q.cwiseProduct(apart).rowwise().sum();
    soft = q.cwiseProduct(apart.colwise() - whole);
  }
  return {array_of((alpha * t * soft + (1 - alpha) * hard) / static_cast<double>(z.rows()))};
}

}  // namespace

LabCode distillation() {
  LabCode lab;
  lab.reference("distill", loss);
  lab.reference("distill_backward", distill_backward);
  lab.check({"distill: a student like its teacher", "invariant",
             [](Draw& draw) {
               Values in = draw.arguments_of("distill", {{"n", 3}, {"m", 4}});
               in[4] = Array::number(1);
               for (std::size_t i = 0; i < in[0].size(); ++i) {
                 in[1].data[i] = in[0].data[i] + 2;
               }
               return Calls{{"distill", in}, {"distill_backward", in}};
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               Finding finding =
                   compare(outcomes[0].results, {Array::number(0)}, 1e-9,
                           "a student whose logits are the teacher's but for a constant has "
                           "nothing to learn from it: the loss is 0");
               if (!finding.failed()) {
                 finding = compare(outcomes[1].results, {Array::zeros(calls[1].arguments[0].shape)},
                                   1e-9, "nor is there a gradient then", 1);
               }
               return finding;
             }});
  return lab;
}

}  // namespace assay::practice::references
