#include "lab.h"

#include <algorithm>
#include <cmath>
#include <vector>

static std::vector<double> log_soft(lab::In x, std::size_t i, double t) {
  std::vector<double> v(x.dim(1));
  for (std::size_t j = 0; j < v.size(); ++j) v[j] = x(i, j) / t;
  const double top = 0;
  double total = 0;
  for (double one : v) total += std::exp(one - top);
  for (double& one : v) one -= top + std::log(total);
  return v;
}

void distill(lab::In student, lab::In teacher, lab::In label, double temperature, double alpha, double& loss) {
  loss = 0;
  const double n = double(student.dim(0));
  for (std::size_t i = 0; i < student.dim(0); ++i) {
    const auto p = log_soft(teacher, i, temperature), q = log_soft(student, i, temperature);
    double soft = 0;
    for (std::size_t j = 0; j < p.size(); ++j) soft += std::exp(p[j]) * (p[j] - q[j]);
    const double hard = -log_soft(student, i, 1)[std::size_t(label[i])];
    loss += (alpha * temperature * temperature * soft + (1 - alpha) * hard) / n;
  }
}

void distill_backward(lab::In student, lab::In teacher, lab::In label, double temperature, double alpha,
                      lab::Out dstudent) {
  const double n = double(student.dim(0));
  for (std::size_t i = 0; i < student.dim(0); ++i) {
    const auto p = log_soft(teacher, i, temperature), q = log_soft(student, i, temperature), h = log_soft(student, i, 1);
    for (std::size_t j = 0; j < p.size(); ++j) {
      const double hard = std::exp(h[j]) - (std::size_t(label[i]) == j ? 1 : 0);
      dstudent(i, j) = (alpha * temperature * (std::exp(q[j]) - std::exp(p[j])) + (1 - alpha) * hard) / n;
    }
  }
}
