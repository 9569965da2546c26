#pragma once
/// Words and meaning as one score.

#include "search/ranker_internal.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::search {

/// A work put forward, with what words and meaning say of it.
struct Proposal {
  std::int64_t work = 0;
  std::size_t segment = 0;
  std::uint32_t doc = 0;
  double words = 0;    ///< BM25.
  double meaning = 0;  ///< Cosine.
  bool has_words = false;
};

/// A word, phrase or prefix of the query.
struct AskedUnit {
  double points = 0;   ///< The most that it can add to BM25; 0 when every match has it.
  bool meant = false;  ///< The query's vector says it, too.
};

/// What words leave open, in points of BM25: those of the meant units that the work which has most
/// of the query lacks; and where more works have as many than one looks through, what it would take
/// to tell these apart, the less the more units there are to go by. 0: words alone will do.
/// `queries`: one a segment, used up. `found`: the best works by words.
double left_open(std::vector<SegmentQuery>& queries, const std::vector<AskedUnit>& units,
                 const std::vector<Proposal>& found);

/// For each of `proposals` its BM25 and, where words leave something open, a share of that: all of
/// it for a work that is half as near as can be.
std::vector<double> fuse(const std::vector<Proposal>& proposals, double open);

/// For what no one has typed (a work's own words): the share of the best, meaning counting half.
std::vector<double> fuse_by_shares(const std::vector<Proposal>& proposals);

}  // namespace assay::search
