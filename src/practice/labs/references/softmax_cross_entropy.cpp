// Softmax p_ij = exp(x_ij) / sum_k exp(x_ik), cross-entropy L = -1/n sum_i log p_i,y(i), and its
// gradient (p - onehot(y)) / n: Goodfellow, Bengio and Courville, Deep Learning, section 6.2.2.3.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {

LabCode softmax_cross_entropy() {
  LabCode lab;
  lab.reference("softmax", [](const Values& in) -> Values {
    return {array_of(softmax_rows(matrix_of(in[0])))};
  });
  lab.reference("cross_entropy", [](const Values& in) -> Values {
    const Matrix x = matrix_of(in[0]);
    double loss = 0;
    for (Eigen::Index i = 0; i < x.rows(); ++i) {
      const double most = x.row(i).maxCoeff();
      const double total = (x.row(i).array() - most).exp().sum();
      const double log_z = most + std::log(total);
      loss += log_z - x(i, static_cast<Eigen::Index>(in[1].data[static_cast<std::size_t>(i)])) +
              in[2].value() * log_z * log_z;
    }
    return {Array::number(loss / static_cast<double>(x.rows()))};
  });
  lab.reference("cross_entropy_backward", [](const Values& in) -> Values {
    const Matrix x = matrix_of(in[0]);
    Matrix p = softmax_rows(x);
    for (Eigen::Index i = 0; i < p.rows(); ++i) {
      const double most = x.row(i).maxCoeff();
      const double log_z = most + std::log((x.row(i).array() - most).exp().sum());
      p.row(i) *= 1 + 2 * in[2].value() * log_z;
      p(i, static_cast<Eigen::Index>(in[1].data[static_cast<std::size_t>(i)])) -= 1;
    }
    return {array_of(p / static_cast<double>(p.rows()))};
  });
  lab.relation(
      "softmax", "softmax: a constant added to a row changes nothing",
      "softmax(x + c) is softmax(x), since the factor exp(c) stands above and below the line",
      [](Draw&, Values in) {
        for (double& value : in[0].data) {
          value -= 800;
        }
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
