// h = W x + (alpha / r) B A x, transposed: Hu et al. 2021, section 4.1; with
// `root` alpha / sqrt(r), Kalajdzievski 2023 (rsLoRA, arXiv 2312.03732).
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <cmath>

namespace assay::practice::references {
namespace {

double scale(const Array& alpha, const Matrix& a, const Array& root) {
  const auto rank = static_cast<double>(a.cols());
  return alpha.value() / (root.value() != 0 ? std::sqrt(rank) : rank);
}

}  // namespace

LabCode lora() {
  LabCode lab;
  lab.reference("forward", [](const Values& in) -> Values {
    const Matrix x = matrix_of(in[0]);
    const Matrix a = matrix_of(in[2]);
    const Matrix h = x * a * scale(in[4], a, in[5]);
    return {array_of(x * matrix_of(in[1]) + h * matrix_of(in[3]))};
  });
  lab.reference("merge", [](const Values& in) -> Values {
    const Matrix a = matrix_of(in[1]);
    return {array_of(matrix_of(in[0]) + scale(in[3], a, in[4]) * a * matrix_of(in[2]))};
  });
  lab.reference("backward", [](const Values& in) -> Values {
    const Matrix x = matrix_of(in[0]);
    const Matrix a = matrix_of(in[2]);
    const Matrix dy = matrix_of(in[5]) * scale(in[4], a, in[6]);
    return {array_of(x.transpose() * (dy * matrix_of(in[3]).transpose())),
            array_of((x * a).transpose() * dy)};
  });
  return lab;
}

}  // namespace assay::practice::references
