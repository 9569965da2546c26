#pragma once
/// What belongs to a quantity in its sentence: the metric, the change, the data set, what it is
/// compared with, the hardware. Threads: pure functions.

#include "identify/claim_quantities_internal.h"

#include <cstdint>
#include <vector>

namespace assay::identify {

/// Tokens [first, last]; none when `last` < `first`.
struct Phrase {
  std::uint32_t first = 1;
  std::uint32_t last = 0;
  [[nodiscard]] bool empty() const noexcept { return last < first; }
};

/// The parts of one quantity. Pointers are into ClaimText::terms.
struct Parts {
  const Term* metric = nullptr;
  double metric_cost = 0;  ///< How far away it was found: 0 right beside.
  const Term* change = nullptr;
  bool change_after = false;      ///< "3x faster" rather than "speeds up by 3x".
  std::uint32_t inherited = 0;    ///< The verb is the quantity's before: what it changes begins
                                  ///< here. "reduces time by 2x and *memory* by 4x".
  const Term* achieve = nullptr;  ///< "achieves", "with" ... before it.
  const Term* take = nullptr;     ///< "takes", "runs", "fits" ... before it.
  const Term* versus = nullptr;
  const Term* setting = nullptr;
  Phrase measured;  ///< Where no metric is known: "reduces the <NP> by 3x".
  Phrase dataset;
  Phrase baseline;
  bool in_group = false;  ///< One of a list of quantities, but not its first.
};

/// Names of data sets and benchmarks by place: those of the list, and those that look like names
/// before "dataset" and the like or after "on". They do not overlap.
std::vector<Phrase> find_datasets(const TermSet& terms, const ClaimText& text,
                                  const Sentence& sentence,
                                  const std::vector<Quantity>& quantities);

/// The parts of each quantity; same length and order.
std::vector<Parts> find_parts(const TermSet& terms, const ClaimText& text, const Sentence& sentence,
                              const std::vector<Quantity>& quantities);

}  // namespace assay::identify
