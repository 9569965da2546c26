#include "lab.h"

#include <cmath>
#include <vector>

// log of the share of key j for query i
static std::vector<std::vector<double>> log_shares(lab::In query, lab::In key, double temperature) {
  const std::size_t n = query.dim(0);
  std::vector<std::vector<double>> out(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    double top = -INFINITY, total = 0;
    for (std::size_t j = 0; j < n; ++j) {
      double dot = 0;
      for (std::size_t c = 0; c < query.dim(1); ++c) dot += query(i, c) * key(j, c);
      out[i][j] = dot / temperature;
      const double next = std::fmax(top, out[i][j]);
      total = total * std::exp(top - next) + std::exp(out[i][j] - next);
      top = next;
    }
    for (double& v : out[i]) v -= top + std::log(total);
  }
  return out;
}

void info_nce(lab::In query, lab::In key, double temperature, double& loss) {
  const auto shares = log_shares(query, key, temperature);
  double sum = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) sum -= shares[i][i];
  loss = sum / double(shares.size());
}

void info_nce_backward(lab::In query, lab::In key, double temperature, lab::Out dquery, lab::Out dkey) {
  const auto shares = log_shares(query, key, temperature);
  const std::size_t n = shares.size();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t c = 0; c < key.dim(1); ++c) {
      double q = -key(i, c), k = -query(i, c);
      for (std::size_t j = 0; j < n; ++j) {
        q += std::exp(shares[i][j]) * key(j, c);
        k += std::exp(shares[j][i]) * query(j, c);
      }
      dquery(i, c) = q / temperature / double(n);
      dkey(i, c) = k / temperature / double(n);
    }
}
