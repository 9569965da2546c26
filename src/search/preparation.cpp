#include "search/preparation_internal.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace assay::search {
namespace {

/// The query's lists in one segment, and how many documents each unit of the query has there.
class Preparation {
 public:
  Preparation(const LiveSegment& live, Analyser& analyser, std::vector<std::uint64_t>& dfs)
      : finder_(*live.segment, analyser), dfs_(dfs) {
    out_.live = &live;
  }

  SegmentQuery prepare(const Plan& plan, const Filters& filters, Analyser& analyser) {
    bool optional = false;
    for (const PlanClause& clause : plan.clauses) {
      if (clause.negated) {
        negate(clause);
      } else if (clause.required) {
        require(clause);
      } else {
        optional = true;
        for (const PlanTerm& term : clause.any_of) {
          add(finder_.find(term), out_.scored);
        }
      }
    }
    out_.needs_scored = optional && out_.required.empty();
    filter(filters, analyser);
    drive_by_filter();
    return std::move(out_);
  }

 private:
  /// The lists of a term as the next part of the query.
  void add(std::vector<Cursor> cursors, std::vector<ScoredList>& out) {
    if (dfs_.size() <= unit_) {
      dfs_.push_back(0);
    }
    for (Cursor& cursor : cursors) {
      dfs_[unit_] += cursor.df();
      out.push_back({std::move(cursor), 0, 0, unit_});
    }
    ++unit_;
  }

  void require(const PlanClause& clause) {
    RequiredLists required;
    for (const PlanTerm& term : clause.any_of) {
      add(finder_.find(term), required.lists);
    }
    for (const ScoredList& list : required.lists) {
      required.df += list.cursor.df();
    }
    out_.required.push_back(std::move(required));
  }

  void allow_all() {
    if (!out_.allowed) {
      out_.allowed.emplace(out_.live->segment->docs(), true);
    }
  }

  void negate(const PlanClause& clause) {
    allow_all();
    for (const PlanTerm& term : clause.any_of) {
      for (Cursor& list : finder_.find(term)) {
        out_.allowed->clear_all(std::move(list));
      }
    }
  }

  void keep_any(Space space, const std::vector<std::string>& values, Analyser& analyser) {
    allow_all();
    DocSet any(out_.live->segment->docs(), false);
    for (const std::string& value : values) {
      any.unite(space == Space::kSource ? finder_.find_source(value)
                                        : finder_.find_entry(space, name_words(value, analyser)));
    }
    out_.allowed->intersect(any);
  }

  void filter(const Filters& filters, Analyser& analyser) {
    for (const std::string& author : filters.authors) {
      keep_any(Space::kAuthor, {author}, analyser);
    }
    for (const std::string& organisation : filters.organisations) {
      keep_any(Space::kOrganisation, {organisation}, analyser);
    }
    if (!filters.venues.empty()) {
      keep_any(Space::kVenue, filters.venues, analyser);
    }
    if (!filters.sources.empty()) {
      keep_any(Space::kSource, filters.sources, analyser);
    }
  }

  /// A filter that leaves few documents leads, rather than looking at each match whether it passes.
  void drive_by_filter() {
    constexpr std::uint64_t kFew = 64;
    if (!out_.allowed || (!out_.needs_scored && out_.required.empty())) {
      return;
    }
    if (out_.allowed->count() < out_.live->segment->docs() / kFew) {
      auto list = std::make_shared<FlatList>();
      out_.allowed->for_each([&](std::uint32_t doc) {
        list->docs.push_back(doc);
        list->codes.push_back(0);
      });
      RequiredLists required;
      required.df = list->docs.size();
      required.lists.push_back(
          {Cursor::flat(std::move(list), out_.live->segment->norms()), 0, 0, std::nullopt});
      out_.required.push_back(std::move(required));
    }
  }

  ListFinder finder_;
  std::vector<std::uint64_t>& dfs_;
  std::size_t unit_ = 0;
  SegmentQuery out_;
};

void set_scales(std::vector<SegmentQuery>& queries, const std::vector<std::uint64_t>& dfs,
                std::uint64_t docs) {
  const auto set = [&](std::vector<ScoredList>& lists) {
    for (ScoredList& list : lists) {
      list.scale = list.unit ? term_scale(docs, dfs[*list.unit]) : 0;
    }
  };
  for (SegmentQuery& query : queries) {
    set(query.scored);
    for (RequiredLists& required : query.required) {
      set(required.lists);
    }
  }
}

}  // namespace

std::vector<SegmentQuery> prepare_lists(const Snapshot& snapshot, const Plan& plan,
                                        const Filters& filters, Analyser& analyser,
                                        std::vector<std::uint64_t>& dfs) {
  std::vector<SegmentQuery> queries;
  dfs.clear();
  for (const LiveSegment& live : snapshot.segments) {
    queries.push_back(Preparation(live, analyser, dfs).prepare(plan, filters, analyser));
  }
  set_scales(queries, dfs, snapshot.docs());
  return queries;
}

}  // namespace assay::search
