#pragma once
/// Fits the weights of a parts model: partially labelled linear-chain conditional random field,
/// online with AdaGrad steps (Duchi, Hazan, Singer 2011) and a Gaussian prior around 0.
/// Threads: one thread.

#include "gold.h"
#include "search/parts_internal.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace assay::bench {

/// Sentences of one abstract with the roles that each is known to have (several: not known which).
struct Example {
  std::vector<search::ReadSentence> sentences;
  std::vector<search::RoleMask> truth;
  float weight = 1;
};

struct FitOptions {
  double prior = 0.5;  ///< Strength of the prior, 1 / variance.
  int rounds = 12;
  double step = 0.15;
};

Example make_example(const search::PartsModel& model, const GoldAbstract& gold, float weight);

/// Replaces the weights of `model`.
void fit(search::PartsModel& model, std::span<const Example> examples, const FitOptions& options);

/// Runs of one to four tokens that occur in at least `least` abstracts, as lines of a model with
/// weights 0, after the lines of all facts and transitions.
std::string list_candidates(std::span<const GoldAbstract> abstracts, std::size_t least);

/// The model as text, without the cues whose weights are all small.
std::string print_model(const search::PartsModel& model, double smallest);

}  // namespace assay::bench
