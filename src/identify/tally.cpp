#include "identify/tally_internal.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace assay::identify {
namespace {

constexpr double kTopicThreshold = 0.5;
constexpr double kLeastShare = 1e-7;  // clues after some two dozen of a type are not shown
constexpr std::size_t kGroups = kClueTypeCount + kTopicCount + 1;

std::size_t group_of(const Entry& entry) {
  switch (entry.target) {
    case Target::kClue:
      return static_cast<std::size_t>(entry.clue);
    case Target::kTopic:
      return kClueTypeCount + static_cast<std::size_t>(entry.topic);
    default:
      return kGroups - 1;
  }
}

}  // namespace

double logistic(double x) noexcept {
  return 1.0 / (1.0 + std::exp(-x));
}

std::vector<double> shares(const Lexicon& lexicon, const Reading& reading) {
  const std::vector<Finding>& findings = reading.findings;
  std::vector<std::uint32_t> order(findings.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto strength = [&](std::uint32_t i) {
    return std::abs(lexicon.entries[findings[i].entry].weight * findings[i].factor);
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(-strength(a), a) < std::tuple(-strength(b), b);
  });
  std::array<double, kGroups> next{};
  next.fill(1);
  std::vector<double> result(findings.size());
  for (const std::uint32_t i : order) {
    double& share = next[group_of(lexicon.entries[findings[i].entry])];
    result[i] = share * findings[i].factor;
    share *= lexicon.decay;
  }
  return result;
}

double feature_sum(const Features& weights, const Features& values) noexcept {
  double sum = 0;
  for (std::size_t i = 0; i < kFeatureCount; ++i) {
    sum += weights[i] * values[i];
  }
  return sum;
}

double dial_logit(const Lexicon& lexicon, const Reading& reading,
                  const std::vector<double>& shares_of, Target target) {
  double logit =
      feature_sum(target == Target::kClue ? lexicon.developer : lexicon.research, reading.features);
  for (std::size_t i = 0; i < reading.findings.size(); ++i) {
    const Entry& entry = lexicon.entries[reading.findings[i].entry];
    if (entry.target == target) {
      logit += entry.weight * shares_of[i];
    }
  }
  return logit;
}

std::array<double, kTopicCount> topic_logits(const Lexicon& lexicon, const Reading& reading,
                                             const std::vector<double>& shares_of) {
  std::array<double, kTopicCount> logits = lexicon.topic_bias;
  for (std::size_t i = 0; i < reading.findings.size(); ++i) {
    const Entry& entry = lexicon.entries[reading.findings[i].entry];
    if (entry.target == Target::kTopic) {
      logits[static_cast<std::size_t>(entry.topic)] += entry.weight * shares_of[i];
    }
  }
  return logits;
}

Verdict make_verdict(const Lexicon& lexicon, const Reading& reading) {
  Verdict verdict;
  verdict.model = lexicon.name;
  const std::vector<double> shares_of = shares(lexicon, reading);
  verdict.developer_led = logistic(dial_logit(lexicon, reading, shares_of, Target::kClue));
  verdict.research = logistic(dial_logit(lexicon, reading, shares_of, Target::kResearch));
  const std::array<double, kTopicCount> logits = topic_logits(lexicon, reading, shares_of);
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    if (const double p = logistic(logits[i]); p >= kTopicThreshold) {
      verdict.topics.push_back({static_cast<Topic>(i), p});
    }
  }
  std::sort(verdict.topics.begin(), verdict.topics.end(),
            [](const TopicScore& a, const TopicScore& b) {
              return std::tuple(-a.p, a.topic) < std::tuple(-b.p, b.topic);
            });
  for (std::size_t i = 0; i < reading.findings.size(); ++i) {
    const Finding& finding = reading.findings[i];
    const Entry& entry = lexicon.entries[finding.entry];
    if (entry.target == Target::kClue && shares_of[i] > kLeastShare) {
      verdict.clues.push_back(
          {entry.clue, finding.field, finding.begin, finding.end, entry.weight * shares_of[i]});
    }
  }
  std::sort(verdict.clues.begin(), verdict.clues.end(), [](const Clue& a, const Clue& b) {
    return std::tuple(-std::abs(a.weight), a.field, a.begin, a.type) <
           std::tuple(-std::abs(b.weight), b.field, b.begin, b.type);
  });
  return verdict;
}

}  // namespace assay::identify
