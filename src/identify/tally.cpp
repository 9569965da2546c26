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

namespace {

/// The model's weights of other kinds. A sign that the model does not know is research as set by
/// hand and says nothing of who leads.
KindWeighing weigh_kinds(const Lexicon& lexicon, const Model& model) {
  KindWeighing made;
  made.slope = model.slope;
  std::unordered_map<std::string_view, const KindWeights*> known;
  for (const KindWeights& one : model.kinds) {
    known.emplace(one.name, &one);
  }
  for (std::size_t i = 0; i < kFeatureCount; ++i) {
    const auto found = known.find(feature_name(static_cast<Feature>(i)));
    for (std::size_t target = 0; found != known.end() && target < made.features.size(); ++target) {
      made.features.at(target)[i] = found->second->weights.at(target);
    }
  }
  made.signs.resize(lexicon.entries.size());
  for (std::size_t i = 0; i < lexicon.entries.size(); ++i) {
    if (lexicon.entries[i].target == Target::kResearch) {
      const auto found = known.find(lexicon.entries[i].name);
      made.signs[i][kResearchWeight] = lexicon.entries[i].prior;
      made.signs[i] = found == known.end() ? made.signs[i] : found->second->weights;
    }
  }
  return made;
}

bool is_paper(const Reading& reading) {
  return reading.features[static_cast<std::size_t>(Feature::kPaper)] > 0;
}

}  // namespace

Weighing::Weighing(Lexicon of, const Model& model)
    : lexicon(std::move(of)),
      grams(model),
      name(model.name + "/" + lexicon.name),
      bias(model.bias),
      no_abstract(model.no_abstract),
      scale(model.scale),
      cuts(model.cuts),
      topic_threshold(model.topic_threshold),
      kinds(weigh_kinds(lexicon, model)) {
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
  for (std::size_t target = 0; target < kTargetCount; ++target) {
    logits[target] += weighing.bias[target] + weighing.no_abstract[target] * bare;
  }
  std::array<double, kFirstTopicTarget> signs{};
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
    } else if (entry.target == Target::kResearch) {
      for (std::size_t target = 0; target < signs.size(); ++target) {
        signs[target] += weighing.kinds.signs[number][target] * shares_of[i];
      }
    }
  }
  const double facts = feature_sum(weighing.lexicon.developer, reading.features) -
                       weighing.bias[kDeveloperTarget] -
                       weighing.no_abstract[kDeveloperTarget] * bare;
  for (std::size_t target = 0; target < kFirstTopicTarget; ++target) {
    logits[target] = is_paper(reading)
                         ? logits[target] + facts
                         : weighing.kinds.slope[target] * logits[target] + signs[target] +
                               feature_sum(weighing.kinds.features[target], reading.features);
  }
  return logits;
}

namespace {

double research_logit(const Weighing& weighing, const Reading& reading,
                      const std::vector<double>& shares_of) {
  const bool paper = is_paper(reading);
  double logit =
      feature_sum(paper ? weighing.lexicon.research : weighing.kinds.features[kResearchWeight],
                  reading.features);
  for (std::size_t i = 0; i < reading.findings.size(); ++i) {
    const std::uint32_t number = reading.findings[i].entry;
    const Entry& entry = weighing.lexicon.entries[number];
    if (entry.target == Target::kResearch) {
      logit +=
          (paper ? entry.weight : weighing.kinds.signs[number][kResearchWeight]) * shares_of[i];
    }
  }
  return logit;
}

/// What does not hang on the text's words: how common, which kind.
double base_of(const Weighing& weighing, const Reading& reading) {
  const double base = feature_sum(weighing.lexicon.developer, reading.features);
  if (is_paper(reading)) {
    return base;
  }
  const double bare = reading.features[static_cast<std::size_t>(Feature::kNoAbstract)];
  return weighing.kinds.slope[kDeveloperTarget] *
             (weighing.bias[kDeveloperTarget] + weighing.no_abstract[kDeveloperTarget] * bare) +
         feature_sum(weighing.kinds.features[kDeveloperTarget], reading.features);
}

/// The signs that speak of who leads a work of another kind, as clues.
std::vector<Clue> sign_clues(const Weighing& weighing, const Reading& reading,
                             const std::vector<double>& shares_of) {
  std::vector<Clue> clues;
  for (std::size_t i = 0; i < reading.findings.size(); ++i) {
    const Finding& finding = reading.findings[i];
    const double weight = weighing.kinds.signs[finding.entry][kDeveloperTarget] * shares_of[i];
    if (weight != 0) {
      clues.push_back({ClueType::kWording, finding.field, finding.begin, finding.end, weight});
    }
  }
  return clues;
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
  const bool paper = is_paper(reading);
  const double slope = paper ? 1 : weighing.kinds.slope[kDeveloperTarget];
  WordingSum wording =
      weigh_wording(weighing, reading.words, slope,
                    paper ? std::vector<Clue>() : sign_clues(weighing, reading, shares_of));
  const std::array<double, kTargetCount> logits =
      target_logits(weighing, reading, shares_of, wording);
  verdict.developer_led = logistic(logits[kDeveloperTarget]);
  verdict.score = graded(logits, weighing.cuts);
  verdict.research = logistic(research_logit(weighing, reading, shares_of));
  verdict.topics = listed_topics(weighing, logits);
  verdict.base = base_of(weighing, reading);
  verdict.rest = wording.rest;
  verdict.clues = std::move(wording.clues);
  for (std::size_t i = 0; i < reading.findings.size(); ++i) {
    const Finding& finding = reading.findings[i];
    const Entry& entry = lexicon.entries[finding.entry];
    if (entry.target != Target::kClue) {
      continue;
    }
    const double weight = slope * entry.weight * shares_of[i];
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
