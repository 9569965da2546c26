// Y = softmax(Q K^T / sqrt(d)) V: Vaswani et al. 2017, eq. 1; the mask of their section 3.2.3.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>
#include <limits>

namespace assay::practice::references {

LabCode attention() {
  LabCode lab;
  lab.reference("attention", [](const Values& in) -> Values {
    const Matrix q = matrix_of(in[0]);
    Matrix s = q * matrix_of(in[1]).transpose() / std::sqrt(static_cast<double>(q.cols()));
    for (Eigen::Index i = 0; i < s.rows() && in[3].value() != 0; ++i) {
      for (Eigen::Index j = i + 1; j < s.cols(); ++j) {
        s(i, j) = -std::numeric_limits<double>::infinity();
      }
    }
    return {array_of(softmax_rows(s) * matrix_of(in[2]))};
  });
  lab.check({"attention: the mask leaks nothing", "invariant",
             [](Draw& draw) {
               Values in = draw.arguments_of("attention", {{"n", 5}});
               in[3] = Array::number(1);
               Values other = in;
               for (std::size_t part = 1; part < 3; ++part) {
                 const std::size_t width = other[part].dim(1);
                 for (std::size_t i = other[part].size() - width; i < other[part].size(); ++i) {
                   other[part].data[i] += 10;
                 }
               }
               return Calls{{"attention", in}, {"attention", other}};
             },
             [](const Calls&, const Outcomes& outcomes) {
               Array before = outcomes[0].results[0];
               Array after = outcomes[1].results[0];
               const std::size_t width = before.dim(1);
               for (Array* one : {&before, &after}) {
                 one->shape[0] -= 1;
                 one->data.resize(one->shape[0] * width);
               }
               return compare({after}, {before}, 1e-12,
                              "another last key and value change rows before the last: these see "
                              "the future",
                              1);
             }});
  lab.relation(
      "attention", "attention: the order of keys does not matter without a mask",
      "keys and values that are reordered together give the same result",
      [](Draw&, Values in) {
        in[3] = Array::number(0);
        return in;
      },
      [](const Values& in, Values out) -> Values {
        if (in[3].value() == 0) {
          return out;
        }
        const Matrix q = matrix_of(in[0]);
        const Matrix s =
            q * matrix_of(in[1]).transpose() / std::sqrt(static_cast<double>(q.cols()));
        return {array_of(softmax_rows(s) * matrix_of(in[2]))};
      });
  return lab;
}

}  // namespace assay::practice::references
