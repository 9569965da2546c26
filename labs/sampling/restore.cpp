#include "lab.h"

#include <algorithm>
#include <cmath>
#include <vector>

void nucleus(lab::In logits, double mass, double temperature, lab::Out p) {
  const std::size_t v = logits.size();
  const double most = *std::max_element(logits.data.begin(), logits.data.end());
  std::vector<double> chance(v);
  std::vector<std::size_t> order(v);
  double total = 0;
  for (std::size_t i = 0; i < v; ++i) {
    order[i] = i;
    total += chance[i] = std::exp(logits[i] / temperature);
  }
  for (double& one : chance) one /= total;
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return chance[a] > chance[b]; });
  double sum = 0;
  for (std::size_t i = 0; i < v; ++i) p[i] = 0;
  for (std::size_t r = 0; r < v; ++r) {
    if (r > 0 && sum >= mass) break;
    sum += p[order[r]] = chance[order[r]];
  }
  for (std::size_t i = 0; i < v; ++i) p[i] /= sum;
}

void draw(lab::In p, lab::In u, lab::Out tokens) {
  for (std::size_t i = 0; i < u.size(); ++i) {
    std::size_t token = 0;
    double sum = p[0];
    while (sum <= u[i] && token + 1 < p.size()) sum += p[++token];
    tokens[i] = token;
  }
}

void beam(lab::In start, lab::In next, double length, double width, lab::Out tokens, double& score) {
  struct Path {
    std::vector<std::size_t> tokens;
    double score;
  };
  std::vector<Path> kept = {{{}, 0}};
  for (std::size_t t = 0; t < std::size_t(length); ++t) {
    std::vector<Path> all;
    for (const Path& path : kept)
      for (std::size_t x = 0; x < start.size(); ++x) {
        Path longer = path;
        longer.score += t == 0 ? start[x] : next(path.tokens.back(), x);
        longer.tokens.push_back(x);
        all.push_back(longer);
      }
    std::stable_sort(all.begin(), all.end(), [](const Path& a, const Path& b) { return a.score > b.score; });
    if (all.size() > std::size_t(width)) all.resize(std::size_t(width));
    kept = all;
  }
  for (std::size_t t = 0; t < tokens.size(); ++t) tokens[t] = kept[0].tokens[t];
  score = kept[0].score;
}
