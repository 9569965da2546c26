#pragma once
/// "Did you mean": the query with words that nobody wrote put right.

#include "search/analysis_internal.h"
#include "search/query.h"
#include "search/snapshot_internal.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace assay::search {

/// Edits between two words: insertions, deletions, substitutions and swaps of neighbours, each part
/// edited once (optimal string alignment; Damerau, CACM 7(3), 1964). `limit` + 1 when more.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

/// `query.text` with each plain word of four letters or more that no work holds replaced by the
/// nearest word of the index: one edit, from eight letters two, the more frequent first. Empty when
/// there is nothing to put right. Reads all words once. Throws kCorrupt.
std::string suggest(const Snapshot& snapshot, const Query& query, Analyser& analyser);

}  // namespace assay::search
