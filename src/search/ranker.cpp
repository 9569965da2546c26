#include "search/ranker_internal.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

namespace assay::search {
namespace {

/// Documents whose scores are summed at once.
constexpr std::uint32_t kWindow = 4096;
/// Documents that bounds are worked out for at once, at least.
constexpr std::uint32_t kShortest = 1024;

/// Going over so many documents of a list costs what finding one in it does.
constexpr std::uint64_t kWalk = 12;

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
    return contribution(scale, impacts_[cursor.code()][norms_[doc]]);
  }
  [[nodiscard]] bool accepts(std::uint32_t doc) const noexcept {
    return !query_.live->is_dead(doc) && (!query_.allowed || query_.allowed->test(doc));
  }
  void offer(std::uint32_t doc, std::uint32_t score) {
    if (score >= need() && accepts(doc)) {
      collector_.offer(columns_[doc], score);
    }
  }
  /// A document matters only with this score at least.
  [[nodiscard]] std::uint32_t need() const noexcept { return prune_ ? collector_.need() : 0; }

  [[nodiscard]] std::uint64_t bound_required(std::uint32_t doc, std::uint32_t& end) noexcept;
  void take_lead(std::uint32_t begin, std::uint32_t end) noexcept;
  void thin_out(std::uint64_t bound);

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
  void sum_up(ScoredList& list, std::uint32_t begin, std::uint32_t end) noexcept;
  void take_marked(std::uint32_t begin, std::uint32_t count, std::uint32_t cut) noexcept;
  void drop_below(std::uint64_t rest, std::uint64_t needed) noexcept;
  void add_gains(ScoredList& list) noexcept;
  void walk(ScoredList& list, std::uint32_t first, std::uint32_t last) noexcept;
  void complete(std::size_t other_count);

  SegmentQuery& query_;
  Collector& collector_;
  const DocColumns* columns_;
  const std::uint8_t* norms_;
  std::uint32_t docs_;
  bool prune_;
  std::vector<std::uint64_t> bounds_;  ///< Sums of the lists' bounds, each with those before it.
  std::vector<Local> locals_;          ///< Ascending by bound.
  std::vector<std::uint64_t> prefix_;  ///< Sums of the bounds before.
  const ImpactTable& impacts_ = impacts();
  std::array<std::uint32_t, kWindow> sums_{};
  std::array<std::uint64_t, kWindow / 64> marks_{};  ///< Documents that sums_ has.
  // Documents that may be among the best, ascending, and their scores so far.
  std::size_t candidates_ = 0;
  std::array<std::uint32_t, kWindow + 1> docs_found_;
  std::array<std::uint32_t, kWindow + 1> scores_found_;
  std::array<std::uint32_t, kWindow + 1> gains_;  ///< Of candidate j at j + 1.
  std::array<std::uint16_t, kWindow> places_{};   ///< j + 1 where candidate j is, else 0.
};

/// What the documents from `doc` to `end` can score at most; sets `end`, kNoDoc when a required
/// part is over.
std::uint64_t Ranker::bound_required(std::uint32_t doc, std::uint32_t& end) noexcept {
  end = kNoDoc;
  for (RequiredLists& required : query_.required) {
    std::uint32_t part_end = kNoDoc;
    for (ScoredList& list : required.lists) {
      list.cursor.seek_block(doc);
      part_end = std::min(part_end, list.cursor.block_last());
    }
    if (part_end == kNoDoc) {
      end = kNoDoc;
      return 0;
    }
    end = std::min(end, part_end);
  }
  end = std::max(end, std::min(docs_ - 1, doc + kShortest));
  std::uint64_t bound = 0;
  for (RequiredLists& required : query_.required) {
    for (ScoredList& list : required.lists) {
      list.bound = list.unit ? contribution_bound(list.scale, list.cursor.impact_until(end)) : 0;
      bound += list.bound;
    }
  }
  for (const ScoredList& list : query_.scored) {
    bound += contribution_bound(list.scale, list.cursor.impact());
  }
  return bound;
}

void Ranker::rank_required() {
  std::vector<RequiredLists>& required = query_.required;
  std::sort(required.begin(), required.end(),
            [](const RequiredLists& a, const RequiredLists& b) { return a.df < b.df; });
  RequiredLists& lead = required.front();
  std::uint32_t doc = lead.advance(0);
  while (doc != kNoDoc) {
    std::uint32_t end = kNoDoc;
    const std::uint64_t bound = bound_required(doc, end);
    if (end == kNoDoc) {
      return;
    }
    if (bound < need()) {
      doc = lead.advance(end + 1);
      continue;
    }
    while (doc <= end) {
      take_lead(doc, end);
      doc = lead.advance(doc);
      thin_out(bound);
    }
  }
}

/// Makes candidates of the next documents that the rarest part has, from `begin` to at most `end`.
void Ranker::take_lead(std::uint32_t begin, std::uint32_t end) noexcept {
  std::vector<ScoredList>& lists = query_.required.front().lists;
  if (lists.size() > 1) {
    end = std::min(end, begin + kWindow - 1);
    for (ScoredList& list : lists) {
      sum_up(list, begin, end);
    }
    take_marked(begin, end - begin + 1, 1);
    return;
  }
  const ScoredList& list = lists.front();
  Cursor& cursor = lists.front().cursor;
  const Cursor::Run run = cursor.run();
  candidates_ = 0;
  while (candidates_ < run.count && run.docs[candidates_] <= end) {
    const std::uint32_t doc = run.docs[candidates_];
    docs_found_[candidates_] = doc;
    scores_found_[candidates_] =
        list.unit ? contribution(list.scale, impacts_[run.codes[candidates_]][norms_[doc]]) : 0;
    ++candidates_;
  }
  cursor.consume(candidates_);
}

/// Keeps the candidates that all other required parts have and that may still reach what is needed;
/// `bound` is that of all lists together here.
void Ranker::thin_out(std::uint64_t bound) {
  std::uint64_t rest = bound - query_.required.front().bound();
  const std::uint64_t needed = need();
  for (std::size_t at = 1; at < query_.required.size(); ++at) {
    RequiredLists& part = query_.required[at];
    drop_below(rest, needed);
    if (candidates_ == 0) {
      return;
    }
    std::fill_n(gains_.begin(), candidates_ + 1, 0);
    for (ScoredList& list : part.lists) {
      add_gains(list);
    }
    const std::uint32_t counted = part.lists.front().unit ? 1 : 0;
    std::size_t kept = 0;
    for (std::size_t j = 0; j < candidates_; ++j) {
      docs_found_[kept] = docs_found_[j];
      scores_found_[kept] = scores_found_[j] + counted * gains_[j + 1];
      kept += gains_[j + 1] > 0 ? 1U : 0U;
    }
    candidates_ = kept;
    rest -= part.bound();
  }
  for (std::size_t j = 0; j < candidates_; ++j) {
    const std::uint32_t doc = docs_found_[j];
    if (scores_found_[j] + rest < needed) {
      continue;
    }
    std::uint32_t score = scores_found_[j];
    bool held = false;
    for (ScoredList& list : query_.scored) {
      if (list.cursor.advance(doc) == doc) {
        score += score_of(list.cursor, list.scale, doc);
        held = true;
      }
    }
    if (held || !query_.needs_scored) {
      offer(doc, score);
    }
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
  std::sort(lists.begin(), lists.end(),
            [&](const ScoredList& a, const ScoredList& b) { return bound_of(a) < bound_of(b); });
  std::uint64_t sum = 0;
  for (const ScoredList& list : lists) {
    bounds_.push_back(sum += bound_of(list));
  }
  for (std::uint32_t begin = 0; begin < docs_;) {
    const std::uint32_t needed = need();
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
      const std::uint32_t bound = contribution_bound(list.scale, list.cursor.impact_until(end));
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
  while (true) {
    std::uint32_t from = kNoDoc;
    for (std::size_t i = other_count; i < locals_.size(); ++i) {
      from = std::min(from, locals_[i].list->cursor.doc());
    }
    if (from > end) {
      return;
    }
    const std::uint32_t to = end - from >= kWindow ? from + kWindow - 1 : end;
    rank_several(other_count, from, to);
    if (to == end) {
      return;
    }
  }
}

void Ranker::rank_single(std::size_t other_count, std::uint32_t end) {
  ScoredList& list = *locals_[other_count].list;
  Cursor& cursor = list.cursor;
  const std::uint64_t others = prefix_[other_count];
  while (cursor.doc() <= end) {
    const Cursor::Run run = cursor.run();
    const std::uint64_t needed = need();
    candidates_ = 0;
    std::size_t i = 0;
    for (; i < run.count && run.docs[i] <= end; ++i) {
      const std::uint32_t score =
          contribution(list.scale, impacts_[run.codes[i]][norms_[run.docs[i]]]);
      docs_found_[candidates_] = run.docs[i];
      scores_found_[candidates_] = score;
      candidates_ += score + others >= needed ? 1U : 0U;
    }
    cursor.consume(i);
    complete(other_count);
  }
}

void Ranker::rank_several(std::size_t other_count, std::uint32_t begin, std::uint32_t end) {
  const std::uint64_t others = prefix_[other_count];
  const std::uint32_t needed = need();
  const std::uint32_t cut =
      needed > others ? std::max(1U, static_cast<std::uint32_t>(needed - others)) : 1U;
  for (std::size_t at = other_count; at < locals_.size(); ++at) {
    sum_up(*locals_[at].list, begin, end);
  }
  take_marked(begin, end - begin + 1, cut);
  complete(other_count);
}

/// Adds a list's documents from `begin` to `end` into sums_, and marks them.
void Ranker::sum_up(ScoredList& list, std::uint32_t begin, std::uint32_t end) noexcept {
  Cursor& cursor = list.cursor;
  while (cursor.doc() <= end) {
    const Cursor::Run run = cursor.run();
    std::size_t count = run.count;
    while (run.docs[count - 1] > end) {
      --count;
    }
    std::uint32_t word = (run.docs[0] - begin) / 64;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t doc = run.docs[i];
      const std::uint32_t place = doc - begin;
      sums_[place] += contribution(list.scale, impacts_[run.codes[i]][norms_[doc]]);
      if (place / 64 != word) {
        marks_[word] |= bits;
        word = place / 64;
        bits = 0;
      }
      bits |= std::uint64_t{1} << place % 64;
    }
    marks_[word] |= bits;
    cursor.consume(count);
  }
}

/// Takes the marked documents that score `cut` or more as candidates; clears sums and marks.
void Ranker::take_marked(std::uint32_t begin, std::uint32_t count, std::uint32_t cut) noexcept {
  candidates_ = 0;
  for (std::uint32_t word = 0; word * 64 < count; ++word) {
    for (std::uint64_t bits = std::exchange(marks_[word], 0); bits != 0; bits &= bits - 1) {
      const std::uint32_t place = word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
      const std::uint32_t sum = std::exchange(sums_[place], 0);
      docs_found_[candidates_] = begin + place;
      scores_found_[candidates_] = sum;
      candidates_ += sum >= cut ? 1U : 0U;
    }
  }
}

/// Drops the candidates that do not reach `needed` with `rest` more.
void Ranker::drop_below(std::uint64_t rest, std::uint64_t needed) noexcept {
  std::size_t kept = 0;
  for (std::size_t j = 0; j < candidates_; ++j) {
    docs_found_[kept] = docs_found_[j];
    scores_found_[kept] = scores_found_[j];
    kept += scores_found_[j] + rest >= needed ? 1U : 0U;
  }
  candidates_ = kept;
}

/// Adds what `list` gives each candidate to gains_.
void Ranker::add_gains(ScoredList& list) noexcept {
  const std::uint32_t first = docs_found_[0];
  const std::uint32_t last = docs_found_[candidates_ - 1];
  const std::uint64_t passed = std::uint64_t{list.cursor.df()} * (last - first + 1) / docs_;
  if (last - first < kWindow && passed < kWalk * candidates_) {
    walk(list, first, last);
    return;
  }
  for (std::size_t j = 0; j < candidates_; ++j) {
    if (list.cursor.advance(docs_found_[j]) == docs_found_[j]) {
      gains_[j + 1] += score_of(list.cursor, list.scale, docs_found_[j]);
    }
  }
}

/// The same for candidates from `first` to `last`, by going over the list.
void Ranker::walk(ScoredList& list, std::uint32_t first, std::uint32_t last) noexcept {
  for (std::size_t j = 0; j < candidates_; ++j) {
    places_[docs_found_[j] - first] = static_cast<std::uint16_t>(j + 1);
  }
  Cursor& cursor = list.cursor;
  cursor.advance(first);
  while (cursor.doc() <= last) {
    const Cursor::Run run = cursor.run();
    std::size_t count = run.count;
    while (run.docs[count - 1] > last) {
      --count;
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t doc = run.docs[i];  // gains_[0] takes what is no candidate
      gains_[places_[doc - first]] += contribution(list.scale, impacts_[run.codes[i]][norms_[doc]]);
    }
    cursor.consume(count);
  }
  for (std::size_t j = 0; j < candidates_; ++j) {
    places_[docs_found_[j] - first] = 0;
  }
}

/// Adds what the first `other_count` lists give the candidates, the one that can give most first,
/// and drops candidates on the way that can no longer reach what is needed.
void Ranker::complete(std::size_t other_count) {
  const std::uint64_t needed = need();
  for (std::size_t i = other_count; i > 0; --i) {
    drop_below(prefix_[i], needed);
    if (candidates_ == 0) {
      return;
    }
    std::fill_n(gains_.begin(), candidates_ + 1, 0);
    add_gains(*locals_[i - 1].list);
    for (std::size_t j = 0; j < candidates_; ++j) {
      scores_found_[j] += gains_[j + 1];
    }
  }
  for (std::size_t j = 0; j < candidates_; ++j) {
    offer(docs_found_[j], scores_found_[j]);
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
