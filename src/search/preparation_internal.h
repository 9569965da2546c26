#pragma once
/// From a plan to the lists that answer it in each segment of a snapshot.

#include "search/plan_internal.h"
#include "search/query.h"
#include "search/ranker_internal.h"
#include "search/snapshot_internal.h"

#include <cstdint>
#include <vector>

namespace assay::search {

/// A query for each segment, in their order. A unit of the query is a term of a clause that is not
/// negated, in the order of the plan. `dfs`: becomes the number of works that have each unit; empty
/// without segments. Throws kCorrupt.
std::vector<SegmentQuery> prepare_lists(const Snapshot& snapshot, const Plan& plan,
                                        const Filters& filters, Analyser& analyser,
                                        std::vector<std::uint64_t>& dfs);

}  // namespace assay::search
