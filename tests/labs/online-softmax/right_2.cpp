#include "lab.h"

#include <cmath>
#include <vector>

void merge(lab::In top1, lab::In total1, lab::In sum1, lab::In top2, lab::In total2, lab::In sum2,
           lab::Out top, lab::Out total, lab::Out sum) {
  for (std::size_t i = 0; i < top.size(); ++i) {
    const bool first = top1[i] > top2[i];
    const double fade = std::exp(-std::fabs(top1[i] - top2[i]));
    top[i] = first ? top1[i] : top2[i];
    total[i] = first ? total1[i] + fade * total2[i] : fade * total1[i] + total2[i];
    for (std::size_t c = 0; c < sum.dim(1); ++c)
      sum(i, c) = first ? sum1(i, c) + fade * sum2(i, c) : fade * sum1(i, c) + sum2(i, c);
  }
}

void attend(lab::In q, lab::In k, lab::In values, double, lab::Out y, lab::Out logsum) {
  for (std::size_t i = 0; i < q.dim(0); ++i) {
    double top = -INFINITY, total = 0;
    for (std::size_t c = 0; c < y.dim(1); ++c) y(i, c) = 0;
    for (std::size_t j = 0; j < k.dim(0); ++j) {
      double s = 0;
      for (std::size_t c = 0; c < q.dim(1); ++c) s += q(i, c) * k(j, c);
      s /= std::sqrt(double(q.dim(1)));
      const double next = std::fmax(top, s), fade = std::exp(top - next), w = std::exp(s - next);
      const double grown = total * fade + w;
      for (std::size_t c = 0; c < y.dim(1); ++c) y(i, c) += (w / grown) * (values(j, c) - y(i, c));
      total = grown;
      top = next;
    }
    logsum[i] = top + std::log(total);
  }
}
