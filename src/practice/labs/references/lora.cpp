// h = W x + (alpha / r) B A x, transposed: Hu et al. 2021, eq. 3 and section 4.1.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

namespace assay::practice::references {

LabCode lora() {
  LabCode lab;
  lab.reference("forward", [](const Values& in) -> Values {
    const Matrix x = matrix_of(in[0]);
    const Matrix a = matrix_of(in[2]);
    const double scale = in[4].value() / static_cast<double>(a.cols());
    const Matrix h = x * a * scale;
    return {array_of(x * matrix_of(in[1]) + h * matrix_of(in[3]))};
  });
  lab.reference("merge", [](const Values& in) -> Values {
    const Matrix a = matrix_of(in[1]);
    return {array_of(matrix_of(in[0]) +
                     in[3].value() / static_cast<double>(a.cols()) * a * matrix_of(in[2]))};
  });
  lab.reference("backward", [](const Values& in) -> Values {
    const Matrix x = matrix_of(in[0]);
    const Matrix a = matrix_of(in[2]);
    const Matrix dy = matrix_of(in[5]) * (in[4].value() / static_cast<double>(a.cols()));
    return {array_of(x.transpose() * (dy * matrix_of(in[3]).transpose())),
            array_of((x * a).transpose() * dy)};
  });
  return lab;
}

}  // namespace assay::practice::references
