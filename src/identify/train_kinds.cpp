#include "identify/regression_internal.h"
#include "identify/tally_internal.h"
#include "identify/train.h"
#include "identify/train_internal.h"

#include <algorithm>
#include <cmath>

namespace assay::identify {
namespace {

constexpr std::size_t kTasks = kFirstTopicTarget + 1;  // the three grades, research
constexpr double kSlopePull = 10;                      // 1 / variance, towards kSlope
constexpr double kSlope = 0.5;                         // what papers taught holds less elsewhere
constexpr double kFactPull = 2;                        // towards what the lexicon says
constexpr double kSignPull = 5;                        // towards Entry::led, of who leads ...
constexpr double kResearchPull = 4;                    // ... and towards the prior, of research

/// Columns: the paper's log-odds, the facts, the lexicon's entries.
constexpr std::size_t kFirstFact = 1;
constexpr std::size_t kFirstSign = kFirstFact + kFeatureCount;

bool wanted_of(const Example& example, std::size_t task) {
  return task == kResearchWeight ? example.research > 0 : wanted(example, task);
}

/// How much each sign of research counts in the work, by entry.
std::vector<double> sign_amounts(const Lexicon& lexicon, const Reading& reading) {
  const std::vector<double> shares_of = shares(lexicon, reading);
  std::vector<double> amounts(lexicon.entries.size());
  for (std::size_t i = 0; i < reading.findings.size(); ++i) {
    const std::uint32_t number = reading.findings[i].entry;
    amounts[number] += lexicon.entries[number].target == Target::kResearch ? shares_of[i] : 0;
  }
  return amounts;
}

/// A row an example: with the log-odds that a paper of these clues and words would have.
Matrix make_rows(const Weighing& as_paper, std::span<const Example> examples, std::size_t task) {
  const Lexicon& lexicon = as_paper.lexicon;
  Matrix matrix;
  matrix.columns = kFirstSign + lexicon.entries.size();
  for (const Example& example : examples) {
    if (task != kResearchWeight) {
      Reading reading = example.whole;
      const double bare = reading.features[static_cast<std::size_t>(Feature::kNoAbstract)];
      reading.features = {};
      reading.features[static_cast<std::size_t>(Feature::kBias)] = 1;
      reading.features[static_cast<std::size_t>(Feature::kNoAbstract)] = bare;
      reading.features[static_cast<std::size_t>(Feature::kPaper)] = 1;
      const auto logits = target_logits(as_paper, reading, shares(lexicon, reading),
                                        weigh_wording(as_paper, reading.words));
      matrix.cells.emplace_back(0U, static_cast<float>(logits[task]));
    }
    for (std::size_t i = 0; i < kFeatureCount; ++i) {
      if (example.whole.features[i] != 0) {
        matrix.cells.emplace_back(static_cast<std::uint32_t>(kFirstFact + i),
                                  static_cast<float>(example.whole.features[i]));
      }
    }
    const std::vector<double> amounts = sign_amounts(lexicon, example.whole);
    for (std::size_t i = 0; i < amounts.size(); ++i) {
      if (amounts[i] > 0) {
        matrix.cells.emplace_back(static_cast<std::uint32_t>(kFirstSign + i),
                                  static_cast<float>(amounts[i]));
      }
    }
    matrix.end_row();
  }
  return matrix;
}

/// What to learn, drawn to the weights set by hand.
Task pose_kinds(const Lexicon& lexicon, std::span<const Example> examples, std::size_t task) {
  const bool research = task == kResearchWeight;
  Task posed;
  posed.prior.assign(kFirstSign + lexicon.entries.size(), 0.0);
  posed.pull.assign(posed.prior.size(), -1.0);
  posed.prior[0] = research ? 0 : kSlope;
  posed.pull[0] = research ? -1 : kSlopePull;
  for (std::size_t i = 0; i < kFeatureCount; ++i) {
    const auto feature = static_cast<Feature>(i);
    const bool own = feature == Feature::kBias || feature == Feature::kNoAbstract;
    posed.prior[kFirstFact + i] = research ? lexicon.research[i] : own ? 0 : lexicon.developer[i];
    posed.pull[kFirstFact + i] =
        feature == Feature::kPaper || feature == Feature::kBias ? -1 : kFactPull;
  }
  for (std::size_t i = 0; i < lexicon.entries.size(); ++i) {
    if (lexicon.entries[i].target == Target::kResearch) {
      posed.prior[kFirstSign + i] = research ? lexicon.entries[i].prior : lexicon.entries[i].led;
      posed.pull[kFirstSign + i] = research ? kResearchPull : kSignPull;
    }
  }
  for (const Example& example : examples) {
    posed.wanted.push_back(wanted_of(example, task) ? 1.0F : 0.0F);
    posed.counts.push_back(1.0F);
  }
  return posed;
}

}  // namespace

Model fit_kinds(const Model& model, const Lexicon& lexicon, std::span<const Example> examples) {
  const Weighing as_paper(lexicon, model);
  Model fitted = model;
  fitted.kinds.clear();
  for (std::size_t i = 0; i < kFeatureCount; ++i) {
    if (static_cast<Feature>(i) != Feature::kPaper) {
      fitted.kinds.push_back({std::string(feature_name(static_cast<Feature>(i))), {}});
    }
  }
  const std::size_t facts = fitted.kinds.size();
  for (const Entry& entry : lexicon.entries) {
    if (entry.target == Target::kResearch) {
      fitted.kinds.push_back({entry.name, {}});
    }
  }
  for (std::size_t task = 0; task < kTasks; ++task) {
    const std::vector<double> weights =
        fit_logistic(make_rows(as_paper, examples, task), pose_kinds(lexicon, examples, task));
    if (task != kResearchWeight) {
      fitted.slope.at(task) = weights[0];
    }
    std::size_t at = 0;
    for (std::size_t i = 0; i < kFeatureCount; ++i) {
      if (static_cast<Feature>(i) != Feature::kPaper) {
        fitted.kinds[at++].weights.at(task) = weights[kFirstFact + i];
      }
    }
    at = facts;
    for (std::size_t i = 0; i < lexicon.entries.size(); ++i) {
      if (lexicon.entries[i].target == Target::kResearch) {
        fitted.kinds[at++].weights.at(task) = weights[kFirstSign + i];
      }
    }
  }
  return fitted;
}

KindPredictions judge_kinds(const Model& model, const Lexicon& lexicon,
                            std::span<const Example> examples) {
  const Weighing weighing(lexicon, model);
  KindPredictions made;
  for (const Example& example : examples) {
    const Verdict verdict = make_verdict(weighing, example.whole);
    made.push_back({verdict.developer_led, verdict.research, verdict.score});
  }
  return made;
}

KindPredictions cross_validate_kinds(const Model& model, const Lexicon& lexicon,
                                     std::span<const Example> examples,
                                     const TrainOptions& options) {
  const std::vector<std::size_t> folds = folds_of(examples, options);
  KindPredictions made(examples.size());
  for (std::size_t fold = 0; fold < options.folds; ++fold) {
    std::vector<Example> others;
    std::vector<Example> judged;
    for (std::size_t i = 0; i < examples.size(); ++i) {
      (folds[i] == fold ? judged : others).push_back(examples[i]);
    }
    const KindPredictions of_fold = judge_kinds(fit_kinds(model, lexicon, others), lexicon, judged);
    for (std::size_t i = 0, next = 0; i < examples.size(); ++i) {
      if (folds[i] == fold) {
        made[i] = of_fold[next++];
      }
    }
  }
  return made;
}

}  // namespace assay::identify
