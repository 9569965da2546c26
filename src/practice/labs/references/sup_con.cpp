// Khosla et al. 2020, section 3.2 (L_out), the mean over anchors that have a positive; by s the
// gradient of an anchor's row is softmax minus the even distribution over its positives. The form
// "inside" is their L_in, where the latter is the softmax over the positives alone.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>
#include <limits>

namespace assay::practice::references {
namespace {

struct Rows {
  Matrix s;          ///< Similarities, minus infinity on the diagonal.
  Matrix positives;  ///< Rows that add up to 1, or of zeros.
  double anchors = 0;
};

Rows rows_of(const Values& in) {
  const Matrix z = matrix_of(in[0]);
  Rows out;
  out.s = z * z.transpose() / in[2].value();
  out.s.diagonal().setConstant(-std::numeric_limits<double>::infinity());
  out.positives = Matrix::Zero(z.rows(), z.rows());
  for (Eigen::Index i = 0; i < z.rows(); ++i) {
    for (Eigen::Index j = 0; j < z.rows(); ++j) {
      const bool same =
          in[1].data[static_cast<std::size_t>(i)] == in[1].data[static_cast<std::size_t>(j)];
      out.positives(i, j) = same && i != j ? 1 : 0;
    }
    const double count = out.positives.row(i).sum();
    if (count > 0) {
      out.positives.row(i) /= count;
      out.anchors += 1;
    }
  }
  return out;
}

/// By row, over the positives alone: log of the mean of exp(s), and the softmax.
struct Inside {
  Vector near;
  Matrix share;
};

Inside inside_of(const Rows& rows) {
  Inside out{Vector::Zero(rows.s.rows()), Matrix::Zero(rows.s.rows(), rows.s.cols())};
  for (Eigen::Index i = 0; i < rows.s.rows(); ++i) {
    double most = -std::numeric_limits<double>::infinity();
    for (Eigen::Index j = 0; j < rows.s.cols(); ++j) {
      most = rows.positives(i, j) > 0 ? std::max(most, rows.s(i, j)) : most;
    }
    double total = 0;
    for (Eigen::Index j = 0; j < rows.s.cols(); ++j) {
      if (rows.positives(i, j) > 0) {
        out.share(i, j) = rows.positives(i, j) * std::exp(rows.s(i, j) - most);
        total += out.share(i, j);
      }
    }
    if (total > 0) {
      out.near(i) = most + std::log(total);
      out.share.row(i) /= total;
    }
  }
  return out;
}

Values loss(const Values& in) {
  Rows rows = rows_of(in);
  const Vector most = rows.s.rowwise().maxCoeff();
  const Vector total = (rows.s.colwise() - most).array().exp().rowwise().sum().log();
  rows.s.diagonal().setZero();  // no positive, and no infinity to be multiplied by 0
  Vector near = rows.s.cwiseProduct(rows.positives).rowwise().sum();
  if (in[3].value() != 0) {
    near = inside_of(rows).near;
  }
  const Vector has = rows.positives.rowwise().sum();
  const double sum = (total + most - near).dot(has);
  return {Array::number(rows.anchors == 0 ? 0 : sum / rows.anchors)};
}

Values sup_con_backward(const Values& in) {
  const Rows rows = rows_of(in);
  const Matrix z = matrix_of(in[0]);
  if (rows.anchors == 0) {
    return {Array::zeros(in[0].shape)};
  }
  const Vector has = rows.positives.rowwise().sum();
  Matrix ds = has.asDiagonal() * softmax_rows(rows.s) -
              (in[3].value() != 0 ? inside_of(rows).share : rows.positives);
  ds /= rows.anchors * in[2].value();
  return {array_of(ds * z + ds.transpose() * z)};
}

}  // namespace

LabCode sup_con() {
  LabCode lab;
  lab.reference("sup_con", loss);
  lab.reference("sup_con_backward", sup_con_backward);
  // Anchors with two positives and with one.
  lab.check({"sup_con: classes of different sizes", "value",
             [](Draw& draw) {
               Values in = draw.arguments_of("sup_con", {{"n", 5}, {"d", 2}});
               in[0].data = {1, 0, 0.6, 0.8, -0.8, 0.6, 0, -1, -0.6, 0.8};
               in[1].data = {0, 0, 0, 1, 1};
               in[2] = Array::number(0.5);
               return Calls{{"sup_con", in}};
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               return compare(outcomes[0].results, loss(calls[0].arguments), 1e-7,
                              "every anchor weighs the same, however many positives it has");
             }});
  lab.relation(
      "sup_con", "sup_con: the names of the classes do not matter",
      "labels say who belongs together; called otherwise, they say the same",
      [](Draw&, Values in) {
        for (double& value : in[1].data) {
          value = 7 - 3 * value;
        }
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
