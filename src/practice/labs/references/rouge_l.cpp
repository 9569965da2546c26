// The longest common subsequence of sentences, with recall, precision and F: Lin 2004, section 3.1.
#include "practice/labs/code.h"

#include <algorithm>
#include <vector>

namespace assay::practice::references {
namespace {

double common(const Array& a, const Array& b, bool piece) {
  Array table = Array::zeros({a.size() + 1, b.size() + 1});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const double otherwise = piece ? 0 : std::max(table.at(i - 1, j), table.at(i, j - 1));
      table.at(i, j) = a.data[i - 1] == b.data[j - 1] ? table.at(i - 1, j - 1) + 1 : otherwise;
    }
  }
  return *std::max_element(table.data.begin(), table.data.end());
}

}  // namespace

LabCode rouge_l() {
  LabCode lab;
  lab.reference("common", [](const Values& in) -> Values {
    return {Array::number(common(in[0], in[1], in[2].value() != 0))};
  });
  lab.reference("rouge_l", [](const Values& in) -> Values {
    const double length = common(in[0], in[1], in[3].value() != 0);
    const double recall = length / static_cast<double>(in[1].size());
    const double precision = length / static_cast<double>(in[0].size());
    const double weight = in[2].value() * in[2].value();
    const double f =
        length == 0 ? 0 : (1 + weight) * recall * precision / (recall + weight * precision);
    return {Array::number(recall), Array::number(precision), Array::number(f)};
  });
  lab.relation(
      "common", "common: which is first does not matter",
      "a and b may be exchanged, and both may be read backwards",
      [](Draw&, Values in) {
        std::swap(in[0], in[1]);
        std::reverse(in[0].data.begin(), in[0].data.end());
        std::reverse(in[1].data.begin(), in[1].data.end());
        return in;
      },
      [](const Values&, Values out) { return out; });
  lab.check({"rouge_l: nothing in common", "stability",
             [](Draw& draw) {
               Values in = draw.arguments_of("rouge_l", {{"n", 3}, {"m", 2}});
               for (double& one : in[1].data) {
                 one += 10;
               }
               return Calls{{"rouge_l", in}};
             },
             [](const Calls&, const Outcomes& outcomes) {
               return compare(outcomes[0].results,
                              {Array::number(0), Array::number(0), Array::number(0)}, 0,
                              "where nothing is in common all three are 0, and no 0 / 0");
             }});
  return lab;
}

}  // namespace assay::practice::references
