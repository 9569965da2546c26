// Y = softmax(Q K^T / sqrt(d)) V: Vaswani et al. 2017, eq. 1; the mask of their section 3.2.3,
// or with `backward` the one that hides what is before.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>
#include <limits>

namespace assay::practice::references {
namespace {

/// Whether query i may see key j.
bool sees(Eigen::Index i, Eigen::Index j, const Values& in) {
  return in[3].value() == 0 || (in[4].value() != 0 ? j >= i : j <= i);
}

/// Another key and value at the end of what nobody but its own row may see: the last row, or the
/// first one where text is read from its end.
Calls plan_leak(Draw& draw) {
  Values in = draw.arguments_of("attention", {{"n", 5}});
  in[3] = Array::number(1);
  const std::size_t row = in[4].value() != 0 ? 0 : 4;
  Calls calls = {{"attention", in}};
  for (const double more : {1000.0, -1000.0}) {
    Values other = in;
    for (std::size_t part = 1; part < 3; ++part) {
      for (std::size_t j = 0; j < other[part].dim(1); ++j) {
        other[part].at(row, j) += more;
      }
    }
    calls.push_back({"attention", other});
  }
  return calls;
}

Array without_row(Array y, bool first) {
  const auto width = static_cast<std::ptrdiff_t>(y.dim(1));
  y.shape[0] -= 1;
  y.data.erase(first ? y.data.begin() : y.data.end() - width,
               first ? y.data.begin() + width : y.data.end());
  return y;
}

Finding judge_leak(const Calls& calls, const Outcomes& outcomes) {
  const bool first = calls[0].arguments[4].value() != 0;
  const Array before = without_row(outcomes[0].results[0], first);
  for (std::size_t i = 1; i < outcomes.size(); ++i) {
    Finding found = compare({without_row(outcomes[i].results[0], first)}, {before}, 1e-12,
                            first ? "another first key and value change rows after the first: "
                                    "these see what the mask hides"
                                  : "another last key and value change rows before the last: these "
                                    "see the future",
                            i);
    if (found.failed()) {
      return found;
    }
  }
  return {};
}

}  // namespace

LabCode attention() {
  LabCode lab;
  lab.reference("attention", [](const Values& in) -> Values {
    const Matrix q = matrix_of(in[0]);
    Matrix s = q * matrix_of(in[1]).transpose() / std::sqrt(static_cast<double>(q.cols()));
    for (Eigen::Index i = 0; i < s.rows(); ++i) {
      for (Eigen::Index j = 0; j < s.cols(); ++j) {
        s(i, j) = sees(i, j, in) ? s(i, j) : -std::numeric_limits<double>::infinity();
      }
    }
    return {array_of(softmax_rows(s) * matrix_of(in[2]))};
  });
  lab.check({"attention: the mask leaks nothing", "invariant", plan_leak, judge_leak});
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
