#pragma once
/// Adds up what was found. Threads: pure functions.

#include "identify/model.h"
#include "identify/quality.h"
#include "identify/reader_internal.h"
#include "work/verdict.h"

#include <array>
#include <vector>

namespace assay::identify {

/// How much each finding counts: its factor times decay^n, where n stronger findings of the same
/// clue type, topic or dial stand before it. Same length and order as the findings. Strength is
/// that of the weights set by hand, so that fitting does not change what counts.
std::vector<double> shares(const Lexicon& lexicon, const Reading& reading);

/// Weights of the features times their values.
double feature_sum(const Features& weights, const Features& values) noexcept;

/// What other kinds than papers weigh by, in the lexicon's order.
struct KindWeighing {
  std::array<double, kFirstTopicTarget> slope{};
  std::array<Features, kFirstTopicTarget + 1> features{};        ///< By grade, then of research.
  std::vector<std::array<double, kFirstTopicTarget + 1>> signs;  ///< By entry; 0 where it is none.
};

/// A lexicon with the weights of a model.
struct Weighing {
  Weighing(Lexicon of, const Model& model);
  Lexicon lexicon;  ///< Entries, features and topics weigh what the model says.
  GramTable grams;
  std::string name;
  /// Weights of the grades 1 and 3, by entry.
  std::vector<std::array<double, 2>> grades;
  std::array<double, kTargetCount> bias{};
  std::array<double, kTargetCount> no_abstract{};
  std::array<double, kTargetCount> scale{};
  std::array<double, 3> cuts{};
  double topic_threshold = 0.5;
  KindWeighing kinds;
};

/// What words and pairs of words add.
struct WordingSum {
  std::array<double, kTargetCount> logits{};
  std::vector<Clue> clues;  ///< The strongest, of developer_led.
  double rest = 0;          ///< logits[kDeveloperTarget] less those.
};
/// `slope`: how much of the words' pull counts in clues and rest. `signs`: clues of developer_led
/// by themselves, none over another in one field; the pull of the words in one is added to it.
WordingSum weigh_wording(const Weighing& weighing, std::span<const WordAt> words, double slope = 1,
                         std::vector<Clue> signs = {});

/// Log-odds of all targets.
std::array<double, kTargetCount> target_logits(const Weighing& weighing, const Reading& reading,
                                               const std::vector<double>& shares_of,
                                               const WordingSum& wording);

/// The whole verdict.
Verdict make_verdict(const Weighing& weighing, const Reading& reading);

}  // namespace assay::identify
