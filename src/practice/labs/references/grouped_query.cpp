// Query heads in groups that share keys and values: Ainslie et al. 2023, section 2.2; each is
// attention as in Vaswani et al. 2017, eq. 1.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {

LabCode grouped_query() {
  LabCode lab;
  lab.reference("grouped_query", [](const Values& in) -> Values {
    const std::size_t heads = in[0].dim(0);
    const std::size_t groups = in[1].dim(0);
    Array y = Array::zeros({heads, in[0].dim(1), in[2].dim(2)});
    for (std::size_t a = 0; a < heads; ++a) {
      const std::size_t group = in[3].value() != 0 ? a % groups : a / (heads / groups);
      const Matrix q = slice_of(in[0], a);
      const Matrix s =
          q * slice_of(in[1], group).transpose() / std::sqrt(static_cast<double>(q.cols()));
      set_slice(y, a, softmax_rows(s) * slice_of(in[2], group));
    }
    return {y};
  });
  lab.relation(
      "grouped_query", "grouped_query: the order of keys does not matter",
      "keys and values that are reordered together give the same result",
      [](Draw&, Values in) {
        const auto turn_rows = [](Array& array) {
          for (std::size_t i = 0; i < array.dim(0); ++i) {
            set_slice(array, i, slice_of(array, i).colwise().reverse());
          }
        };
        turn_rows(in[1]);
        turn_rows(in[2]);
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
