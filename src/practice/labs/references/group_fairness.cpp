// Hardt, Price and Srebro 2016: equalised odds and equal opportunity are their definitions 2.1 and
// 2.2 (section 2), demographic parity as in their introduction; each as the largest gap between
// groups. The form "ratio" divides, as the rule of four fifths of the Uniform Guidelines on
// Employee Selection Procedures (1978) does.
#include "practice/labs/code.h"

#include <algorithm>
#include <map>

namespace assay::practice::references {
namespace {

/// Which label is looked at; all people without one.
struct Label {
  const Array* labels = nullptr;
  double wanted = 0;
};

double gap(const Array& prediction, const Array& group, bool ratio, Label label = {}) {
  struct Count {
    double people = 0;
    double positive = 0;
  };
  std::map<double, Count> groups;
  for (std::size_t i = 0; i < prediction.size(); ++i) {
    if (label.labels == nullptr || label.labels->data[i] == label.wanted) {
      Count& count = groups[group.data[i]];
      count.people += 1;
      count.positive += prediction.data[i];
    }
  }
  double least = 1;
  double most = 0;
  for (const auto& [name, count] : groups) {
    least = std::min(least, count.positive / count.people);
    most = std::max(most, count.positive / count.people);
  }
  if (ratio) {
    return most == 0 ? 1 : least / most;
  }
  return groups.empty() ? 0 : most - least;
}

}  // namespace

LabCode group_fairness() {
  LabCode lab;
  lab.reference("demographic_parity", [](const Values& in) -> Values {
    return {Array::number(gap(in[0], in[1], in[2].value() != 0))};
  });
  lab.reference("equal_opportunity", [](const Values& in) -> Values {
    return {Array::number(gap(in[0], in[2], in[3].value() != 0, {&in[1], 1}))};
  });
  lab.reference("equalised_odds", [](const Values& in) -> Values {
    const bool ratio = in[3].value() != 0;
    const double no = gap(in[0], in[2], ratio, {&in[1], 0});
    const double yes = gap(in[0], in[2], ratio, {&in[1], 1});
    return {Array::number(ratio ? std::min(no, yes) : std::max(no, yes))};
  });
  lab.relation(
      "equalised_odds", "equalised_odds: a prediction that is always right",
      "whoever predicts the label itself treats all with the same label alike",
      [](Draw&, Values in) {
        in[0] = in[1];
        return in;
      },
      [](const Values& in, const Values&) -> Values {
        return {Array::number(in[3].value() != 0 ? 1 : 0)};
      });
  lab.relation(
      "demographic_parity", "demographic_parity: yes and no exchanged",
      "a gap in positive predictions is the same gap in negative ones",
      [](Draw&, Values in) {
        if (in[2].value() != 0) {
          return in;  // ratios of the one say nothing of the other's
        }
        for (double& value : in[0].data) {
          value = 1 - value;
        }
        return in;
      },
      [](const Values&, Values out) { return out; }, 1e-9);
  return lab;
}

}  // namespace assay::practice::references
