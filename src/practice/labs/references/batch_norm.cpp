// Ioffe and Szegedy 2015: the forward pass is their algorithm 1, its gradient that of section 3
// (brought together: dx = (dh - mean(dh) - h mean(dh h)) / sqrt(var + eps)), the unbiased running
// variance and the inference are steps 10 and 11 of algorithm 2.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {
namespace {

constexpr double kEps = 1e-5;
using RowVector = Eigen::RowVectorXd;

struct Normal {
  Matrix h;
  RowVector scale;
};

RowVector variance(const Matrix& x) {
  return (x.rowwise() - x.colwise().mean()).array().square().colwise().mean();
}

Normal normal(const Matrix& x) {
  Normal out;
  out.scale = (variance(x).array() + kEps).sqrt().inverse();
  out.h = (x.rowwise() - x.colwise().mean()).array().rowwise() * out.scale.array();
  return out;
}

RowVector feature(const Array& array) {
  return vector_of(array).transpose();
}

Array scaled(const Matrix& h, const Array& gain, const Array& bias) {
  const Matrix y = (h.array().rowwise() * feature(gain).array()).rowwise() + feature(bias).array();
  return array_of(y);
}

Values batch_norm_backward(const Values& in) {
  const Normal n = normal(matrix_of(in[0]));
  const Matrix dy = matrix_of(in[3]);
  const Matrix dh = dy.array().rowwise() * feature(in[1]).array();
  const RowVector along = (dh.array() * n.h.array()).colwise().mean();
  const Matrix rest =
      (dh.rowwise() - dh.colwise().mean()).array() - n.h.array().rowwise() * along.array();
  return {array_of(rest.array().rowwise() * n.scale.array()),
          row_of((dy.array() * n.h.array()).colwise().sum().transpose()),
          row_of(dy.colwise().sum().transpose())};
}

Values running(const Values& in) {
  const Matrix x = matrix_of(in[0]);
  const double m = in[4].value() != 0 ? 1 - in[3].value() : in[3].value();
  const double n = static_cast<double>(x.rows());
  const RowVector mean = m * feature(in[1]) + (1 - m) * x.colwise().mean();
  const RowVector var = m * feature(in[2]) + (1 - m) * n / (n - 1) * variance(x);
  return {row_of(mean.transpose()), row_of(var.transpose())};
}

Values infer(const Values& in) {
  const RowVector scale = (feature(in[4]).array() + kEps).sqrt().inverse();
  const Matrix h = (matrix_of(in[0]).rowwise() - feature(in[3])).array().rowwise() * scale.array();
  return {scaled(h, in[1], in[2])};
}

}  // namespace

LabCode batch_norm() {
  LabCode lab;
  lab.reference("batch_norm", [](const Values& in) -> Values {
    return {scaled(normal(matrix_of(in[0])).h, in[1], in[2])};
  });
  lab.reference("batch_norm_backward", batch_norm_backward);
  lab.reference("running", running);
  lab.reference("batch_norm_infer", infer);
  lab.relation(
      "batch_norm", "batch_norm: a constant added to a feature changes nothing",
      "the mean over the examples is taken away, so what is added to all of them is gone",
      [](Draw&, Values in) {
        for (std::size_t i = 0; i < in[0].size(); ++i) {
          in[0].data[i] += static_cast<double>(i % in[0].dim(1)) + 1;
        }
        return in;
      },
      [](const Values&, Values out) { return out; });
  lab.relation(
      "batch_norm_infer", "batch_norm_infer: an example does not see the others",
      "after training the first example's result depends on no other example",
      [](Draw&, Values in) {
        for (std::size_t i = in[0].dim(1); i < in[0].size(); ++i) {
          in[0].data[i] += 5;
        }
        return in;
      },
      [](const Values& in, Values out) {
        const RowVector scale = (feature(in[4]).array() + kEps).sqrt().inverse();
        for (std::size_t i = in[0].dim(1); i < in[0].size(); ++i) {
          const std::size_t j = i % in[0].dim(1);
          out[0].data[i] += 5 * in[1].data[j] * scale(static_cast<Eigen::Index>(j));
        }
        return out;
      });
  return lab;
}

}  // namespace assay::practice::references
