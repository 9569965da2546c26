#include "identify/quality.h"
#include "identify/tally_internal.h"
#include "identify/train.h"

#include <algorithm>

namespace assay::identify {
namespace {

double expected_score(const std::array<double, kTargetCount>& logits) {
  return logistic(logits[0]) + logistic(logits[1]) + logistic(logits[2]);
}

int score_of(double expected, const std::array<double, 3>& cuts) {
  return (expected >= cuts[0] ? 1 : 0) + (expected >= cuts[1] ? 1 : 0) +
         (expected >= cuts[2] ? 1 : 0);
}

}  // namespace

int graded(const std::array<double, kTargetCount>& logits, const std::array<double, 3>& cuts) {
  return score_of(expected_score(logits), cuts);
}

std::array<double, 3> find_cuts(const Predictions& predictions, std::span<const Example> examples) {
  std::vector<double> expected;
  std::vector<int> theirs;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    if (predictions.has(i)) {
      expected.push_back(expected_score(predictions.whole[i]));
      theirs.push_back(examples[i].score);
    }
  }
  std::array<double, 3> cuts = {0.5, 1.5, 2.5};
  std::vector<int> ours(expected.size());
  const auto agreement = [&](const std::array<double, 3>& tried) {
    for (std::size_t i = 0; i < ours.size(); ++i) {
      ours[i] = score_of(expected[i], tried);
    }
    return weighted_kappa(ours, theirs);
  };
  double best = agreement(cuts);
  for (int round = 0; round < 3; ++round) {
    for (std::size_t cut = 0; cut < cuts.size(); ++cut) {
      for (int step = 2; step < 58; ++step) {
        std::array<double, 3> tried = cuts;
        tried[cut] = step / 20.0;
        if (std::is_sorted(tried.begin(), tried.end())) {
          if (const double kappa = agreement(tried); kappa > best) {
            best = kappa;
            cuts = tried;
          }
        }
      }
    }
  }
  return cuts;
}

}  // namespace assay::identify
