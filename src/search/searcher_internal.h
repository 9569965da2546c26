#pragma once
/// Answers a query over a snapshot.

#include "search/index.h"
#include "search/snapshot_internal.h"

namespace assay::search {

/// Threads: any number at once. Throws kCorrupt.
Results search_snapshot(const Snapshot& snapshot, const Query& query, const Options& options);

}  // namespace assay::search
