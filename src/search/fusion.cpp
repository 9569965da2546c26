#include "search/bm25_internal.h"
#include "search/fusion_internal.h"

#include <algorithm>
#include <cmath>

namespace assay::search {
namespace {

/// A work this near counts as though it had the words that the best match lacks.
constexpr double kAsGoodAsWords = 0.5;
/// Works that have all the words a reader may look through; more are too many to go by words alone.
constexpr double kFewEnough = 20;
constexpr double kMeaningShare = 0.5;

/// The points of the units that a work has.
struct Matched {
  double all = 0;
  double meant = 0;
};

/// Of each work, by its place in `found`.
std::vector<Matched> points_matched(std::vector<SegmentQuery>& queries,
                                    const std::vector<AskedUnit>& units,
                                    const std::vector<Proposal>& found) {
  std::vector<Matched> matched(found.size());
  for (std::size_t segment = 0; segment < queries.size(); ++segment) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i].segment == segment) {
        places.push_back(i);
      }
    }
    std::sort(places.begin(), places.end(),
              [&](std::size_t a, std::size_t b) { return found[a].doc < found[b].doc; });
    // A unit may have several lists; a work is counted for the first that has it.
    std::vector<std::size_t> counted(found.size(), units.size());
    for (ScoredList& list : queries[segment].scored) {
      const AskedUnit& unit = units[*list.unit];
      for (const std::size_t place : places) {
        if (counted[place] != *list.unit &&
            list.cursor.advance(found[place].doc) == found[place].doc) {
          counted[place] = *list.unit;
          matched[place].all += unit.points;
          matched[place].meant += unit.meant ? unit.points : 0;
        }
      }
    }
  }
  return matched;
}

}  // namespace

double left_open(std::vector<SegmentQuery>& queries, const std::vector<AskedUnit>& units,
                 const std::vector<Proposal>& found) {
  double asked = 0;
  for (const AskedUnit& unit : units) {
    asked += unit.meant ? unit.points : 0;
  }
  if (found.empty()) {
    return asked;
  }
  constexpr double kRounding = 1e-6;
  const std::vector<Matched> matched = points_matched(queries, units, found);
  double most = 0;
  for (const Matched& work : matched) {
    most = std::max(most, work.all);
  }
  double alike = 0;
  double meant = 0;
  for (const Matched& work : matched) {
    if (work.all >= most - kRounding) {
      ++alike;
      meant = std::max(meant, work.meant);
    }
  }
  const double apart = static_cast<double>(kK1 + 1) * std::log(alike / kFewEnough) /
                       static_cast<double>(units.size());
  return std::max(0.0, asked - meant) + std::max(0.0, apart);
}

std::vector<double> fuse(const std::vector<Proposal>& proposals, double open) {
  std::vector<double> scores;
  scores.reserve(proposals.size());
  for (const Proposal& proposal : proposals) {
    scores.push_back(proposal.words + open * std::max(0.0, proposal.meaning) / kAsGoodAsWords);
  }
  return scores;
}

std::vector<double> fuse_by_shares(const std::vector<Proposal>& proposals) {
  double best_words = 0;
  double best_meaning = 0;
  for (const Proposal& proposal : proposals) {
    best_words = std::max(best_words, proposal.words);
    best_meaning = std::max(best_meaning, proposal.meaning);
  }
  std::vector<double> scores;
  scores.reserve(proposals.size());
  for (const Proposal& proposal : proposals) {
    const double words = best_words > 0 ? proposal.words / best_words : 0;
    const double meaning = best_meaning > 0 ? std::max(0.0, proposal.meaning) / best_meaning : 0;
    scores.push_back(words + kMeaningShare * meaning);
  }
  return scores;
}

}  // namespace assay::search
