#pragma once
/// Weights of FSRS-6 fitted to a reader's own answers. Source of the method: fsrs-rs 6
/// (open-spaced-repetition, BSD-3), training.rs and parameter_initialization.rs: first stabilities
/// by a search for each first grade, then all weights by Adam on the log loss of whether the card
/// was known, recent answers weighing more, with a pull back to where it began. Unlike there the
/// last fifth of the answers, by time, is held out, and weights that predict those worse than the
/// defaults do are not taken. Deterministic. Threads: pure functions.

#include "plan/fsrs.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::plan {

/// So many predictions are needed before weights are fitted: answers given on a later date than the
/// one before on the same card.
inline constexpr std::size_t kFitPredictions = 400;

struct Answer {
  std::int64_t at = 0;  ///< Seconds since 1970 UTC.
  Grade grade = Grade::kGood;
};
/// Answers to one card in the order in which they were given.
using History = std::vector<Answer>;

struct Fit {
  FsrsWeights weights = kFsrsDefaults;  ///< The defaults unless `taken`.
  bool taken = false;
  std::size_t predictions = 0;  ///< In all.
  std::size_t held_out = 0;     ///< Those among them that no weight was fitted to.
  double default_loss = 0;      ///< Mean log loss (nats) on the held-out ones.
  double fitted_loss = 0;       ///< The same of the fitted weights, taken or not.
};

/// Number of predictions in these histories.
std::size_t count_predictions(const std::vector<History>& histories);

/// Mean log loss (nats) of the predictions made at `from` or later; 0 when there is none.
double log_loss(const std::vector<History>& histories, const FsrsWeights& weights,
                std::int64_t from);

/// Fits; with fewer than kFitPredictions the defaults stay and the losses are 0. Cost: about a
/// second for 10,000 answers.
Fit fit_weights(const std::vector<History>& histories);

}  // namespace assay::plan
