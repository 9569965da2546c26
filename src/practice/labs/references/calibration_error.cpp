// Guo et al. 2017: bins as in their section 2 (reliability diagrams), and there the
// expected and the maximum calibration error. The form "even" has the bins of Nguyen and O'Connor
// 2015, of equal count.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace assay::practice::references {
namespace {

/// The bin of each answer; bins of equal width.
std::vector<std::size_t> by_width(const Array& confidence, std::size_t bins) {
  std::vector<std::size_t> out;
  for (const double one : confidence.data) {
    const double place = std::ceil(one * static_cast<double>(bins)) - 1;
    out.push_back(static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(bins) - 1)));
  }
  return out;
}

/// The same; bins of equal count.
std::vector<std::size_t> by_count(const Array& confidence, std::size_t bins) {
  std::vector<std::size_t> order(confidence.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return confidence.data[a] < confidence.data[b];
  });
  std::vector<std::size_t> out(order.size());
  for (std::size_t b = 0; b < bins; ++b) {
    for (std::size_t i = b * out.size() / bins; i < (b + 1) * out.size() / bins; ++i) {
      out[order[i]] = b;
    }
  }
  return out;
}

Values calibration(const Values& in) {
  const auto bins = static_cast<std::size_t>(in[2].value());
  const Vector confidence = vector_of(in[0]);
  const std::vector<std::size_t> where =
      in[3].value() != 0 ? by_count(in[0], bins) : by_width(in[0], bins);
  Vector gap = Vector::Zero(static_cast<Eigen::Index>(bins));  // sum of correct less confidence
  Vector count = gap;
  for (Eigen::Index i = 0; i < confidence.size(); ++i) {
    const auto b = static_cast<Eigen::Index>(where[static_cast<std::size_t>(i)]);
    gap(b) += in[1].data[static_cast<std::size_t>(i)] - confidence(i);
    count(b) += 1;
  }
  const Vector off = gap.cwiseAbs();
  return {Array::number(off.sum() / static_cast<double>(confidence.size())),
          Array::number(off.cwiseQuotient(count.cwiseMax(1)).maxCoeff())};
}

Values top(const Values& in) {
  const Matrix p = softmax_rows(matrix_of(in[0]));
  Array confidence = Array::zeros({in[0].dim(0)});
  Array correct = confidence;
  for (Eigen::Index i = 0; i < p.rows(); ++i) {
    Eigen::Index at = 0;
    const auto row = static_cast<std::size_t>(i);
    confidence.data[row] = p.row(i).maxCoeff(&at);
    correct.data[row] = static_cast<double>(at) == in[1].data[row] ? 1 : 0;
  }
  return {confidence, correct};
}

}  // namespace

LabCode calibration_error() {
  LabCode lab;
  lab.reference("top", top);
  lab.reference("calibration", calibration);
  // Three edges, two answers on each, and one just above each.
  lab.check(
      {"calibration: on the edges between bins", "value",
       [](Draw& draw) {
         Values in = draw.arguments_of("calibration", {{"n", 9}});
         in[0].data = {0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 0.26, 0.51, 0.76};
         in[1].data = {0, 1, 1, 1, 0, 0, 1, 0, 1};
         in[2] = Array::integer(4);
         return Calls{{"calibration", in}};
       },
       [](const Calls& calls, const Outcomes& outcomes) {
         const Values& in = calls[0].arguments;
         return compare(
             outcomes[0].results, calibration(in), 1e-7,
             in[3].value() != 0
                 ? "nine answers in four bins: the bins' ends are rounded down, each by itself"
                 : "bins are open below and closed above: an edge belongs to the bin below "
                   "it");
       }});
  lab.relation(
      "calibration", "calibration: the order of the answers does not matter",
      "the same answers in reverse order are as well calibrated",
      [](Draw&, Values in) {
        for (std::size_t part = 0; part < 2; ++part) {
          std::reverse(in[part].data.begin(), in[part].data.end());
        }
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
