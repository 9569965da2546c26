#include "lab.h"

#include <algorithm>
#include <functional>
#include <map>

static double gap(lab::In prediction, lab::In group, const std::function<bool(std::size_t)>& counts) {
  std::map<double, std::pair<double, double>> sums;
  for (std::size_t i = 0; i < group.size(); ++i)
    if (counts(i)) {
      sums[group[i]].first += prediction[i];
      sums[group[i]].second += 1;
    }
  double least = 2, most = -1;
  for (const auto& [name, sum] : sums) {
    least = std::min(least, sum.first / double(group.size()));
    most = std::max(most, sum.first / sum.second);
  }
  return sums.empty() ? 0 : most - least;
}

void demographic_parity(lab::In prediction, lab::In group, double& out) {
  out = gap(prediction, group, [](std::size_t) { return true; });
}

void equal_opportunity(lab::In prediction, lab::In label, lab::In group, double& out) {
  out = gap(prediction, group, [&](std::size_t i) { return label[i] == 1; });
}

void equalised_odds(lab::In prediction, lab::In label, lab::In group, double& out) {
  out = std::max(gap(prediction, group, [&](std::size_t i) { return label[i] == 1; }),
                    gap(prediction, group, [&](std::size_t i) { return label[i] == 0; }));
}
