#include "identify/quality.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace assay::identify {

double logistic(double x) noexcept {
  return 1.0 / (1.0 + std::exp(-x));
}

double auroc(std::vector<Scored> all) {
  std::sort(all.begin(), all.end(), [](const Scored& a, const Scored& b) { return a.p < b.p; });
  double positives = 0;
  double negatives = 0;
  double won = 0;
  for (std::size_t i = 0; i < all.size();) {
    double tied_positives = 0;
    double tied_negatives = 0;
    std::size_t j = i;
    for (; j < all.size() && all[j].p == all[i].p; ++j) {
      (all[j].positive ? tied_positives : tied_negatives) += 1;
    }
    won += tied_positives * (negatives + tied_negatives / 2);
    positives += tied_positives;
    negatives += tied_negatives;
    i = j;
  }
  if (positives == 0 || negatives == 0) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return won / (positives * negatives);
}

double average_precision(std::vector<Scored> all) {
  std::stable_sort(all.begin(), all.end(),
                   [](const Scored& a, const Scored& b) { return a.p > b.p; });
  double found = 0;
  double sum = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].positive) {
      found += 1;
      sum += found / static_cast<double>(i + 1);
    }
  }
  return found > 0 ? sum / found : std::numeric_limits<double>::quiet_NaN();
}

double calibration_error(std::span<const Scored> all) {
  constexpr std::size_t kBins = 10;
  std::array<double, kBins> gaps{};
  for (const Scored& one : all) {
    const auto bin = static_cast<std::size_t>(std::clamp(one.p, 0.0, 1.0) * kBins);
    gaps[std::min(kBins - 1, bin)] += one.p - (one.positive ? 1 : 0);
  }
  double error = 0;
  for (const double gap : gaps) {
    error += std::abs(gap);
  }
  return all.empty() ? 0 : error / static_cast<double>(all.size());
}

double weighted_kappa(std::span<const int> a, std::span<const int> b) {
  constexpr std::size_t kGrades = 4;
  std::array<double, kGrades> first{};
  std::array<double, kGrades> second{};
  double seen = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    first[static_cast<std::size_t>(std::clamp(a[i], 0, 3))] += 1;
    second[static_cast<std::size_t>(std::clamp(b[i], 0, 3))] += 1;
    seen += (a[i] - b[i]) * (a[i] - b[i]);
  }
  double chance = 0;
  for (std::size_t i = 0; i < kGrades; ++i) {
    for (std::size_t j = 0; j < kGrades; ++j) {
      const double gap = static_cast<double>(i) - static_cast<double>(j);
      chance += gap * gap * first[i] * second[j];
    }
  }
  chance /= std::max<double>(1, static_cast<double>(a.size()));
  return chance > 0 ? 1 - seen / chance : 1;
}

}  // namespace assay::identify
