#include "identify/code_clue.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace assay::identify {

double weight_of(CodeState found) noexcept {
  static constexpr std::array<double, kCodeStateCount> kWeights = {0, 0.3, 0.1, -0.3, -0.3, -0.4};
  return kWeights[static_cast<std::size_t>(found)];
}

Verdict with_code_state(Verdict verdict, const Work& work, CodeState found) {
  const double weight = weight_of(found);
  if (found == CodeState::kUnseen) {
    return verdict;
  }
  const auto known = std::find_if(verdict.clues.begin(), verdict.clues.end(), [](const Clue& clue) {
    return clue.type == ClueType::kCodeRelease && clue.field == Field::kCode;
  });
  if (known != verdict.clues.end()) {
    known->weight += weight;
  } else {
    verdict.clues.push_back({ClueType::kCodeRelease, Field::kCode, 0,
                             static_cast<std::uint32_t>(work.code.size()), weight});
  }
  std::stable_sort(verdict.clues.begin(), verdict.clues.end(), [](const Clue& a, const Clue& b) {
    return std::abs(a.weight) > std::abs(b.weight);
  });
  const bool was_led = verdict.developer_led >= 0.5;
  const double p = std::clamp(verdict.developer_led, 1e-12, 1 - 1e-12);
  verdict.developer_led = 1 / (1 + std::exp(-(std::log(p / (1 - p)) + weight)));
  const bool is_led = verdict.developer_led >= 0.5;
  if (is_led != was_led) {
    verdict.score = is_led ? std::max(verdict.score, 2) : std::min(verdict.score, 1);
  }
  return verdict;
}

}  // namespace assay::identify
