#include "lab.h"

#include <algorithm>
#include <cmath>
#include <vector>

void merge(lab::In top1, lab::In total1, lab::In sum1, lab::In top2, lab::In total2, lab::In sum2,
           lab::Out top, lab::Out total, lab::Out sum) {
  for (std::size_t i = 0; i < top.size(); ++i) {
    top[i] = std::max(top1[i], top2[i]);
    const double a = std::exp(top1[i] - top[i]), b = std::exp(top2[i] - top[i]);
    total[i] = a * total1[i] + b * total2[i];
    for (std::size_t c = 0; c < sum.dim(1); ++c) sum(i, c) = a * sum1(i, c) + b * sum2(i, c);
  }
}

void attend(lab::In q, lab::In k, lab::In values, double block, lab::Out y, lab::Out logsum) {
  const std::size_t m = k.dim(0), d = q.dim(1), width = values.dim(1), step = std::size_t(block);
  std::vector<double> scores(q.dim(0) * m);
  for (std::size_t i = 0; i < q.dim(0); ++i)
    for (std::size_t j = 0; j < m; ++j)
      for (std::size_t c = 0; c < d; ++c) scores[i * m + j] += q(i, c) * k(j, c) / std::sqrt(double(d));
  for (std::size_t i = 0; i < q.dim(0); ++i) {
    double top = -INFINITY, total = 0;
    std::vector<double> out(width);
    for (std::size_t start = 0; start < m; start += step) {
      const std::size_t end = std::min(m, start + step);
      std::vector<double> s(end - start);
      for (std::size_t j = start; j < end; ++j) s[j - start] = scores[i * m + j];
      const double next = std::max(top, *std::max_element(s.begin(), s.end()));
      const double fade = std::exp(top - next);
      total *= fade;
      for (double& one : out) one *= fade;
      for (std::size_t j = start; j < end; ++j) {
        const double w = std::exp(s[j - start] - next);
        total += w;
        for (std::size_t c = 0; c < width; ++c) out[c] += w * values(j, c);
      }
      top = next;
    }
    for (std::size_t c = 0; c < width; ++c) y(i, c) = out[c] / total;
    logsum[i] = top + std::log(total);
  }
}
