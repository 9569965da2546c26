// The state and its recurrence: Milakov and Gimelshein 2018, section 3 (algorithm 3); with the sum
// of values and in blocks: Dao et al. 2022, section 3.1 and algorithm 1.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::practice::references {

LabCode online_softmax() {
  LabCode lab;
  lab.reference("merge", [](const Values& in) -> Values {
    const Vector top = vector_of(in[0]).cwiseMax(vector_of(in[3]));
    const Vector a = (vector_of(in[0]) - top).array().exp();
    const Vector b = (vector_of(in[3]) - top).array().exp();
    const Vector total = a.cwiseProduct(vector_of(in[1])) + b.cwiseProduct(vector_of(in[4]));
    const Matrix sum = a.asDiagonal() * matrix_of(in[2]) + b.asDiagonal() * matrix_of(in[5]);
    return {row_of(top), row_of(total), array_of(sum)};
  });
  lab.reference("attend", [](const Values& in) -> Values {
    const Matrix q = matrix_of(in[0]);
    Matrix s = q * matrix_of(in[1]).transpose() / std::sqrt(static_cast<double>(q.cols()));
    for (Eigen::Index i = 0; i < s.rows() && in[4].value() != 0; ++i) {
      if (i + 1 < s.cols()) {
        s.row(i).tail(s.cols() - i - 1).setConstant(-std::numeric_limits<double>::infinity());
      }
    }
    const Vector top = s.rowwise().maxCoeff();
    const Vector sums = (s.colwise() - top).array().exp().rowwise().sum();
    const Vector logsum = top.array() + sums.array().log();
    return {array_of(softmax_rows(s) * matrix_of(in[2])), row_of(logsum)};
  });
  lab.relation(
      "merge", "merge: the order of two states does not matter",
      "the state over both sets is the same whichever comes first",
      [](Draw&, Values in) {
        for (std::size_t part = 0; part < 3; ++part) {
          std::swap(in[part], in[part + 3]);
        }
        return in;
      },
      [](const Values&, Values out) { return out; });
  lab.relation(
      "attend", "attend: the block does not matter",
      "the result does not depend on how many keys are taken at a time",
      [](Draw&, Values in) {
        in[3].data[0] = in[3].value() == 1 ? 5 : 1;
        return in;
      },
      [](const Values&, Values out) { return out; }, 1e-9);
  return lab;
}

}  // namespace assay::practice::references
