#include "lab.h"

#include <cmath>
#include <vector>

static double centre(lab::In x, std::size_t i, std::vector<double>& c) {
  const std::size_t d = x.dim(1);
  double mean = 0, var = 0;
  for (std::size_t j = 0; j < d; ++j) mean += x(i, j) / d;
  c.resize(d);
  for (std::size_t j = 0; j < d; ++j) c[j] = x(i, j) - mean;
  for (std::size_t j = 0; j < d; ++j) var += x(i, j) * x(i, j) / d;
  var -= mean * mean;
  return 1 / std::sqrt(var + 1e-5);
}

void layer_norm(lab::In x, lab::In gain, lab::In bias, lab::Out y) {
  std::vector<double> c;
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const double r = centre(x, i, c);
    for (std::size_t j = 0; j < c.size(); ++j) y(i, j) = gain[j] * c[j] * r + bias[j];
  }
}

void layer_norm_backward(lab::In x, lab::In gain, lab::In, lab::In dy, lab::Out dx, lab::Out dgain, lab::Out dbias) {
  std::vector<double> c;
  const std::size_t d = x.dim(1);
  for (std::size_t j = 0; j < d; ++j) dgain[j] = dbias[j] = 0;
  for (std::size_t i = 0; i < x.dim(0); ++i) {
    const double r = centre(x, i, c);
    double mean = 0, along = 0;
    for (std::size_t j = 0; j < d; ++j) {
      const double dh = dy(i, j) * gain[j], h = c[j] * r;
      mean += dh / d;
      along += dh * h / d;
      dgain[j] += dy(i, j) * h;
      dbias[j] += dy(i, j);
    }
    for (std::size_t j = 0; j < d; ++j) dx(i, j) = r * (dy(i, j) * gain[j] - mean - c[j] * r * along);
  }
}
