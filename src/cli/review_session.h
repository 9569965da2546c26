#pragma once
/// The review in the terminal: a card's front, a key, its back, a grade; each answer is kept at
/// once. Threads: one thread.

#include "cli/context.h"

#include <cstddef>

namespace assay::cli {

struct ReviewOptions {
  std::size_t limit = 0;  ///< Most answers to take; 0 for all.
  bool trust_clock = false;
};

/// Asks for due cards until none is left, the limit is reached, or the user quits. On a terminal
/// single keys are read; else a line each (1 to 4, u, q, anything else reveals). Returns the exit
/// status. Throws what grade_card throws.
int run_review_session(const Context& context, const ReviewOptions& options);

}  // namespace assay::cli
