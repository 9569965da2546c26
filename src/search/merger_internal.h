#pragma once
/// Several segments into one, without the documents that are dead.

#include "search/segment_internal.h"
#include "search/snapshot_internal.h"

#include <atomic>
#include <filesystem>
#include <vector>

namespace assay::search {

/// Writes the living documents of `sources`, ascending by work, as a segment; false (and no file)
/// when none is left or when `cancel` was set on the way. Requires: no work lives in two sources.
/// Memory grows with the vectors (dimensions bytes a document), not with the postings. Throws kIo,
/// kCorrupt.
bool merge_segments(const std::vector<LiveSegment>& sources, const std::filesystem::path& path,
                    const std::atomic<bool>& cancel);

}  // namespace assay::search
