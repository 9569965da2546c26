// y = g (x - mean) / sqrt(var + eps) + b over each row: Ba, Kiros and Hinton 2016, section 3;
// the gradient follows by the chain rule: dx = (dh - mean(dh) - h mean(dh h)) / sqrt(var + eps).
// With `deviation` h = (x - mean) / (s + eps), s over d - 1: dx = (dh - mean(dh)) / (s + eps) - c
// sum(dh c) / ((d - 1) s (s + eps)^2) with c = x - mean.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {
namespace {

constexpr double kEps = 1e-5;

struct Normal {
  Matrix h;
  Vector scale;
  Vector along;  ///< What sum(dh h) counts for: dx = scale (dh - mean(dh) - h along sum(dh h)).
};

Normal normal(const Matrix& x, bool is_deviation) {
  Normal out;
  const Matrix centred = x.colwise() - x.rowwise().mean();
  const Vector squares = centred.array().square().rowwise().sum();
  const auto d = static_cast<double>(x.cols());
  if (is_deviation) {
    const Vector s = (squares.array() / (d - 1)).sqrt();
    out.scale = (s.array() + kEps).inverse();
    out.along = (s.array() + kEps) / s.array() / (d - 1);
  } else {
    out.scale = (squares.array() / d + kEps).sqrt().inverse();
    out.along = Vector::Constant(x.rows(), 1 / d);
  }
  out.h = centred.array().colwise() * out.scale.array();
  return out;
}

}  // namespace

LabCode layer_norm() {
  LabCode lab;
  lab.reference("layer_norm", [](const Values& in) -> Values {
    const Matrix h = normal(matrix_of(in[0]), in[3].value() != 0).h;
    const Matrix y = (h.array().rowwise() * matrix_of(in[1]).row(0).array()).rowwise() +
                     matrix_of(in[2]).row(0).array();
    return {array_of(y)};
  });
  lab.reference("layer_norm_backward", [](const Values& in) -> Values {
    const Normal n = normal(matrix_of(in[0]), in[4].value() != 0);
    const Matrix dy = matrix_of(in[3]);
    const Matrix dh = dy.array().rowwise() * matrix_of(in[1]).row(0).array();
    const Vector along = (dh.array() * n.h.array()).rowwise().sum() * n.along.array();
    const Matrix rest =
        (dh.colwise() - dh.rowwise().mean()).array() - n.h.array().colwise() * along.array();
    return {array_of(rest.array().colwise() * n.scale.array()),
            row_of((dy.array() * n.h.array()).colwise().sum().transpose()),
            row_of(dy.colwise().sum())};
  });
  lab.relation(
      "layer_norm", "layer_norm: a constant added to a row changes nothing",
      "the mean is taken away, so what is added to all of a row is gone",
      [](Draw&, Values in) {
        for (double& value : in[0].data) {
          value += 3;
        }
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
