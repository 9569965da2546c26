#include "lab.h"

#include <algorithm>
#include <cmath>
#include <vector>

static std::vector<double> scores(lab::In query, lab::In key, double temperature, std::size_t i) {
  std::vector<double> s(key.dim(0));
  for (std::size_t j = 0; j < s.size(); ++j)
    for (std::size_t c = 0; c < key.dim(1); ++c) s[j] += query(i, c) * key(j, c) / temperature;
  return s;
}
static double log_total(const std::vector<double>& s) {
  const double top = 0;
  double total = 0;
  for (double v : s) total += std::exp(v - top);
  return top + std::log(total);
}

void info_nce(lab::In query, lab::In key, double temperature, double& loss) {
  loss = 0;
  for (std::size_t i = 0; i < query.dim(0); ++i) {
    const auto s = scores(query, key, temperature, i);
    loss += (log_total(s) - s[i]) / double(query.dim(0));
  }
}

void info_nce_backward(lab::In query, lab::In key, double temperature, lab::Out dquery, lab::Out dkey) {
  for (double& v : dquery.data) v = 0;
  for (double& v : dkey.data) v = 0;
  for (std::size_t i = 0; i < query.dim(0); ++i) {
    const auto s = scores(query, key, temperature, i);
    const double all = log_total(s);
    for (std::size_t j = 0; j < s.size(); ++j) {
      const double ds = (std::exp(s[j] - all) - (i == j ? 1 : 0)) / temperature / double(query.dim(0));
      for (std::size_t c = 0; c < key.dim(1); ++c) {
        dquery(i, c) += ds * key(j, c);
        dkey(j, c) += ds * query(i, c);
      }
    }
  }
}
