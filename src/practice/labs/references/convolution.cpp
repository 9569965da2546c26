// Goodfellow, Bengio and Courville, Deep Learning, section 9.5: the strided convolution without
// turning the kernel (eq. 9.8, with a bias and a border of zeros), its gradients by kernel
// (eq. 9.11) and by picture (eq. 9.13). LeCun et al. 1998, section II, is where it comes from.
#include "practice/labs/code.h"
#include "practice/labs/matrix.h"

#include <functional>

namespace assay::practice::references {
namespace {

using Index = Eigen::Index;

struct Place {
  Index stride;
  Index pad;
  Index rows;
  Index columns;
};

Place place_of(const Values& in) {
  const auto whole = [&](std::size_t i) { return static_cast<Index>(in[i].value()); };
  return {whole(3), whole(4), whole(5), whole(6)};
}

/// A channel with its border of zeros.
Matrix padded(const Array& x, std::size_t channel, Index pad) {
  const Matrix inner = slice_of(x, channel);
  Matrix out = Matrix::Zero(inner.rows() + 2 * pad, inner.cols() + 2 * pad);
  out.block(pad, pad, inner.rows(), inner.cols()) = inner;
  return out;
}

/// The kernel as it is laid on the picture; what is turned twice is itself.
Matrix laid(const Matrix& kernel, const Values& in) {
  return in.back().value() != 0 ? Matrix(kernel.reverse()) : kernel;
}

Values convolve(const Values& in) {
  const Place at = place_of(in);
  const Array& kernel = in[1];
  Array y = Array::zeros(
      {kernel.dim(0), static_cast<std::size_t>(at.rows), static_cast<std::size_t>(at.columns)});
  for (std::size_t o = 0; o < kernel.dim(0); ++o) {
    Matrix sum = Matrix::Constant(at.rows, at.columns, in[2].data[o]);
    for (std::size_t c = 0; c < kernel.dim(1); ++c) {
      const Matrix x = padded(in[0], c, at.pad);
      const Matrix k = laid(slice_of(kernel, o * kernel.dim(1) + c), in);
      for (Index i = 0; i < at.rows; ++i) {
        for (Index j = 0; j < at.columns; ++j) {
          sum(i, j) +=
              x.block(i * at.stride, j * at.stride, k.rows(), k.cols()).cwiseProduct(k).sum();
        }
      }
    }
    set_slice(y, o, sum);
  }
  return {y};
}

Values convolve_backward(const Values& in) {
  const Place at = place_of(in);
  const Array& kernel = in[1];
  Array dx = Array::zeros(in[0].shape);
  Array dkernel = Array::zeros(kernel.shape);
  Array dbias = Array::zeros(in[2].shape);
  for (std::size_t c = 0; c < kernel.dim(1); ++c) {
    const Matrix x = padded(in[0], c, at.pad);
    Matrix wide = Matrix::Zero(x.rows(), x.cols());
    for (std::size_t o = 0; o < kernel.dim(0); ++o) {
      const std::size_t slice = o * kernel.dim(1) + c;
      const Matrix k = laid(slice_of(kernel, slice), in);
      const Matrix dy = slice_of(in[7], o);
      Matrix dk = Matrix::Zero(k.rows(), k.cols());
      for (Index i = 0; i < at.rows; ++i) {
        for (Index j = 0; j < at.columns; ++j) {
          dk += dy(i, j) * x.block(i * at.stride, j * at.stride, k.rows(), k.cols());
          wide.block(i * at.stride, j * at.stride, k.rows(), k.cols()) += dy(i, j) * k;
        }
      }
      set_slice(dkernel, slice, laid(dk, in));
      dbias.data[o] = dy.sum();
    }
    set_slice(dx, c, wide.block(at.pad, at.pad, x.rows() - 2 * at.pad, x.cols() - 2 * at.pad));
  }
  return {dx, dkernel, dbias};
}

}  // namespace

LabCode convolution() {
  LabCode lab;
  lab.reference("convolve", convolve);
  lab.reference("convolve_backward", convolve_backward);
  lab.check({"convolve: a kernel that copies", "invariant",
             [](Draw& draw) {
               Values in = draw.arguments_of("convolve", {{"c", 1},
                                                          {"o", 1},
                                                          {"r", 3},
                                                          {"q", 3},
                                                          {"stride", 1},
                                                          {"pad", 1},
                                                          {"rows", 3},
                                                          {"columns", 2}});
               in[1] = Array::zeros(in[1].shape);
               in[1].data[4] = 1;
               in[2].data[0] = 0;
               return Calls{{"convolve", in}};
             },
             [](const Calls& calls, const Outcomes& outcomes) {
               return compare(outcomes[0].results, {calls[0].arguments[0]}, 1e-12,
                              "a kernel of 3 by 3 with a single 1 in its middle gives the picture "
                              "itself, when the padding is 1");
             }});
  return lab;
}

}  // namespace assay::practice::references
