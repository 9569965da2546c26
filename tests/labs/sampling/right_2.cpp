#include "lab.h"

#include <cmath>
#include <utility>
#include <vector>

void nucleus(lab::In logits, double mass, double temperature, lab::Out p) {
  const std::size_t v = logits.size();
  const auto before = [&](std::size_t a, std::size_t b) { return logits[a] > logits[b] || (logits[a] == logits[b] && a < b); };
  double kept = 0;
  for (std::size_t i = 0; i < v; ++i) {
    double total = 0, above = 0;  // over exp((x - own) / temperature)
    for (std::size_t j = 0; j < v; ++j) {
      const double w = std::exp((logits[j] - logits[i]) / temperature);
      total += w;
      if (before(j, i)) above += w;
    }
    const bool first = above == 0;
    p[i] = first || above / total < mass ? 1 / total : 0;
    kept += p[i];
  }
  for (std::size_t i = 0; i < v; ++i) p[i] /= kept;
}

void draw(lab::In p, lab::In u, lab::Out tokens) {
  for (std::size_t i = 0; i < u.size(); ++i) {
    double sum = 0;
    tokens[i] = 0;
    for (std::size_t x = 0; x + 1 < p.size(); ++x) {
      sum += p[x];
      if (u[i] >= sum) tokens[i] = x + 1;
    }
  }
}

void beam(lab::In start, lab::In next, double length, double width, lab::Out tokens, double& score) {
  using Path = std::pair<double, std::vector<std::size_t>>;
  std::vector<Path> kept;
  for (std::size_t t = 0; t < std::size_t(length); ++t) {
    std::vector<Path> all;
    if (t == 0) {
      for (std::size_t x = 0; x < start.size(); ++x) all.push_back({start[x], {x}});
    }
    for (const Path& path : kept)
      for (std::size_t x = 0; x < start.size(); ++x) {
        all.push_back(path);
        all.back().first += next(path.second.back(), x);
        all.back().second.push_back(x);
      }
    kept.clear();
    while (kept.size() < std::size_t(width) && !all.empty()) {
      std::size_t best = 0;
      for (std::size_t i = 1; i < all.size(); ++i)
        if (all[i].first > all[best].first) best = i;
      kept.push_back(all[best]);
      all.erase(all.begin() + best);
    }
  }
  for (std::size_t t = 0; t < tokens.size(); ++t) tokens[t] = kept[0].second[t];
  score = kept[0].first;
}
