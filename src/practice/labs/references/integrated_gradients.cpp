// Sundararajan, Taly and Yan 2017: integrated gradients (section 3) by the sum of section 5; the
// attributions add up to f(x) - f(baseline) by their proposition 1.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {
namespace {

/// The model's weights, behind the arguments for points.
struct Model {
  Matrix w1;
  Vector b1;
  Vector w2;
  Model(const Values& in, std::size_t from)
      : w1(matrix_of(in[from])), b1(vector_of(in[from + 1])), w2(vector_of(in[from + 2])) {}
  [[nodiscard]] Vector hidden(const Vector& x) const {
    return (w1.transpose() * x + b1).array().tanh();
  }
  [[nodiscard]] double value(const Vector& x) const { return hidden(x).dot(w2); }
  [[nodiscard]] Vector gradient(const Vector& x) const {
    const Vector slope = w2.array() * (1 - hidden(x).array().square());
    return w1 * slope;
  }
};

Vector integrated(const Values& in) {
  const Model model(in, 2);
  const Vector from = vector_of(in[1]);
  const Vector way = vector_of(in[0]) - from;
  const int steps = static_cast<int>(in[5].value());
  Vector sum = Vector::Zero(way.size());
  for (int k = 1; k <= steps; ++k) {
    const double at = in[6].value() != 0 ? k - 0.5 : k;
    sum += model.gradient(from + at / steps * way);
  }
  return way.cwiseProduct(sum / steps);
}

}  // namespace

LabCode integrated_gradients() {
  LabCode lab;
  lab.reference("model", [](const Values& in) -> Values {
    return {Array::number(Model(in, 1).value(vector_of(in[0])))};
  });
  lab.reference("model_gradient", [](const Values& in) -> Values {
    return {row_of(Model(in, 1).gradient(vector_of(in[0])))};
  });
  lab.reference("integrated_gradients",
                [](const Values& in) -> Values { return {row_of(integrated(in))}; });
  lab.check({"integrated_gradients: nothing is lost", "invariant",
             [](Draw& draw) {
               Values in = draw.arguments_of("integrated_gradients", {{"d", 3}, {"h", 3}});
               constexpr double kSteps = 1000;
               in[5].data[0] = kSteps;
               return Calls{{"integrated_gradients", in}};
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               const Values& in = calls[0].arguments;
               const Model model(in, 2);
               const double whole = model.value(vector_of(in[0])) - model.value(vector_of(in[1]));
               return compare({Array::number(vector_of(outcomes[0].results[0]).sum())},
                              {Array::number(whole)}, 0.03,
                              "over a thousand steps the attributions are to add up to what the "
                              "model gives for x less what it gives for the baseline");
             }});
  return lab;
}

}  // namespace assay::practice::references
