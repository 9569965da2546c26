#include "search/encoder.h"
#include "search/encoding_internal.h"
#include "search/learnt_words_internal.h"
#include "search/ranker_internal.h"
#include "search/searcher_internal.h"
#include "search/suggest_internal.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

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

/// How much meaning counts beside words, each as a share of the best; chosen on title queries
/// (docs/benchmarks.md).
constexpr float kMeaningShare = 0.5F;
/// Works found by meaning alone must be as near as this; those that will be compared more closely,
/// as this.
constexpr float kNear = 0.3F;
constexpr float kNearEnough = 0.1F;
/// Works that either side puts forward.
constexpr std::size_t kPool = 200;

/// A work put forward, with what words and meaning say of it.
struct Proposal {
  std::int64_t work = 0;
  std::size_t segment = 0;
  std::uint32_t doc = 0;
  double words = 0;
  double meaning = 0;
  bool has_words = false;
};

/// One search over a snapshot.
class Search {
 public:
  Search(const Snapshot& snapshot, const Query& query, const Options& options,
         const TextEncoder* encoder)
      : Search(snapshot, query, options, make_plan(query, local_analyser()), {}) {
    encoder_ = encoder;
  }

  /// With `vector` for what the query means; none: it is made when asked for.
  Search(const Snapshot& snapshot, const Query& query, const Options& options, Plan plan,
         std::vector<float> vector)
      : snapshot_(snapshot),
        query_(query),
        options_(options),
        analyser_(local_analyser()),
        plan_(std::move(plan)),
        vector_(std::move(vector)),
        near_(vector_.empty() ? kNear : kNearEnough) {
    for (const PlanClause& clause : plan_.clauses) {
      ranked_ = ranked_ || !clause.negated;
    }
  }

  Results run() {
    if (plan_.nothing) {
      return {};
    }
    const bool meant = ranked_ && options_.sort == Sort::kRelevance &&
                       options_.mode != SearchMode::kWords && (!vector_.empty() || make_vector());
    if (!meant) {
      Results results = by_words(options_);
      suggest_into(results);
      results.without_meaning = std::move(without_meaning_);
      return results;
    }
    Options wide = options_;
    wide.offset = 0;
    wide.k = std::max(kPool, options_.k + options_.offset);
    Results results = by_words(wide);
    std::vector<Proposal> proposals = by_meaning();
    if (options_.mode == SearchMode::kMeaning) {
      results.total = proposals.size();
    } else {
      join(results, proposals);
    }
    order(std::move(proposals), results);
    suggest_into(results);
    return results;
  }

 private:
  std::vector<SegmentQuery> prepare() {
    std::vector<SegmentQuery> queries;
    std::vector<std::uint64_t> dfs;
    for (const LiveSegment& live : snapshot_.segments) {
      queries.push_back(
          Preparation(live, analyser_, dfs).prepare(plan_, query_.filters, analyser_));
    }
    set_scales(queries, dfs, snapshot_.docs());
    return queries;
  }

  Results by_words(const Options& options) {
    std::vector<SegmentQuery> queries = prepare();
    Collector collector(options, query_.filters, ranked_);
    for (SegmentQuery& part : queries) {
      if (options.count || options.facets || !collector.by_score()) {
        const DocColumns* columns = part.live->segment->columns();
        match_all(part).for_each([&](std::uint32_t doc) {
          if (!part.live->is_dead(doc)) {
            collector.count(columns[doc]);
          }
        });
      }
      if (collector.by_score() && collector.keeps_any()) {
        rank(part, collector, options.prune);
      }
    }
    Results results = collector.finish();
    if (!options.count && !options.facets && collector.by_score()) {
      results.total = results.hits.size();
    }
    return results;
  }

  /// The query as a vector; false when there is none.
  bool make_vector() { return encoder_ == nullptr ? add_up_vector() : ask_for_vector(); }

  /// False when the encoder cannot be asked and words alone will do.
  bool ask_for_vector() {
    const std::string text = encoded_text(query_);
    if (text.empty() || snapshot_.docs() == 0) {
      return false;
    }
    try {
      vector_ = query_vector(*encoder_, text, snapshot_);
    } catch (const Error& error) {
      if (options_.mode == SearchMode::kMeaning) {
        throw;
      }
      without_meaning_ = error;
    }
    return !vector_.empty();
  }

  /// False when nothing is known of the query's words.
  bool add_up_vector() {
    const StaticEncoder& encoder = StaticEncoder::shipped();
    std::vector<WeightedToken> tokens;
    LearntWords learnt(snapshot_);
    vector_.resize(encoder.dimensions(), 0);
    bool known = false;
    for (const PlanClause& clause : plan_.clauses) {
      for (const PlanTerm& term : clause.any_of) {
        for (const std::string& word : term.alternatives.front().terms) {
          if (clause.negated || term.prefix) {
            continue;
          }
          if (const std::uint32_t number = encoder.find(word); number != StaticEncoder::kNoWord) {
            tokens.push_back({number, token_weight(1)});
            known = true;
          } else if (const std::vector<float> vector = learnt.vector(word); !vector.empty()) {
            std::transform(vector.begin(), vector.end(), vector_.begin(), vector_.begin(),
                           std::plus<>());
            known = true;
          }
        }
      }
    }
    encoder.add(tokens, vector_.data());
    make_unit(vector_);
    return known;
  }

  /// Whether a segment's vectors can be compared with the query's: those of one that was written
  /// before the encoder gave any cannot.
  [[nodiscard]] bool has_vectors(const LiveSegment& live) const noexcept {
    return live.segment->vectors().dimensions() == vector_.size();
  }

  /// The nearest works that the filters and required words let through.
  std::vector<Proposal> by_meaning() {
    const Collector filter(options_, query_.filters, ranked_);
    std::vector<SegmentQuery> queries = prepare();
    std::vector<Proposal> proposals;
    for (std::size_t i = 0; i < queries.size(); ++i) {
      const LiveSegment& live = *queries[i].live;
      if (!has_vectors(live)) {
        continue;
      }
      queries[i].needs_scored = false;
      std::optional<DocSet> among;
      if (!queries[i].required.empty() || queries[i].allowed) {
        among = match_all(queries[i]);
      }
      const DocColumns* columns = live.segment->columns();
      const auto accept = [&](std::uint32_t doc) {
        return !live.is_dead(doc) && (!among || among->test(doc)) && filter.passes(columns[doc]);
      };
      const std::size_t count = std::max(kPool, options_.k + options_.offset);
      for (const Neighbour& near : live.segment->vectors().nearest(vector_.data(), count, accept)) {
        if (near.score >= near_) {
          proposals.push_back(
              {columns[near.doc].work, i, near.doc, 0, static_cast<double>(near.score), false});
        }
      }
    }
    std::sort(proposals.begin(), proposals.end(), [](const Proposal& a, const Proposal& b) {
      return a.meaning != b.meaning ? a.meaning > b.meaning : a.work < b.work;
    });
    proposals.resize(std::min(proposals.size(), std::max(kPool, options_.k + options_.offset)));
    return proposals;
  }

  /// Adds what words found, and gives every proposal both scores.
  void join(Results& results, std::vector<Proposal>& proposals) {
    std::unordered_map<std::int64_t, std::size_t> places;
    for (std::size_t i = 0; i < proposals.size(); ++i) {
      places.emplace(proposals[i].work, i);
    }
    for (const Hit& hit : results.hits) {
      if (const auto found = places.find(hit.id.v); found != places.end()) {
        proposals[found->second].words = hit.score;
        proposals[found->second].has_words = true;
      } else if (std::optional<Proposal> proposal = locate(hit)) {
        proposals.push_back(*proposal);
      }
    }
    score_the_rest(proposals);
    for (const Proposal& proposal : proposals) {
      results.total += proposal.has_words ? 0 : 1;
    }
  }

  std::optional<Proposal> locate(const Hit& hit) {
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i) {
      const LiveSegment& live = snapshot_.segments[i];
      const std::optional<std::uint32_t> doc = live.segment->find_work(hit.id.v);
      if (doc && !live.is_dead(*doc)) {
        const float meaning =
            has_vectors(live) ? live.segment->vectors().similarity(*doc, vector_.data()) : 0;
        return Proposal{hit.id.v, i, *doc, hit.score, static_cast<double>(meaning), true};
      }
    }
    return std::nullopt;
  }

  /// The words' scores of what meaning alone put forward.
  void score_the_rest(std::vector<Proposal>& proposals) {
    std::unordered_map<std::int64_t, std::size_t> rest;
    for (std::size_t i = 0; i < proposals.size(); ++i) {
      if (!proposals[i].has_words) {
        rest.emplace(proposals[i].work, i);
      }
    }
    if (rest.empty()) {
      return;
    }
    std::vector<SegmentQuery> queries = prepare();
    Options all = options_;
    all.k = rest.size();
    all.offset = 0;
    Collector collector(all, query_.filters, ranked_);
    for (std::size_t i = 0; i < queries.size(); ++i) {
      auto list = std::make_shared<FlatList>();
      for (const auto& [work, place] : rest) {
        if (proposals[place].segment == i) {
          list->docs.push_back(proposals[place].doc);
        }
      }
      std::sort(list->docs.begin(), list->docs.end());
      list->codes.assign(list->docs.size(), 0);
      RequiredLists only;
      only.df = list->docs.size();
      only.lists.push_back(
          {Cursor::flat(std::move(list), queries[i].live->segment->norms()), 0, 0, std::nullopt});
      queries[i].required.push_back(std::move(only));
      rank(queries[i], collector, false);
    }
    for (const Hit& hit : collector.finish().hits) {
      Proposal& proposal = proposals[rest.at(hit.id.v)];
      proposal.words = hit.score;
      proposal.has_words = hit.score > 0;
    }
  }

  void order(std::vector<Proposal> proposals, Results& results) const {
    double best_words = 0;
    double best_meaning = 0;
    for (const Proposal& proposal : proposals) {
      best_words = std::max(best_words, proposal.words);
      best_meaning = std::max(best_meaning, proposal.meaning);
    }
    const bool both = options_.mode == SearchMode::kBoth;
    results.hits.clear();
    for (const Proposal& proposal : proposals) {
      const double words = best_words > 0 ? proposal.words / best_words : 0;
      const double meaning = best_meaning > 0 ? std::max(0.0, proposal.meaning) / best_meaning : 0;
      results.hits.push_back(
          {WorkId{proposal.work},
           both ? words + static_cast<double>(kMeaningShare) * meaning : proposal.meaning});
    }
    std::sort(results.hits.begin(), results.hits.end(), [](const Hit& a, const Hit& b) {
      return a.score != b.score ? a.score > b.score : a.id.v < b.id.v;
    });
    const std::size_t begin = std::min(options_.offset, results.hits.size());
    const std::size_t end = std::min(results.hits.size(), begin + options_.k);
    results.hits = std::vector<Hit>(results.hits.begin() + static_cast<std::ptrdiff_t>(begin),
                                    results.hits.begin() + static_cast<std::ptrdiff_t>(end));
  }

  void suggest_into(Results& results) {
    if (results.total == 0 && options_.count && ranked_) {
      results.suggestion = suggest(snapshot_, query_, analyser_);
    }
  }

  const Snapshot& snapshot_;
  const Query& query_;
  const Options& options_;
  Analyser& analyser_;
  Plan plan_;
  bool ranked_ = false;  ///< The query asks for words.
  const TextEncoder* encoder_ = nullptr;
  std::optional<Error> without_meaning_;
  std::vector<float> vector_;
  float near_;
};

}  // namespace

Results search_alike(const Snapshot& snapshot, const std::vector<std::string>& terms,
                     std::vector<float> vector, const Options& options) {
  Plan plan;
  for (const std::string& term : terms) {
    PlanClause clause;
    clause.any_of.push_back({{Sequence{{term}, {term}}}, false});
    plan.clauses.push_back(std::move(clause));
  }
  const Query query;
  return plan.clauses.empty()
             ? Results{}
             : Search(snapshot, query, options, std::move(plan), std::move(vector)).run();
}

Results search_snapshot(const Snapshot& snapshot, const Query& query, const Options& options,
                        const TextEncoder* encoder) {
  return Search(snapshot, query, options, encoder).run();
}

}  // namespace assay::search
