#include "identify/tally_internal.h"
#include "identify/train.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace assay::identify {
namespace {

constexpr double kLeastShare = 1e-7;  // clues after some two dozen of a type are not shown
constexpr std::size_t kGroups = kClueTypeCount + kTopicCount;

/// Findings of one group say the same again: each further one counts for less. Signs of research
/// are each a group of their own: a table beside figures before and after says more than either.
std::size_t group_of(const Lexicon& lexicon, std::uint32_t number) {
  const Entry& entry = lexicon.entries[number];
  switch (entry.target) {
    case Target::kClue:
      return static_cast<std::size_t>(entry.clue);
    case Target::kTopic:
      return kClueTypeCount + static_cast<std::size_t>(entry.topic);
    default:
      return kGroups + number;
  }
}

}  // namespace

std::vector<double> shares(const Lexicon& lexicon, const Reading& reading) {
  const std::vector<Finding>& findings = reading.findings;
  std::vector<std::uint32_t> order(findings.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto strength = [&](std::uint32_t i) {
    return std::abs(lexicon.entries[findings[i].entry].prior * findings[i].factor);
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(-strength(a), a) < std::tuple(-strength(b), b);
  });
  std::vector<double> next(kGroups + lexicon.entries.size(), 1.0);
  std::vector<double> result(findings.size());
  for (const std::uint32_t i : order) {
    double& share = next[group_of(lexicon, findings[i].entry)];
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

Weighing::Weighing(Lexicon of, const Model& model)
    : lexicon(std::move(of)),
      grams(model),
      name(model.name + "/" + lexicon.name),
      bias(model.bias),
      no_abstract(model.no_abstract),
      scale(model.scale),
      cuts(model.cuts),
      topic_threshold(model.topic_threshold) {
  std::unordered_map<std::string_view, const EntryWeights*> known;
  for (const EntryWeights& entry : model.entries) {
    known.emplace(entry.name, &entry);
  }
  grades.resize(lexicon.entries.size());
  for (std::size_t i = 0; i < lexicon.entries.size(); ++i) {
    Entry& entry = lexicon.entries[i];
    const auto found = known.find(entry.name);
    if (entry.target != Target::kClue && entry.target != Target::kTopic) {
      continue;
    }
    if (found == known.end()) {
      grades[i] = {entry.weight, entry.weight};  // newer than the model: as set by hand
      continue;
    }
    entry.weight = found->second->weights[0];
    grades[i] = {found->second->weights[1], found->second->weights[2]};
  }
  lexicon.developer[static_cast<std::size_t>(Feature::kBias)] = bias[kDeveloperTarget];
  lexicon.developer[static_cast<std::size_t>(Feature::kNoAbstract)] = no_abstract[kDeveloperTarget];
}

std::array<double, kTargetCount> target_logits(const Weighing& weighing, const Reading& reading,
                                               const std::vector<double>& shares_of,
                                               const WordingSum& wording) {
  std::array<double, kTargetCount> logits = wording.logits;
  const double bare = reading.features[static_cast<std::size_t>(Feature::kNoAbstract)];
  const double facts = feature_sum(weighing.lexicon.developer, reading.features) -
                       weighing.bias[kDeveloperTarget] -
                       weighing.no_abstract[kDeveloperTarget] * bare;
  for (std::size_t target = 0; target < kTargetCount; ++target) {
    logits[target] += weighing.bias[target] + weighing.no_abstract[target] * bare;
    logits[target] += target < kFirstTopicTarget ? facts : 0;
  }
  for (std::size_t i = 0; i < reading.findings.size(); ++i) {
    const std::uint32_t number = reading.findings[i].entry;
    const Entry& entry = weighing.lexicon.entries[number];
    if (entry.target == Target::kClue) {
      logits[0] += entry.weight * shares_of[i];
      logits[1] += weighing.grades[number][0] * shares_of[i];
      logits[2] += weighing.grades[number][1] * shares_of[i];
    } else if (entry.target == Target::kTopic) {
      logits[kFirstTopicTarget + static_cast<std::size_t>(entry.topic)] +=
          entry.weight * shares_of[i];
    }
  }
  return logits;
}

namespace {

double research_logit(const Lexicon& lexicon, const Reading& reading,
                      const std::vector<double>& shares_of) {
  double logit = feature_sum(lexicon.research, reading.features);
  for (std::size_t i = 0; i < reading.findings.size(); ++i) {
    const Entry& entry = lexicon.entries[reading.findings[i].entry];
    logit += entry.target == Target::kResearch ? entry.weight * shares_of[i] : 0;
  }
  return logit;
}

std::vector<TopicScore> listed_topics(const Weighing& weighing,
                                      const std::array<double, kTargetCount>& logits) {
  std::vector<TopicScore> topics;
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    const double p = logistic(logits[kFirstTopicTarget + i]);
    if (p >= weighing.topic_threshold) {
      topics.push_back({static_cast<Topic>(i), p});
    }
  }
  std::sort(topics.begin(), topics.end(), [](const TopicScore& a, const TopicScore& b) {
    return std::tuple(-a.p, a.topic) < std::tuple(-b.p, b.topic);
  });
  return topics;
}

}  // namespace

Verdict make_verdict(const Weighing& weighing, const Reading& reading) {
  const Lexicon& lexicon = weighing.lexicon;
  Verdict verdict;
  verdict.model = weighing.name;
  const std::vector<double> shares_of = shares(lexicon, reading);
  WordingSum wording = weigh_wording(weighing, reading.words);
  const std::array<double, kTargetCount> logits =
      target_logits(weighing, reading, shares_of, wording);
  verdict.developer_led = logistic(logits[kDeveloperTarget]);
  verdict.score = graded(logits, weighing.cuts);
  verdict.research = logistic(research_logit(lexicon, reading, shares_of));
  verdict.topics = listed_topics(weighing, logits);
  verdict.base = feature_sum(lexicon.developer, reading.features);
  verdict.rest = wording.rest;
  verdict.clues = std::move(wording.clues);
  for (std::size_t i = 0; i < reading.findings.size(); ++i) {
    const Finding& finding = reading.findings[i];
    const Entry& entry = lexicon.entries[finding.entry];
    if (entry.target != Target::kClue) {
      continue;
    }
    const double weight = entry.weight * shares_of[i];
    if (shares_of[i] > kLeastShare) {
      verdict.clues.push_back({entry.clue, finding.field, finding.begin, finding.end, weight});
    } else {
      verdict.rest += weight;
    }
  }
  std::sort(verdict.clues.begin(), verdict.clues.end(), [](const Clue& a, const Clue& b) {
    return std::tuple(-std::abs(a.weight), a.field, a.begin, a.type) <
           std::tuple(-std::abs(b.weight), b.field, b.begin, b.type);
  });
  return verdict;
}

}  // namespace assay::identify
