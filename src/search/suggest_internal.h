#pragma once
/// "Did you mean": the query with words that nobody wrote put right.

#include "search/analysis_internal.h"
#include "search/query.h"
#include "search/snapshot_internal.h"

#include <string>

namespace assay::search {

/// `query.text` with each plain word of four letters or more that no work holds replaced by the
/// nearest word of the index: one edit, from eight letters two, the more frequent first. Empty when
/// there is nothing to put right. Reads all words once. Throws kCorrupt.
std::string suggest(const Snapshot& snapshot, const Query& query, Analyser& analyser);

}  // namespace assay::search
