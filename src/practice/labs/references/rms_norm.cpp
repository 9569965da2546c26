// y = x g / sqrt(mean(x^2) + eps): Zhang and Sennrich 2019, section 3; with `around` gain 1 + g.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

namespace assay::practice::references {
namespace {

/// What rows are multiplied by.
Matrix gain_of(const Values& in) {
  return matrix_of(in[1]).array() + in.back().value();
}

Vector scale_of(const Matrix& x) {
  return (x.array().square().rowwise().mean() + 1e-6).sqrt().inverse();
}

}  // namespace

LabCode rms_norm() {
  LabCode lab;
  lab.reference("rms_norm", [](const Values& in) -> Values {
    const Matrix x = matrix_of(in[0]);
    const Matrix h = x.array().colwise() * scale_of(x).array();
    return {array_of(h.array().rowwise() * gain_of(in).row(0).array())};
  });
  lab.reference("rms_norm_backward", [](const Values& in) -> Values {
    const Matrix x = matrix_of(in[0]);
    const Matrix dy = matrix_of(in[2]);
    const Vector r = scale_of(x);
    const Matrix h = x.array().colwise() * r.array();
    const Matrix dh = dy.array().rowwise() * gain_of(in).row(0).array();
    const Vector along = (dh.array() * h.array()).rowwise().mean();
    const Matrix rest = dh.array() - h.array().colwise() * along.array();
    return {array_of(rest.array().colwise() * r.array()),
            row_of((dy.array() * h.array()).colwise().sum().transpose())};
  });
  return lab;
}

}  // namespace assay::practice::references
