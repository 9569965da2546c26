#pragma once
/// How much `assay related --aspect` owes to the model that splits abstracts.

#include "gold.h"

#include <vector>

namespace assay::bench {

/// Prints, for each aspect, how many of the ten works that come first when abstracts are split as
/// labelled are among the ten when the model splits them, and when nothing is split; each held-out
/// work of `gold` asks for the others of these. Throws kIo.
void judge_aspects(const std::vector<GoldAbstract>& gold);

}  // namespace assay::bench
