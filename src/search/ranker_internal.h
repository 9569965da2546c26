#pragma once
/// Finds the best documents of a segment without scoring them all: block-max MaxScore (Turtle and
/// Flood, "Query evaluation: strategies and optimizations", IPM 31(6), 1995; Ding and Suel, "Faster
/// top-k document retrieval using block-max indexes", SIGIR 2011; windows as in Lucene's
/// MaxScoreBulkScorer). Documents are never lost by it: bounds are never below a score, and scores
/// are sums of whole numbers.

#include "search/lists_internal.h"
#include "search/results_internal.h"
#include "search/snapshot_internal.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace assay::search {

/// A list whose documents score.
struct ScoredList {
  Cursor cursor;
  float scale = 0;                  ///< term_scale; 0 matches without a score.
  std::uint32_t bound = 0;          ///< Of a contribution in the stretch at hand; the ranker's own.
  std::optional<std::size_t> unit;  ///< Which part of the query it is; none has no score.
};

/// Lists of which one must hold a document. Walks over what any of them holds.
struct RequiredLists {
  std::vector<ScoredList> lists;
  std::uint64_t df = 0;  ///< At most so many documents.

  [[nodiscard]] std::uint64_t bound() const noexcept {
    std::uint64_t sum = 0;
    for (const ScoredList& list : lists) {
      sum += list.bound;
    }
    return sum;
  }
  std::uint32_t advance(std::uint32_t target) noexcept {
    std::uint32_t first = kNoDoc;
    for (ScoredList& list : lists) {
      first = std::min(first, list.cursor.advance(target));
    }
    return first;
  }
};

/// A query against one segment. The cursors are used up.
struct SegmentQuery {
  const LiveSegment* live = nullptr;
  std::vector<RequiredLists> required;
  std::vector<ScoredList> scored;  ///< Optional where something is required.
  std::optional<DocSet> allowed;   ///< What filters and negations leave.
  bool needs_scored = false;       ///< One of `scored` must hold the document.
};

/// Offers the documents of the segment to `collector`, all that could be among its best.
void rank(SegmentQuery& query, Collector& collector, bool prune);

/// All documents that match, dead ones and column filters aside.
DocSet match_all(const SegmentQuery& query);

}  // namespace assay::search
