#pragma once
/// Related work: which works are about the same, wholly or in one part ("same problem, another
/// method").
///
/// Works are compared by TF-IDF cosine (Salton, Buckley 1988; sublinear counts, inverse frequencies
/// of the library smoothed by those of a large corpus) and by the cosine of their vectors of
/// meaning, taken from the library's mean (Mu, Viswanath 2018), each as standard scores among those
/// compared. The works that come out first then speak for those that are like them, too (Rocchio
/// 1971). With an aspect, words count by how far the sentence that has them tells that part
/// (search/parts.h), on both sides, beside the comparison of the whole.

#include "search/index.h"
#include "search/parts.h"
#include "work/work.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::search {

struct RelatedHit {
  WorkId id;
  /// Higher is more related; comparable within one ranking only.
  double score = 0;
  /// Words of the other work that speak most for the relation, as they stand there, best first; at
  /// most kSharedWords.
  std::vector<std::string> shared;
};

inline constexpr std::size_t kSharedWords = 5;

/// One ranking. Threads: one thread; many rankings at once over one Index.
class Related {
 public:
  /// `origin`: the work that others are compared with; its own id is never proposed nor ranked.
  Related(const Index& index, WorkId id, const Work& origin, std::optional<Role> aspect);
  Related(const Related&) = delete;
  Related& operator=(const Related&) = delete;
  ~Related();

  /// At most `count` works that may be related, likeliest first, found by the origin's most telling
  /// words and by meaning. None for an origin without words. Throws kCorrupt.
  [[nodiscard]] std::vector<WorkId> propose(std::size_t count) const;

  /// Takes a work into the comparison; what is added twice is compared once. A work that has no
  /// word in common is ranked last. Cost: some 0.1 ms, 2 KiB. Throws kCorrupt.
  void add(WorkId id, const Work& work);

  /// All that were added, most related first; ties: lower id.
  [[nodiscard]] std::vector<RelatedHit> rank() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::search
