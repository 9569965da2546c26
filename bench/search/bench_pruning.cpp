/// Which pruning of a ranked OR is faster on the same lists: block-max MaxScore, which the product
/// uses (src/search/ranker_internal.h), or block-max WAND (Ding and Suel, "Faster top-k document
/// retrieval using block-max indexes", SIGIR 2011, section 4), which is here and nowhere else.
///   bench_pruning DIR QUERIES [REPEAT]     DIR and QUERIES as of bench_search_engine; OR only
/// Each query is answered in both ways in turn, REPEAT times (5) after one pass that is not
/// measured; fails where the ten best differ. Prints a class's medians and 99th percentiles.

#include "base/error.h"
#include "search/analysis_internal.h"
#include "search/bm25_internal.h"
#include "search/index.h"
#include "search/plan_internal.h"
#include "search/preparation_internal.h"
#include "search/ranker_internal.h"
#include "search/results_internal.h"
#include "search/snapshot_internal.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::search {
namespace {

/// Answers queries without required parts, filters and deleted works.
class BlockMaxWand {
 public:
  BlockMaxWand(SegmentQuery& query, Collector& collector)
      : collector_(collector),
        columns_(query.live->segment->columns()),
        norms_(query.live->segment->norms()) {
    for (ScoredList& list : query.scored) {
      list.bound = contribution_bound(list.scale, list.cursor.impact());
      if (list.cursor.advance(0) != kNoDoc) {
        lists_.push_back(&list);
      }
    }
  }

  void run() {
    while (true) {
      std::sort(lists_.begin(), lists_.end(), [](const ScoredList* a, const ScoredList* b) {
        return a->cursor.doc() < b->cursor.doc();
      });
      while (!lists_.empty() && lists_.back()->cursor.doc() == kNoDoc) {
        lists_.pop_back();
      }
      const std::size_t pivot = find_pivot();
      if (pivot == lists_.size()) {
        return;
      }
      const std::uint32_t doc = lists_[pivot]->cursor.doc();
      if (bound_at(doc, pivot) < collector_.need()) {
        skip_blocks(doc, pivot);
      } else if (lists_.front()->cursor.doc() == doc) {
        take(doc, pivot);
      } else {
        lists_[widest(doc, pivot)]->cursor.advance(doc);
      }
    }
  }

 private:
  /// The last list that stands on the first document that the lists' bounds could carry; their
  /// count when none could.
  [[nodiscard]] std::size_t find_pivot() const noexcept {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < lists_.size(); ++i) {
      sum += lists_[i]->bound;
      if (sum >= collector_.need()) {
        while (i + 1 < lists_.size() && lists_[i + 1]->cursor.doc() == lists_[i]->cursor.doc()) {
          ++i;
        }
        return i;
      }
    }
    return lists_.size();
  }

  /// What `doc` can score by the blocks that may hold it.
  std::uint64_t bound_at(std::uint32_t doc, std::size_t pivot) noexcept {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i <= pivot; ++i) {
      Cursor& cursor = lists_[i]->cursor;
      cursor.seek_block(doc);
      sum += contribution_bound(lists_[i]->scale, cursor.block_impact());
    }
    return sum;
  }

  /// Of the lists before `doc`, or all up to the pivot when none is, the one with the most to give.
  [[nodiscard]] std::size_t widest(std::uint32_t doc, std::size_t pivot) const noexcept {
    std::size_t best = 0;
    for (std::size_t i = 1; i <= pivot; ++i) {
      const bool before = lists_[i]->cursor.doc() < doc || lists_.front()->cursor.doc() == doc;
      best = before && lists_[i]->bound > lists_[best]->bound ? i : best;
    }
    return best;
  }

  /// No document before the end of the nearest block can be among the best.
  void skip_blocks(std::uint32_t doc, std::size_t pivot) noexcept {
    std::uint32_t next = kNoDoc;
    for (std::size_t i = 0; i <= pivot; ++i) {
      const std::uint32_t last = lists_[i]->cursor.block_last();
      next = std::min(next, last == kNoDoc ? kNoDoc : last + 1);
    }
    if (pivot + 1 < lists_.size()) {
      next = std::min(next, lists_[pivot + 1]->cursor.doc());
    }
    next = std::max(next, doc + 1);
    std::size_t best = 0;
    for (std::size_t i = 1; i <= pivot; ++i) {
      best = lists_[i]->bound > lists_[best]->bound ? i : best;
    }
    lists_[best]->cursor.advance(next);
  }

  void take(std::uint32_t doc, std::size_t pivot) {
    std::uint32_t score = 0;
    for (std::size_t i = 0; i <= pivot; ++i) {
      Cursor& cursor = lists_[i]->cursor;
      score += contribution(lists_[i]->scale, impacts()[cursor.code()][norms_[doc]]);
      cursor.next();
    }
    if (score >= collector_.need()) {
      collector_.offer(columns_[doc], score);
    }
  }

  Collector& collector_;
  const DocColumns* columns_;
  const std::uint8_t* norms_;
  std::vector<ScoredList*> lists_;  ///< Ascending by document.
};

struct Times {
  std::vector<double> max_score;
  std::vector<double> wand;
};

Results answer(const Snapshot& snapshot, const Query& query, bool wand, double& us) {
  Options options;
  options.count = options.facets = false;
  const auto start = std::chrono::steady_clock::now();
  const Plan plan = make_plan(query, local_analyser());
  std::vector<std::uint64_t> dfs;
  std::vector<SegmentQuery> parts =
      prepare_lists(snapshot, plan, query.filters, local_analyser(), dfs);
  Collector collector(options, query.filters, true);
  for (SegmentQuery& part : parts) {
    if (wand) {
      BlockMaxWand(part, collector).run();
    } else {
      rank(part, collector, true);
    }
  }
  Results results = collector.finish();
  us = std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
  return results;
}

bool same(const Results& a, const Results& b) {
  return std::equal(a.hits.begin(), a.hits.end(), b.hits.begin(), b.hits.end(),
                    [](const Hit& x, const Hit& y) { return x.id == y.id && x.score == y.score; });
}

double part_of(std::vector<double>& times, double part) {
  std::sort(times.begin(), times.end());
  return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
}

int compare(const char* folder, const char* queries, int repeat) {
  const auto snapshot = load_snapshot(folder, nullptr, nullptr);
  if (snapshot == nullptr) {
    fmt::print(stderr, "bench_pruning: no index in {}\n", folder);
    return 1;
  }
  std::map<std::string, Times> classes;
  std::ifstream in(queries);
  for (std::string line; std::getline(in, line);) {
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    if (line.substr(first + 1, second - first - 1) != "or") {
      continue;
    }
    const Query query = parse_query(line.substr(second + 1));
    std::vector<double> of_max_score;
    std::vector<double> of_wand;
    for (int round = 0; round <= repeat; ++round) {
      double us = 0;
      const Results expected = answer(*snapshot, query, false, us);
      double wand_us = 0;
      if (!same(expected, answer(*snapshot, query, true, wand_us))) {
        fmt::print(stderr, "bench_pruning: {}: the answers differ\n", line.substr(0, first));
        return 1;
      }
      if (round > 0) {
        of_max_score.push_back(us);
        of_wand.push_back(wand_us);
      }
    }
    Times& times = classes[line.substr(0, line.find('-'))];
    times.max_score.push_back(part_of(of_max_score, 0.5));
    times.wand.push_back(part_of(of_wand, 0.5));
  }
  fmt::print("{:<8}{:>8}{:>24}{:>24}\n", "class", "queries", "MaxScore, ms (99 %)",
             "WAND, ms (99 %)");
  for (auto& [name, times] : classes) {
    fmt::print("{:<8}{:>8}{:>14.3f} / {:>7.3f}{:>14.3f} / {:>7.3f}\n", name, times.wand.size(),
               part_of(times.max_score, 0.5) / 1000, part_of(times.max_score, 0.99) / 1000,
               part_of(times.wand, 0.5) / 1000, part_of(times.wand, 0.99) / 1000);
  }
  return 0;
}

}  // namespace
}  // namespace assay::search

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: bench_pruning DIR QUERIES [REPEAT]\n");
    return 2;
  }
  try {
    return assay::search::compare(argv[1], argv[2], argc > 3 ? std::max(1, std::atoi(argv[3])) : 5);
  } catch (const assay::Error& error) {
    fmt::print(stderr, "bench_pruning: {}\n", error.what());
  }
  return 1;
}
