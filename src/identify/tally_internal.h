#pragma once
/// Adds up what was found. Threads: pure functions.

#include "identify/reader_internal.h"
#include "work/verdict.h"

#include <array>
#include <vector>

namespace assay::identify {

/// 1 / (1 + exp(-x)).
double logistic(double x) noexcept;

/// How much each finding counts: its factor times decay^n, where n stronger findings of the same
/// clue type, topic or dial stand before it. Same length and order as the findings.
std::vector<double> shares(const Lexicon& lexicon, const Reading& reading);

/// Weights of the features times their values.
double feature_sum(const Features& weights, const Features& values) noexcept;

/// Log-odds: features plus weight times share of the findings of `target` (for topics use
/// topic_logits).
double dial_logit(const Lexicon& lexicon, const Reading& reading,
                  const std::vector<double>& shares_of, Target target);

/// Log-odds of every topic.
std::array<double, kTopicCount> topic_logits(const Lexicon& lexicon, const Reading& reading,
                                             const std::vector<double>& shares_of);

/// The whole verdict.
Verdict make_verdict(const Lexicon& lexicon, const Reading& reading);

}  // namespace assay::identify
