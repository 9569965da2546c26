#include "lab.h"

#include <cmath>
#include <vector>

using Rows = std::vector<std::vector<double>>;

// The gradient by each similarity, and the loss.
static Rows weights(lab::In z, lab::In label, double temperature, double& loss) {
  const std::size_t n = z.dim(0);
  Rows w(n, std::vector<double>(n));
  double anchors = 0;
  loss = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<double> s(n);
    double count = 0, near = 0, top = -INFINITY, total = 0;
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t c = 0; c < z.dim(1); ++c) s[j] += z(i, c) * z(j, c);
      s[j] /= temperature;
      if (j == i) continue;
      const double next = std::fmax(top, s[j]);
      total = total * std::exp(top - next) + std::exp(s[j] - next);
      top = next;
      if (label[i] == label[j]) count += 1, near += s[j];
    }
    if (count == 0) continue;
    anchors += 1;
    loss += top + std::log(total) - near / count;
    for (std::size_t j = 0; j < n; ++j)
      if (j != i) w[i][j] = std::exp(s[j] - top) / total - (label[i] == label[j] ? 1 / count : 0);
  }
  const double scale = anchors > 0 ? 1 / anchors : 0;
  loss *= scale;
  for (auto& row : w)
    for (double& v : row) v *= scale / temperature;
  return w;
}

void sup_con(lab::In z, lab::In label, double temperature, double& loss) {
  weights(z, label, temperature, loss);
}

void sup_con_backward(lab::In z, lab::In label, double temperature, lab::Out dz) {
  double loss = 0;
  const Rows w = weights(z, label, temperature, loss);
  for (std::size_t i = 0; i < z.dim(0); ++i)
    for (std::size_t c = 0; c < z.dim(1); ++c) {
      dz(i, c) = 0;
      for (std::size_t j = 0; j < z.dim(0); ++j) dz(i, c) += (w[i][j] + w[j][i]) * z(j, c);
    }
}
