// Pascanu, Mikolov and Bengio 2012, algorithm 1 (section 3.2), the norm being that of all
// parameters together; accumulation is the mean over examples written as a sum over parts.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

namespace assay::practice::references {
namespace {

/// min(1, limit / norm), nothing divided where the norm is small.
double factor(double norm, double limit) {
  return norm > limit ? limit / norm : 1;
}

Vector accumulated(const Values& in) {
  const Vector count = vector_of(in[1]);
  return (matrix_of(in[0]).transpose() * count) / count.sum();
}

Values clip(const Values& in) {
  const Matrix a = matrix_of(in[0]);
  const Vector b = vector_of(in[1]);
  Vector all(a.size() + b.size());
  all << Eigen::Map<const Vector>(a.data(), a.size()), b;
  const double norm = all.stableNorm();
  const double limit = in[2].value();
  if (in[3].value() != 0) {
    return {array_of(a.cwiseMax(-limit).cwiseMin(limit)),
            row_of(b.cwiseMax(-limit).cwiseMin(limit)), Array::number(norm)};
  }
  const double by = factor(norm, limit);
  return {array_of(a * by), row_of(b * by), Array::number(norm)};
}

}  // namespace

LabCode clipping() {
  LabCode lab;
  lab.reference("clip", clip);
  lab.reference("accumulate", [](const Values& in) -> Values { return {row_of(accumulated(in))}; });
  lab.reference("step_gradient", [](const Values& in) -> Values {
    const Vector all = accumulated(in);
    const double limit = in[2].value();
    if (in[3].value() != 0) {
      return {row_of(all.cwiseMax(-limit).cwiseMin(limit))};
    }
    return {row_of(all * factor(all.stableNorm(), limit))};
  });
  lab.relation(
      "accumulate", "accumulate: the order of the parts does not matter",
      "the parts in reverse order are the same examples",
      [](Draw&, Values in) {
        const Matrix turned = matrix_of(in[0]).colwise().reverse();
        const Vector count = vector_of(in[1]).reverse();
        in[0] = array_of(turned);
        const bool whole = in[1].integers;
        in[1] = row_of(count);
        in[1].integers = whole;
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
