#include "search/ranker_internal.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace assay::search {
namespace {

/// Documents whose scores are summed at once.
constexpr std::uint32_t kWindow = 4096;
/// Documents that bounds are worked out for at once, at least.
constexpr std::uint32_t kShortest = 1024;

class Ranker {
 public:
  Ranker(SegmentQuery& query, Collector& collector, bool prune)
      : query_(query),
        collector_(collector),
        columns_(query.live->segment->columns()),
        norms_(query.live->segment->norms()),
        docs_(query.live->segment->docs()),
        prune_(prune) {}

  void rank_required();
  void rank_any();

 private:
  [[nodiscard]] std::uint32_t score_of(Cursor& cursor, float scale, std::uint32_t doc) noexcept {
    return contribution(scale, impacts()[cursor.code()][norms_[doc]]);
  }
  [[nodiscard]] bool accepts(std::uint32_t doc) const noexcept {
    return !query_.live->is_dead(doc) && (!query_.allowed || query_.allowed->test(doc));
  }
  void offer(std::uint32_t doc, std::uint32_t score) {
    if (accepts(doc)) {
      collector_.offer(columns_[doc], score);
    }
  }
  /// A document from `doc` on matters only with this score at least.
  [[nodiscard]] std::uint32_t need(std::uint32_t doc) const noexcept {
    return prune_ ? collector_.need(columns_[doc].work) : 0;
  }

  [[nodiscard]] std::uint64_t bound_required(std::uint32_t doc, std::uint32_t& end) noexcept;
  void score_required(std::uint32_t doc);

  /// A list in the window at hand.
  struct Local {
    ScoredList* list;
    std::uint32_t bound;
  };
  [[nodiscard]] std::size_t first_essential(std::uint32_t needed) const noexcept;
  [[nodiscard]] std::uint64_t bound_window(std::uint32_t begin, std::uint32_t end) noexcept;
  void rank_window(std::uint32_t begin, std::uint32_t end, std::uint32_t needed);
  void rank_single(std::size_t other_count, std::uint32_t end);
  void rank_several(std::size_t other_count, std::uint32_t begin, std::uint32_t end);
  void complete(std::uint32_t doc, std::uint64_t score, std::size_t other_count);

  SegmentQuery& query_;
  Collector& collector_;
  const DocColumns* columns_;
  const std::uint8_t* norms_;
  std::uint32_t docs_;
  bool prune_;
  std::vector<std::uint64_t> bounds_;   ///< Sums of the lists' bounds, each with those before it.
  std::vector<Local> locals_;           ///< Ascending by bound.
  std::vector<std::uint64_t> prefix_;   ///< Sums of the bounds before.
  std::array<std::uint32_t, kWindow> sums_{};
};

/// What the documents from `doc` to `end` can score at most; sets `end`.
std::uint64_t Ranker::bound_required(std::uint32_t doc, std::uint32_t& end) noexcept {
  std::uint64_t bound = 0;
  end = kNoDoc;
  for (RequiredLists& required : query_.required) {
    for (ScoredList& list : required.lists) {
      list.cursor.seek_block(doc);
      end = std::min(end, list.cursor.block_last());
    }
  }
  for (const RequiredLists& required : query_.required) {
    for (const ScoredList& list : required.lists) {
      bound += list.unit ? contribution_bound(list.scale, list.cursor.block_impact()) : 0;
    }
  }
  for (const ScoredList& list : query_.scored) {
    bound += contribution_bound(list.scale, list.cursor.impact());
  }
  return bound;
}

void Ranker::score_required(std::uint32_t doc) {
  if (!accepts(doc)) {
    return;
  }
  std::uint32_t score = 0;
  for (RequiredLists& required : query_.required) {
    for (ScoredList& list : required.lists) {
      if (list.unit && list.cursor.doc() == doc) {
        score += score_of(list.cursor, list.scale, doc);
      }
    }
  }
  bool held = false;
  for (ScoredList& list : query_.scored) {
    if (list.cursor.advance(doc) == doc) {
      score += score_of(list.cursor, list.scale, doc);
      held = true;
    }
  }
  if (held || !query_.needs_scored) {
    collector_.offer(columns_[doc], score);
  }
}

void Ranker::rank_required() {
  std::vector<RequiredLists>& required = query_.required;
  std::sort(required.begin(), required.end(),
            [](const RequiredLists& a, const RequiredLists& b) { return a.df < b.df; });
  RequiredLists& lead = required.front();
  std::uint32_t bounded_to = 0;
  bool bounded = false;
  std::uint32_t doc = lead.advance(0);
  while (doc != kNoDoc) {
    const std::uint32_t needed = need(doc);
    if (needed > 1 && (!bounded || doc > bounded_to)) {
      bounded = true;
      if (bound_required(doc, bounded_to) < needed) {
        if (bounded_to == kNoDoc) {
          return;
        }
        doc = lead.advance(bounded_to + 1);
        bounded = false;
        continue;
      }
    }
    std::uint32_t found = doc;
    for (std::size_t i = 1; i < required.size() && found == doc; ++i) {
      found = required[i].advance(doc);
    }
    if (found == doc) {
      score_required(doc);
      found = doc + 1;
    }
    doc = found == kNoDoc ? kNoDoc : lead.advance(found);
  }
}

/// The first list without which a document cannot reach `needed`: documents only in those before it
/// score too little. Lists are in order of their bounds.
std::size_t Ranker::first_essential(std::uint32_t needed) const noexcept {
  std::size_t first = 0;
  while (first < bounds_.size() && bounds_[first] < needed) {
    ++first;
  }
  return first;
}

void Ranker::rank_any() {
  std::vector<ScoredList>& lists = query_.scored;
  const auto bound_of = [](const ScoredList& list) {
    return contribution_bound(list.scale, list.cursor.impact());
  };
  std::sort(lists.begin(), lists.end(), [&](const ScoredList& a, const ScoredList& b) {
    return bound_of(a) < bound_of(b);
  });
  std::uint64_t sum = 0;
  for (const ScoredList& list : lists) {
    bounds_.push_back(sum += bound_of(list));
  }
  for (std::uint32_t begin = 0; begin < docs_;) {
    const std::uint32_t needed = need(begin);
    const std::size_t essential = first_essential(needed);
    std::uint32_t first = kNoDoc;
    std::uint32_t end = docs_ - 1;
    for (std::size_t i = essential; i < lists.size(); ++i) {
      Cursor& cursor = lists[i].cursor;
      cursor.seek_block(begin);
      if (cursor.block_last() != kNoDoc) {
        first = std::min(first, cursor.doc() == kNoDoc ? begin : std::max(begin, cursor.doc()));
      }
    }
    if (first == kNoDoc) {
      return;
    }
    begin = first;
    for (std::size_t i = essential; i < lists.size(); ++i) {
      lists[i].cursor.seek_block(begin);
      // Short windows cost more than loose bounds.
      end = std::min(end, std::max(lists[i].cursor.block_last(), begin + kShortest));
    }
    end = std::min(end, docs_ - 1);
    if (bound_window(begin, end) >= needed) {
      rank_window(begin, end, needed);
    }
    begin = end + 1;
  }
}

/// What a document from `begin` to `end` can score at most; leaves the lists there in locals_.
std::uint64_t Ranker::bound_window(std::uint32_t begin, std::uint32_t end) noexcept {
  std::uint64_t all = 0;
  locals_.clear();
  for (ScoredList& list : query_.scored) {
    list.cursor.seek_block(begin);
    if (list.cursor.block_last() != kNoDoc) {
      const std::uint32_t bound =
          contribution_bound(list.scale, list.cursor.impact_until(end));
      locals_.push_back({&list, bound});
      all += bound;
    }
  }
  return all;
}

void Ranker::rank_window(std::uint32_t begin, std::uint32_t end, std::uint32_t needed) {
  std::sort(locals_.begin(), locals_.end(),
            [](const Local& a, const Local& b) { return a.bound < b.bound; });
  prefix_.assign(1, 0);
  for (const Local& local : locals_) {
    prefix_.push_back(prefix_.back() + local.bound);
  }
  // Documents only in the first lists cannot reach what is needed.
  std::size_t other_count = 0;
  while (other_count + 1 < locals_.size() && prefix_[other_count + 1] < needed) {
    ++other_count;
  }
  for (std::size_t i = other_count; i < locals_.size(); ++i) {
    locals_[i].list->cursor.advance(begin);
  }
  if (other_count + 1 == locals_.size()) {
    rank_single(other_count, end);
    return;
  }
  for (std::uint32_t from = begin;;) {
    std::uint32_t first = kNoDoc;
    for (std::size_t i = other_count; i < locals_.size(); ++i) {
      first = std::min(first, locals_[i].list->cursor.doc());
    }
    if (first > end) {
      return;
    }
    from = first;
    const std::uint32_t to = end - from >= kWindow ? from + kWindow - 1 : end;
    rank_several(other_count, from, to);
    if (to == end) {
      return;
    }
    from = to + 1;
  }
}

void Ranker::rank_single(std::size_t other_count, std::uint32_t end) {
  ScoredList& list = *locals_[other_count].list;
  Cursor& cursor = list.cursor;
  while (cursor.doc() != kNoDoc && cursor.doc() <= end) {
    const Cursor::Run run = cursor.run();
    const std::uint32_t needed = need(run.docs[0]);
    const std::uint64_t others = prefix_[other_count];
    std::size_t i = 0;
    for (; i < run.count && run.docs[i] <= end; ++i) {
      const std::uint32_t score =
          contribution(list.scale, impacts()[run.codes[i]][norms_[run.docs[i]]]);
      if (score + others >= needed) {
        complete(run.docs[i], score, other_count);
      }
    }
    cursor.consume(i);
  }
}

void Ranker::rank_several(std::size_t other_count, std::uint32_t begin, std::uint32_t end) {
  const ImpactTable& table = impacts();
  for (std::size_t at = other_count; at < locals_.size(); ++at) {
    Cursor& cursor = locals_[at].list->cursor;
    const float scale = locals_[at].list->scale;
    while (cursor.doc() <= end) {
      const Cursor::Run run = cursor.run();
      std::size_t i = 0;
      if (run.docs[run.count - 1] <= end) {
        for (; i < run.count; ++i) {
          const std::uint32_t doc = run.docs[i];
          sums_[doc - begin] += contribution(scale, table[run.codes[i]][norms_[doc]]);
        }
      } else {
        for (; run.docs[i] <= end; ++i) {
          const std::uint32_t doc = run.docs[i];
          sums_[doc - begin] += contribution(scale, table[run.codes[i]][norms_[doc]]);
        }
      }
      cursor.consume(i);
    }
  }
  const std::uint64_t others = prefix_[other_count];
  const std::uint32_t count = end - begin + 1;
  std::uint32_t needed = need(begin);
  std::uint32_t cut = needed > others ? std::max<std::uint32_t>(
                                            1, static_cast<std::uint32_t>(needed - others))
                                      : 1;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (sums_[i] >= cut) {
      complete(begin + i, sums_[i], other_count);
      needed = need(begin + i);
      cut = needed > others ? std::max<std::uint32_t>(
                                  1, static_cast<std::uint32_t>(needed - others))
                            : 1;
    }
  }
  std::fill_n(sums_.begin(), count, 0);
}

void Ranker::complete(std::uint32_t doc, std::uint64_t score, std::size_t other_count) {
  const std::uint32_t needed = need(doc);
  for (std::size_t i = other_count; i > 0; --i) {
    if (score + prefix_[i] < needed) {
      return;
    }
    ScoredList& list = *locals_[i - 1].list;
    if (list.cursor.advance(doc) == doc) {
      score += score_of(list.cursor, list.scale, doc);
    }
  }
  if (score >= needed) {
    offer(doc, static_cast<std::uint32_t>(score));
  }
}

}  // namespace

void rank(SegmentQuery& query, Collector& collector, bool prune) {
  Ranker ranker(query, collector, prune);
  if (query.required.empty()) {
    ranker.rank_any();
  } else {
    ranker.rank_required();
  }
}

DocSet match_all(const SegmentQuery& query) {
  const std::uint32_t docs = query.live->segment->docs();
  DocSet out(docs, query.required.empty() && !query.needs_scored);
  if (query.needs_scored) {
    for (const ScoredList& list : query.scored) {
      out.set_all(list.cursor);
    }
  }
  bool first = !query.needs_scored;
  for (const RequiredLists& required : query.required) {
    DocSet any(docs, false);
    for (const ScoredList& list : required.lists) {
      any.set_all(list.cursor);
    }
    if (first) {
      out = std::move(any);
    } else {
      out.intersect(any);
    }
    first = false;
  }
  if (query.allowed) {
    out.intersect(*query.allowed);
  }
  return out;
}

}  // namespace assay::search
