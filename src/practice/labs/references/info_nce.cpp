// Van den Oord, Li and Vinyals 2018 (L_N), with the similarity q . k / temperature in the place of
// their log-bilinear one, and each query's negatives being the other keys of the batch.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {
namespace {

Matrix similarities(const Values& in) {
  return matrix_of(in[0]) * matrix_of(in[1]).transpose() / in[2].value();
}

/// The rows of a matrix, the last one first.
Array reversed(const Array& rows) {
  return array_of(matrix_of(rows).colwise().reverse());
}

/// The mean loss of the rows of s, each choosing its own place.
double loss_of(const Matrix& s) {
  const Vector most = s.rowwise().maxCoeff();
  const Vector total = (s.colwise() - most).array().exp().rowwise().sum().log();
  return (total + most - s.diagonal()).mean();
}

}  // namespace

LabCode info_nce() {
  LabCode lab;
  lab.reference("info_nce", [](const Values& in) -> Values {
    const Matrix s = similarities(in);
    return {
        Array::number(in[3].value() != 0 ? (loss_of(s) + loss_of(s.transpose())) / 2 : loss_of(s))};
  });
  lab.reference("info_nce_backward", [](const Values& in) -> Values {
    const Matrix s = similarities(in);
    Matrix ds = softmax_rows(s);
    if (in[3].value() != 0) {
      ds = (ds + softmax_rows(s.transpose()).transpose()) / 2;
    }
    ds.diagonal().array() -= 1;
    ds /= static_cast<double>(ds.rows()) * in[2].value();
    return {array_of(ds * matrix_of(in[1])), array_of(ds.transpose() * matrix_of(in[0]))};
  });
  lab.relation(
      "info_nce", "info_nce: the order of the pairs does not matter",
      "pairs that are reordered together are the same pairs",
      [](Draw&, Values in) {
        in[0] = reversed(in[0]);
        in[1] = reversed(in[1]);
        return in;
      },
      [](const Values&, Values out) { return out; });
  return lab;
}

}  // namespace assay::practice::references
