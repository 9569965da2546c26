// Decoding step by step with cached keys and values: Shazeer 2019, section 2.4; each step is
// Vaswani et al. 2017, eq. 1, for one query.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {
namespace {

/// One row: the attention of q over the rows of k and v.
Matrix attend(const Matrix& q, const Matrix& k, const Matrix& v) {
  return softmax_rows(q * k.transpose() / std::sqrt(static_cast<double>(q.cols()))) * v;
}

}  // namespace

LabCode kv_cache() {
  LabCode lab;
  lab.reference("step", [](const Values& in) -> Values {
    const Matrix x = matrix_of(in[0]);
    const auto with = [](const Matrix& cached, const Matrix& row) {
      Matrix out(cached.rows() + 1, cached.cols());
      out << cached, row;
      return out;
    };
    const Matrix key = x * matrix_of(in[2]);
    const Matrix value = x * matrix_of(in[3]);
    const Matrix y =
        attend(x * matrix_of(in[1]), with(matrix_of(in[4]), key), with(matrix_of(in[5]), value));
    return {row_of(y.transpose()), row_of(key.transpose()), row_of(value.transpose())};
  });
  lab.reference("generate", [](const Values& in) -> Values {
    const auto steps = static_cast<Eigen::Index>(in[4].value());
    const auto window = static_cast<Eigen::Index>(in[5].value());
    Matrix x = matrix_of(in[0]);
    Matrix keys(steps, x.cols());
    Matrix values(steps, x.cols());
    Matrix y(steps, x.cols());
    for (Eigen::Index t = 0; t < steps; ++t) {
      keys.row(t) = x * matrix_of(in[2]);
      values.row(t) = x * matrix_of(in[3]);
      const Eigen::Index seen = window == 0 ? t + 1 : std::min(window, t + 1);
      y.row(t) = attend(x * matrix_of(in[1]), keys.middleRows(t + 1 - seen, seen),
                        values.middleRows(t + 1 - seen, seen));
      x = y.row(t).array().tanh();
    }
    return {array_of(y)};
  });
  lab.relation(
      "step", "step: the order of the cache does not matter",
      "cached keys and values that are reordered together give the same result",
      [](Draw&, Values in) {
        for (const std::size_t part : {4U, 5U}) {
          in[part] = array_of(matrix_of(in[part]).colwise().reverse());
        }
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
