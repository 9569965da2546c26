// MultiHead(Q, K, V) = Concat(head_1, ..., head_h) W^O: Vaswani et al. 2017, section 3.2.2, with
// eq. 1 in each head; the projections of all heads side by side.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>
#include <limits>

namespace assay::practice::references {

LabCode multi_head() {
  LabCode lab;
  lab.reference("multi_head", [](const Values& in) -> Values {
    const Matrix x = matrix_of(in[0]);
    const auto heads = static_cast<Eigen::Index>(in[5].value());
    const Eigen::Index d = x.cols() / heads;
    const Matrix q = x * matrix_of(in[1]);
    const Matrix k = x * matrix_of(in[2]);
    const Matrix v = x * matrix_of(in[3]);
    Matrix all(x.rows(), x.cols());
    for (Eigen::Index a = 0; a < heads; ++a) {
      Matrix s = q.middleCols(a * d, d) * k.middleCols(a * d, d).transpose() /
                 std::sqrt(static_cast<double>(d));
      for (Eigen::Index i = 0; i < s.rows() && in[6].value() != 0; ++i) {
        s.row(i).tail(s.cols() - i - 1).setConstant(-std::numeric_limits<double>::infinity());
      }
      all.middleCols(a * d, d) = softmax_rows(s) * v.middleCols(a * d, d);
    }
    return {array_of(all * matrix_of(in[4]))};
  });
  lab.check({"multi_head: the order of positions", "invariant",
             [](Draw& draw) {
               Values in = draw.arguments_of("multi_head", {{"n", 4}, {"h", 2}});
               Values other = in;
               if (in[6].value() == 0) {
                 const std::size_t width = in[0].dim(1);
                 for (std::size_t i = 0; i < in[0].size(); ++i) {
                   other[0].data[i] = in[0].data[(3 - i / width) * width + i % width];
                 }
               }
               return Calls{{"multi_head", in}, {"multi_head", other}};
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               Array back = outcomes[1].results[0];
               const std::size_t width = back.dim(1);
               for (std::size_t i = 0; i < back.size() && calls[0].arguments[6].value() == 0; ++i) {
                 back.data[i] = outcomes[1].results[0].data[(3 - i / width) * width + i % width];
               }
               return compare(
                   {back}, {outcomes[0].results[0]}, 1e-9,
                   "positions in another order give the same rows in that order: nothing "
                   "in attention knows where a row stands",
                   1);
             }});
  return lab;
}

}  // namespace assay::practice::references
