#pragma once
/// Answers a query over a snapshot.

#include "search/index.h"
#include "search/snapshot_internal.h"

#include <string>
#include <vector>

namespace assay::search {

/// `encoder`: what the snapshot's vectors were made by; null: the StaticEncoder. Threads: any
/// number at once. Throws kCorrupt, and as Index::search.
Results search_snapshot(const Snapshot& snapshot, const Query& query, const Options& options,
                        const TextEncoder* encoder);

/// Works that have some of `terms` or are near `vector`, as options.mode says. Requires a vector
/// unless that is kWords. Threads: likewise.
Results search_alike(const Snapshot& snapshot, const std::vector<std::string>& terms,
                     std::vector<float> vector, const Options& options);

}  // namespace assay::search
