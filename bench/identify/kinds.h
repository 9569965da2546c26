#pragma once
/// Figures of works of other kinds than papers, printed. Threads: one thread.

#include "identify/train.h"

#include <span>

namespace assay::bench {

/// Both dials, a line a kind: of the works of the stratum "held-out" by weights of other kinds that
/// were fitted to the others, then of all in cross-validation. What papers taught is the shipped
/// model's. Requires works of other kinds, each with `research`.
void print_kinds(const identify::Lexicon& lexicon, std::span<const identify::Example> examples,
                 std::size_t folds);

}  // namespace assay::bench
