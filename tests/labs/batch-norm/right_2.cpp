#include "lab.h"

#include <cmath>
#include <utility>
#include <vector>

using Column = std::vector<double>;

static Column column(lab::In x, std::size_t j) {
  Column c;
  for (std::size_t i = 0; i < x.dim(0); ++i) c.push_back(x(i, j));
  return c;
}
static double dot(const Column& a, const Column& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}
static double centre(Column& c) {
  const double mean = dot(c, Column(c.size(), 1.0)) / double(c.size());
  for (double& v : c) v -= mean;
  return mean;
}
static double invroot(const Column& c) { return 1 / std::sqrt(dot(c, c) / double(c.size()) + 1e-5); }

void batch_norm(lab::In x, lab::In gain, lab::In bias, lab::Out y) {
  for (std::size_t j = 0; j < x.dim(1); ++j) {
    Column c = column(x, j);
    centre(c);
    const double r = invroot(c);
    for (std::size_t i = 0; i < c.size(); ++i) y(i, j) = c[i] * r * gain[j] + bias[j];
  }
}

void batch_norm_backward(lab::In x, lab::In gain, lab::In, lab::In dy, lab::Out dx, lab::Out dgain, lab::Out dbias) {
  for (std::size_t j = 0; j < x.dim(1); ++j) {
    Column c = column(x, j), d = column(dy, j);
    centre(c);
    const double r = invroot(c), along = dot(c, d);
    dgain[j] = along * r;
    dbias[j] = centre(d) * double(d.size());
    for (std::size_t i = 0; i < c.size(); ++i)
      dx(i, j) = gain[j] * r * (d[i] - c[i] * r * r * along / double(c.size()));
  }
}

void running(lab::In x, lab::In mean, lab::In var, double momentum, lab::Out mean_new, lab::Out var_new) {
  for (std::size_t j = 0; j < x.dim(1); ++j) {
    Column c = column(x, j);
    mean_new[j] = std::lerp(centre(c), mean[j], momentum);
    var_new[j] = std::lerp(dot(c, c) / double(c.size() - 1), var[j], momentum);
  }
}

void batch_norm_infer(lab::In x, lab::In gain, lab::In bias, lab::In mean, lab::In var, lab::Out y) {
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t j = i % gain.size();
    y[i] = bias[j] + (x[i] - mean[j]) * gain[j] / std::sqrt(var[j] + 1e-5);
  }
}
