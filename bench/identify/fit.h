#pragma once
/// Fits the weights of a lexicon to labelled works, drawn towards the weights set by hand.
/// Threads: one thread.

#include "gold.h"
#include "identify/tally_internal.h"

#include <cstddef>
#include <span>
#include <vector>

namespace assay::bench {

/// A labelled work as read, and its title alone as read.
struct Example {
  const Labelled* labelled = nullptr;
  identify::Reading whole;
  identify::Reading title;
};

std::vector<Example> read_examples(const identify::Lexicon& lexicon,
                                   std::span<const Labelled> labelled);

/// Sets the weights of clue entries, the bias and no_abstract of `lexicon` by logistic regression
/// on the examples of `chosen`, with a Gaussian prior around Entry::prior. Clues for keep weights
/// above 0 and clues against below 0. Examples of enriched strata get an offset of their own, so
/// that the bias is that of the unenriched ones.
void fit(identify::Lexicon& lexicon, std::span<const Example> examples,
         std::span<const std::size_t> chosen);

/// Back to the weights set by hand; only the bias is fitted.
void fit_bias_only(identify::Lexicon& lexicon, std::span<const Example> examples,
                   std::span<const std::size_t> chosen);

/// Probability of developer_led.
double probability(const identify::Lexicon& lexicon, const identify::Reading& reading);

}  // namespace assay::bench
