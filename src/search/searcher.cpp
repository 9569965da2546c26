#include "search/bm25_internal.h"
#include "search/encoder.h"
#include "search/encoding_internal.h"
#include "search/fusion_internal.h"
#include "search/learnt_words_internal.h"
#include "search/preparation_internal.h"
#include "search/ranker_internal.h"
#include "search/searcher_internal.h"
#include "search/suggest_internal.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace assay::search {
namespace {

/// Works found by meaning alone must be as near as this; those that will be compared more closely,
/// as this.
constexpr float kNear = 0.3F;
constexpr float kNearEnough = 0.1F;
/// Works that either side puts forward.
constexpr std::size_t kPool = 200;

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
        given_(!vector_.empty()),
        near_(given_ ? kNearEnough : kNear) {
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
      results.without_meaning = std::move(without_meaning_);
      return results;
    }
    return options_.mode == SearchMode::kMeaning ? by_meaning_alone() : by_both();
  }

 private:
  /// The query for each segment, to be used up; made once.
  std::vector<SegmentQuery> prepare() {
    if (!prepared_) {
      prepared_ = prepare_lists(snapshot_, plan_, query_.filters, analyser_, dfs_);
      if (options_.only != nullptr) {
        for (SegmentQuery& query : *prepared_) {
          keep_only(query);
        }
      }
    }
    return *prepared_;
  }

  /// Lets through just the works that options_ names.
  void keep_only(SegmentQuery& query) const {
    const Segment& segment = *query.live->segment;
    auto list = std::make_shared<FlatList>();
    for (const WorkId work : *options_.only) {
      if (const std::optional<std::uint32_t> doc = segment.find_work(work.v)) {
        list->docs.push_back(*doc);
      }
    }
    require_docs(query, std::move(list));
  }

  /// One of the documents of `list`, in any order, must be it; this adds nothing to a score.
  static void require_docs(SegmentQuery& query, std::shared_ptr<FlatList> list) {
    std::sort(list->docs.begin(), list->docs.end());
    list->codes.assign(list->docs.size(), 0);
    RequiredLists only;
    only.df = list->docs.size();
    only.lists.push_back({Cursor::flat(std::move(list), query.live->segment->norms()), 0, 0, {}});
    query.required.push_back(std::move(only));
  }

  Collector collect(const Options& options) {
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
    return collector;
  }

  /// How many works have the words.
  std::uint64_t by_words_only() { return plan_.nothing ? 0 : collect(options_).finish().total; }

  Results by_words(const Options& options) {
    Collector collector = collect(options);
    Results results = collector.finish();
    if (!options.count && !options.facets && collector.by_score()) {
      results.total = results.hits.size();
    }
    suggest_into(results);
    return results;
  }

  Results by_meaning_alone() {
    const std::vector<Proposal> proposals =
        by_meaning(std::max(kPool, options_.k + options_.offset));
    Collector collector(options_, query_.filters, ranked_);
    for (const Proposal& proposal : proposals) {
      collector.count(columns_of(proposal));
    }
    Results results = collector.finish();
    results.hits.clear();
    for (const Proposal& proposal : proposals) {
      results.hits.push_back({WorkId{proposal.work}, proposal.meaning});
    }
    results.near = results.total;
    cut_to_page(results);
    suggest_into(results);
    return results;
  }

  /// The best by words and the nearest by meaning, in one order; behind them what else has the
  /// words. How many are looked at together does not depend on the page that is asked for.
  Results by_both() {
    const std::size_t pool = given_ ? std::max(kPool, options_.k + options_.offset) : kPool;
    Options wide = options_;
    wide.offset = 0;
    wide.k = std::max(pool, options_.k + options_.offset);
    Collector collector = collect(wide);
    const std::vector<Hit> found = collector.finish().hits;
    const auto behind = found.begin() + static_cast<std::ptrdiff_t>(std::min(pool, found.size()));
    std::vector<Proposal> proposals = by_meaning(pool);
    join({found.begin(), behind}, proposals);
    // Where the words are found and the vector says but a part of them, what is near that part
    // would be noise.
    const double open = proposals.empty() || given_ ? 1 : open_after_words(proposals);
    const bool wants_near =
        open > 0 || std::find(meant_.begin(), meant_.end(), false) == meant_.end();
    const std::vector<double> scores = given_ ? fuse_by_shares(proposals) : fuse(proposals, open);
    std::vector<Hit> hits;
    std::unordered_map<std::int64_t, double> placed;  // work -> nearness
    std::uint64_t near = 0;
    for (std::size_t i = 0; i < proposals.size(); ++i) {
      if (!proposals[i].has_words && !wants_near) {
        continue;
      }
      if (!proposals[i].has_words) {
        ++near;
        collector.count(columns_of(proposals[i]));
      }
      placed.emplace(proposals[i].work, proposals[i].meaning);
      hits.push_back({WorkId{proposals[i].work}, scores[i]});
    }
    std::sort(hits.begin(), hits.end(), [&placed](const Hit& a, const Hit& b) {
      const bool tie = a.score == b.score;
      const double nearness = tie && a.score == 0 ? placed.at(a.id.v) - placed.at(b.id.v) : 0;
      return !tie ? a.score > b.score : nearness != 0 ? nearness > 0 : a.id.v < b.id.v;
    });
    for (auto hit = behind; hit != found.end(); ++hit) {
      if (placed.count(hit->id.v) == 0) {
        hits.push_back({hit->id, std::min(hit->score, hits.back().score)});
      }
    }
    Results results = collector.finish();
    results.hits = std::move(hits);
    results.near = near;
    if (!options_.count && !options_.facets) {
      results.total = results.hits.size();
    }
    cut_to_page(results);
    suggest_into(results);
    return results;
  }

  void cut_to_page(Results& results) const {
    const std::size_t begin = std::min(options_.offset, results.hits.size());
    const std::size_t end = begin + std::min(options_.k, results.hits.size() - begin);
    results.hits = std::vector<Hit>(results.hits.begin() + static_cast<std::ptrdiff_t>(begin),
                                    results.hits.begin() + static_cast<std::ptrdiff_t>(end));
  }

  [[nodiscard]] const DocColumns& columns_of(const Proposal& proposal) const {
    return snapshot_.segments[proposal.segment].segment->columns()[proposal.doc];
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

  /// Which way to read a term says what it means: a compound with a number or a single letter
  /// ("GPT-4", "l_2") as one word, since its parts mean something else; others in parts.
  static const Sequence& meaning_of(const PlanTerm& term) {
    const std::vector<std::string>& parts = term.alternatives.front().words;
    const bool kept = std::any_of(parts.begin(), parts.end(), [](const std::string& part) {
      return part.size() == 1 || (part.front() >= '0' && part.front() <= '9');
    });
    return kept ? term.alternatives.back() : term.alternatives.front();
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
        if (clause.negated) {
          continue;
        }
        bool meant = false;
        for (const std::string& word : meaning_of(term).terms) {
          if (term.prefix) {
            break;
          }
          if (const std::uint32_t number = encoder.find(word); number != StaticEncoder::kNoWord) {
            tokens.push_back({number, token_weight(1)});
            meant = true;
          } else if (const std::vector<float> vector = learnt.vector(word); !vector.empty()) {
            std::transform(vector.begin(), vector.end(), vector_.begin(), vector_.begin(),
                           std::plus<>());
            meant = true;
          }
        }
        meant_.push_back(meant);
        known = known || meant;
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

  /// The nearest works that the filters and required words let through, at most `count`.
  std::vector<Proposal> by_meaning(std::size_t count) {
    const Collector filter(options_, query_.filters, ranked_);
    std::vector<SegmentQuery> queries = prepare();
    std::vector<VectorPart> parts;
    std::vector<std::size_t> segments;  // of the parts
    for (std::size_t i = 0; i < queries.size(); ++i) {
      const LiveSegment& live = *queries[i].live;
      if (!has_vectors(live)) {
        continue;
      }
      queries[i].needs_scored = false;
      std::shared_ptr<const DocSet> among;
      if (!queries[i].required.empty() || queries[i].allowed) {
        among = std::make_shared<const DocSet>(match_all(queries[i]));
      }
      const DocColumns* columns = live.segment->columns();
      parts.push_back({&live.segment->vectors(), live.segment->docs() - live.alive(),
                       [&live](std::uint32_t doc) { return !live.is_dead(doc); },
                       [&filter, columns, among](std::uint32_t doc) {
                         return (!among || among->test(doc)) && filter.passes(columns[doc]);
                       }});
      segments.push_back(i);
    }
    std::vector<Proposal> proposals;
    for (const auto& [part, near] : nearest_of(parts, vector_.data(), count)) {
      const std::size_t segment = segments[part];
      if (near.score >= near_) {
        proposals.push_back({queries[segment].live->segment->work(near.doc), segment, near.doc, 0,
                             static_cast<double>(near.score), false});
      }
    }
    const auto kept =
        proposals.begin() + static_cast<std::ptrdiff_t>(std::min(proposals.size(), count));
    std::partial_sort(proposals.begin(), kept, proposals.end(),
                      [](const Proposal& a, const Proposal& b) {
                        return a.meaning != b.meaning ? a.meaning > b.meaning : a.work < b.work;
                      });
    proposals.erase(kept, proposals.end());
    return proposals;
  }

  /// Adds what words found, and gives every proposal both scores.
  void join(const std::vector<Hit>& found_by_words, std::vector<Proposal>& proposals) {
    std::unordered_map<std::int64_t, std::size_t> places;
    for (std::size_t i = 0; i < proposals.size(); ++i) {
      places.emplace(proposals[i].work, i);
    }
    for (const Hit& hit : found_by_words) {
      if (const auto found = places.find(hit.id.v); found != places.end()) {
        proposals[found->second].words = hit.score;
        proposals[found->second].has_words = true;
      } else if (std::optional<Proposal> proposal = locate(hit)) {
        proposals.push_back(*proposal);
      }
    }
    score_the_rest(proposals);
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
      require_docs(queries[i], std::move(list));
      rank(queries[i], collector, false);
    }
    for (const Hit& hit : collector.finish().hits) {
      Proposal& proposal = proposals[rest.at(hit.id.v)];
      proposal.words = hit.score;
      proposal.has_words = hit.score > 0;
    }
  }

  /// What words leave open; the best by words are looked at, however many are asked for.
  double open_after_words(const std::vector<Proposal>& proposals) {
    std::vector<Proposal> found;
    std::copy_if(proposals.begin(), proposals.end(), std::back_inserter(found),
                 [](const Proposal& proposal) { return proposal.has_words; });
    std::sort(found.begin(), found.end(), [](const Proposal& a, const Proposal& b) {
      return a.words != b.words ? a.words > b.words : a.work < b.work;
    });
    found.resize(std::min(found.size(), kPool));
    std::vector<SegmentQuery> queries = prepare();
    std::vector<AskedUnit> units;
    for (const PlanClause& clause : plan_.clauses) {
      for (const PlanTerm& term : clause.any_of) {
        if (clause.negated) {
          continue;
        }
        const bool meant = meant_.empty() ? !term.prefix : meant_[units.size()];
        const float points = term_scale(snapshot_.docs(), dfs_[units.size()]) / kScoreScale;
        units.push_back({clause.required ? 0 : static_cast<double>(points), meant});
      }
    }
    return left_open(queries, units, found);
  }

  void suggest_into(Results& results) {
    if (results.total > results.near || !options_.count || !ranked_) {
      return;
    }
    // A query put right is only worth saying when it finds something.
    const std::string better = suggest(snapshot_, query_, analyser_);
    if (!better.empty()) {
      Options one;
      one.k = 1;
      one.facets = false;
      const Query query = parse_query(better);
      if (Search(snapshot_, query, one, nullptr).by_words_only() > 0) {
        results.suggestion = better;
      }
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
  std::optional<std::vector<SegmentQuery>> prepared_;
  std::vector<std::uint64_t> dfs_;  ///< Works that have each unit of the query.
  std::vector<float> vector_;
  /// For each unit of the query whether the vector says it; empty: each that is no prefix.
  std::vector<bool> meant_;
  bool given_;  ///< The vector was, not made here.
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
