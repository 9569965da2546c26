// Rafailov et al. 2023, eq. 7; the gradient as in their section 4 (what the DPO update does).
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {
namespace {

Vector margins(const Values& in) {
  return in[4].value() *
         ((vector_of(in[0]) - vector_of(in[2])) - (vector_of(in[1]) - vector_of(in[3])));
}

/// IPO: how far h = z / beta is above 1 / (2 beta).
Vector too_much(const Values& in) {
  return (margins(in).array() - 0.5) / in[4].value();
}

double softplus(double z) {
  return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z)));
}

Values log_probability(const Values& in) {
  const Matrix x = matrix_of(in[0]);
  double sum = 0;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    const double most = x.row(i).maxCoeff();
    const double total = most + std::log((x.row(i).array() - most).exp().sum());
    sum += in[2].data[row] * (x(i, static_cast<Eigen::Index>(in[1].data[row])) - total);
  }
  return {Array::number(sum)};
}

}  // namespace

LabCode dpo() {
  LabCode lab;
  lab.reference("log_probability", log_probability);
  lab.reference("dpo", [](const Values& in) -> Values {
    if (in[5].value() != 0) {
      return {Array::number(too_much(in).array().square().mean())};
    }
    return {Array::number((-margins(in)).unaryExpr(&softplus).mean())};
  });
  lab.reference("dpo_backward", [](const Values& in) -> Values {
    if (in[5].value() != 0) {
      const Vector pull = 2 / static_cast<double>(in[0].size()) * too_much(in);
      return {row_of(pull), row_of(-pull)};
    }
    const Vector z = margins(in);
    const Vector wrong = z.unaryExpr([](double v) { return std::exp(-softplus(v)); });
    const Vector d = -in[4].value() / static_cast<double>(z.size()) * wrong;
    return {row_of(d), row_of(-d)};
  });
  lab.relation(
      "dpo", "dpo: a prompt that is easier for all",
      "what is added to the log-probabilities of a pair by policy and reference alike is gone",
      [](Draw&, Values in) {
        for (std::size_t part = 0; part < 4; ++part) {
          for (double& value : in[part].data) {
            value += part % 2 == 0 ? 4 : -3;
          }
        }
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
