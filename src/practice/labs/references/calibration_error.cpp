// Guo et al. 2017: bins as in their section 2 (reliability diagrams), and there the
// expected and the maximum calibration error.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <algorithm>
#include <cmath>

namespace assay::practice::references {
namespace {

Values calibration(const Values& in) {
  const auto bins = static_cast<std::size_t>(in[2].value());
  const Vector confidence = vector_of(in[0]);
  Vector gap = Vector::Zero(static_cast<Eigen::Index>(bins));  // sum of correct less confidence
  Vector count = gap;
  for (Eigen::Index i = 0; i < confidence.size(); ++i) {
    const double place = std::ceil(confidence(i) * static_cast<double>(bins)) - 1;
    const auto b = static_cast<Eigen::Index>(std::clamp(place, 0.0, static_cast<double>(bins) - 1));
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

/// The last bin's lower edge and what lies just above it, half of each being right.
Values edge() {
  return {Array::vector({0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 0.26, 0.51, 0.76}),
          Array::vector({0, 1, 1, 1, 0, 0, 1, 0, 1}), Array::integer(4)};
}

}  // namespace

LabCode calibration_error() {
  LabCode lab;
  lab.reference("top", top);
  lab.reference("calibration", calibration);
  lab.example("calibration", "calibration: on the edges between bins",
              "bins are open below and closed above: an edge belongs to the bin below it",
              {edge()});
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
