#pragma once
/// Works that a text names whose addresses the work's own text does not show any more: Markdown
/// that was made plain. Private to the room. Threads: pure functions.

#include "work/work.h"

#include <string_view>

namespace assay::source {

/// Adds a link for each paper and repository that `raw` names, with the word that find_mentions has
/// for it ("implements", "code", "cites" ...); those that the work has or is are left out, and a
/// change's repositories, which are its own.
void add_found_works(Work& work, std::string_view raw);

}  // namespace assay::source
