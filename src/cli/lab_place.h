#pragma once
/// Placement: an experienced reader passes a hard lab, and what it builds on counts as known.
/// Threads: one thread.

#include "cli/lab_folder.h"

namespace assay::cli {

/// Prints the labs that are worth it: not solved, with most that is not known before them.
int list_placements(const Context& context);

/// Notes that all which the folder's lab builds on is known, as far as it was not solved.
void place_before(const Context& context, const practice::Catalogue& catalogue,
                  const LabFolder& folder, const LabMemories& memories);

}  // namespace assay::cli
