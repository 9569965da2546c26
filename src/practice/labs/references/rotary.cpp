// Su et al. 2021 (RoFormer), eq. 34.
#include "practice/labs/code.h"

#include <cmath>

namespace assay::practice::references {

LabCode rotary() {
  LabCode lab;
  lab.reference("rotate", [](const Values& in) -> Values {
    Array y = in[0];
    const std::size_t d = y.dim(1);
    for (std::size_t r = 0; r < y.dim(0); ++r) {
      for (std::size_t i = 0; i < d; i += 2) {
        const double angle =
            in[1].data[r] * std::pow(10000.0, -static_cast<double>(i) / static_cast<double>(d));
        const std::size_t first = in[2].value() != 0 ? i / 2 : i;
        const std::size_t second = in[2].value() != 0 ? i / 2 + d / 2 : i + 1;
        const double a = in[0].at(r, first);
        const double b = in[0].at(r, second);
        y.at(r, first) = a * std::cos(angle) - b * std::sin(angle);
        y.at(r, second) = a * std::sin(angle) + b * std::cos(angle);
      }
    }
    return {y};
  });
  lab.check({"rotate: scores depend on distance alone", "invariant",
             [](Draw& draw) {
               Values in = draw.arguments_of("rotate", {{"n", 2}});
               Values later = in;
               for (double& value : later[1].data) {
                 value += 1000;
               }
               return Calls{{"rotate", in}, {"rotate", later}};
             },
             [](const Calls&, const Outcomes& outcomes) {
               const auto score = [](const Array& y) {
                 double sum = 0;
                 for (std::size_t i = 0; i < y.dim(1); ++i) {
                   sum += y.at(0, i) * y.at(1, i);
                 }
                 return Array::number(sum);
               };
               return compare({score(outcomes[1].results[0])}, {score(outcomes[0].results[0])},
                              1e-9,
                              "two rows moved by the same distance have another dot product: it is "
                              "to depend on the difference of their positions alone",
                              1);
             }});
  return lab;
}

}  // namespace assay::practice::references
