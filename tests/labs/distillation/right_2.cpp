#include "lab.h"

#include <cmath>

struct Soft {
  lab::In x;
  std::size_t i;
  double t, shift;
  Soft(lab::In logits, std::size_t row, double temperature) : x(logits), i(row), t(temperature) {
    double top = x(i, 0), total = 0;
    for (std::size_t j = 1; j < x.dim(1); ++j) top = std::fmax(top, x(i, j));
    for (std::size_t j = 0; j < x.dim(1); ++j) total += std::exp((x(i, j) - top) / t);
    shift = top / t + std::log(total);
  }
  double log(std::size_t j) const { return x(i, j) / t - shift; }
  double operator()(std::size_t j) const { return std::exp(log(j)); }
};

void distill(lab::In student, lab::In teacher, lab::In label, double temperature, double alpha, double& loss) {
  double soft = 0, hard = 0;
  for (std::size_t i = 0; i < label.size(); ++i) {
    const Soft p(teacher, i, temperature), q(student, i, temperature);
    for (std::size_t j = 0; j < student.dim(1); ++j) soft += p(j) * (p.log(j) - q.log(j));
    hard -= Soft(student, i, 1).log(std::size_t(label[i]));
  }
  loss = (alpha * std::pow(temperature, 2) * soft + (1 - alpha) * hard) / double(label.size());
}

void distill_backward(lab::In student, lab::In teacher, lab::In label, double temperature, double alpha,
                      lab::Out dstudent) {
  for (std::size_t i = 0; i < label.size(); ++i) {
    const Soft p(teacher, i, temperature), q(student, i, temperature), now(student, i, 1);
    for (std::size_t j = 0; j < student.dim(1); ++j)
      dstudent(i, j) = (alpha * temperature * (q(j) - p(j)) + (1 - alpha) * now(j)) / double(label.size());
    dstudent(i, std::size_t(label[i])) -= (1 - alpha) / double(label.size());
  }
}
