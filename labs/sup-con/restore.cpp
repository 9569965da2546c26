#include "lab.h"

#include <cmath>
#include <vector>

struct Anchor {
  std::vector<double> s;
  double total = 0, positives = 0;
};

static Anchor anchor(lab::In z, lab::In label, double temperature, std::size_t i) {
  Anchor a;
  a.s.assign(z.dim(0), -INFINITY);
  const double top = 0;
  for (std::size_t j = 0; j < a.s.size(); ++j) {
    if (j == i) continue;
    a.s[j] = 0;
    for (std::size_t c = 0; c < z.dim(1); ++c) a.s[j] += z(i, c) * z(j, c) / temperature;
    a.positives += label[j] == label[i];
  }
  for (double v : a.s) a.total += std::exp(v - top);
  a.total = top + std::log(a.total);
  return a;
}

static double anchors(lab::In label) {
  double n = 0;
  for (std::size_t i = 0; i < label.size(); ++i) {
    bool has = false;
    for (std::size_t j = 0; j < label.size(); ++j) has = has || (j != i && label[j] == label[i]);
    n += has;
  }
  return n;
}

void sup_con(lab::In z, lab::In label, double temperature, double& loss) {
  loss = 0;
  const double n = anchors(label);
  for (std::size_t i = 0; i < z.dim(0); ++i) {
    const Anchor a = anchor(z, label, temperature, i);
    for (std::size_t j = 0; j < a.s.size(); ++j)
      if (j != i && label[j] == label[i]) loss += (a.total - a.s[j]) / a.positives / n;
  }
}

void sup_con_backward(lab::In z, lab::In label, double temperature, lab::Out dz) {
  for (double& v : dz.data) v = 0;
  const double n = anchors(label);
  for (std::size_t i = 0; i < z.dim(0); ++i) {
    const Anchor a = anchor(z, label, temperature, i);
    if (a.positives == 0) continue;
    for (std::size_t j = 0; j < a.s.size(); ++j) {
      if (j == i) continue;
      const double ds = (std::exp(a.s[j] - a.total) - (label[j] == label[i] ? 1 / a.positives : 0)) / n / temperature;
      for (std::size_t c = 0; c < z.dim(1); ++c) {
        dz(i, c) += ds * z(j, c);
        dz(j, c) += ds * z(i, c);
      }
    }
  }
}
