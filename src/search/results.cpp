#include "search/results_internal.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <string>
#include <utility>

namespace assay::search {
namespace {

constexpr std::size_t kYearsShown = 20;
/// Years that are counted; others count as unknown.
constexpr std::size_t kYears = 4096;

void sort_counts(FacetCounts& counts) {
  std::sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
}

}  // namespace

Collector::Collector(const Options& options, const Filters& filters, bool ranked)
    : options_(options),
      since_(filters.since ? filters.since->since_epoch : std::numeric_limits<std::int32_t>::min()),
      until_(filters.until ? filters.until->since_epoch : std::numeric_limits<std::int32_t>::max()),
      led_above_(filters.led_above),
      led_below_(filters.led_below),
      dated_(filters.since || filters.until),
      sort_(options.sort == Sort::kRelevance && !ranked ? Sort::kDate : options.sort),
      keep_(options.k > std::numeric_limits<std::size_t>::max() - options.offset
                ? std::numeric_limits<std::size_t>::max()
                : options.k + options.offset),
      year_counts_(options.facets ? kYears : 0, 0) {
  for (const Kind kind : filters.kinds) {
    kinds_ |= std::uint32_t{1} << static_cast<unsigned>(kind);
  }
  if (kinds_ == 0) {
    kinds_ = ~std::uint32_t{0};
  }
  for (const Topic topic : filters.topics) {
    topics_ |= std::uint32_t{1} << static_cast<unsigned>(topic);
  }
  const auto want = [&](std::optional<bool> value, std::uint8_t flag) {
    if (value) {
      flag_mask_ = static_cast<std::uint8_t>(flag_mask_ | flag);
      flags_ = static_cast<std::uint8_t>(flags_ | (*value ? flag : 0));
    }
  };
  want(filters.code, kCodeFlag);
  want(filters.read, kReadFlag);
  want(filters.code_alive ? std::optional(true) : std::nullopt, kCodeAliveFlag);
  open_ = filters.kinds.empty() && topics_ == 0 && flag_mask_ == 0 && !dated_ && led_above_ < 0 &&
          led_below_ > 1;
}

bool Collector::passes(const DocColumns& columns) const noexcept {
  return open_ || ((columns.flags & flag_mask_) == flags_ &&
                   (kinds_ & std::uint32_t{1} << (columns.kind & 31U)) != 0 &&
                   (columns.topics & topics_) == topics_ && columns.led > led_above_ &&
                   columns.led < led_below_ && columns.day >= since_ && columns.day <= until_ &&
                   !(dated_ && columns.day == kUnknownDay));
}

void Collector::count(const DocColumns& columns) {
  if (!passes(columns)) {
    return;
  }
  ++total_;
  if (options_.facets) {
    ++kind_counts_[columns.kind];
    const auto year = static_cast<std::uint16_t>(columns.year);
    ++year_counts_[year < kYears ? year : 0];
    for (std::uint32_t topics = columns.topics; topics != 0; topics &= topics - 1) {
      ++topic_counts_[static_cast<std::size_t>(std::countr_zero(topics))];
    }
  }
  if (sort_ != Sort::kRelevance && keep_ > 0) {
    keep({sort_ == Sort::kDate ? static_cast<double>(columns.day) : columns.led, columns.work, 0});
  }
}

void Collector::offer(const DocColumns& columns, std::uint32_t score) {
  if (passes(columns)) {
    keep({static_cast<double>(score), columns.work, score});
  }
}

void Collector::keep(const Candidate& candidate) {
  if (heap_.size() < keep_) {
    heap_.push_back(candidate);
    std::push_heap(heap_.begin(), heap_.end(), better);
  } else if (better(candidate, heap_.front())) {
    std::pop_heap(heap_.begin(), heap_.end(), better);
    heap_.back() = candidate;
    std::push_heap(heap_.begin(), heap_.end(), better);
  }
}

Results Collector::finish() {
  Results results;
  results.total = total_;
  std::sort(heap_.begin(), heap_.end(), better);
  for (std::size_t i = options_.offset; i < heap_.size(); ++i) {
    results.hits.push_back(
        {WorkId{heap_[i].work}, static_cast<double>(heap_[i].score) / kScoreScale});
  }
  for (std::size_t kind = 0; kind < kKindCount; ++kind) {
    if (kind_counts_[kind] != 0) {
      results.kinds.emplace_back(kind_name(static_cast<Kind>(kind)), kind_counts_[kind]);
    }
  }
  for (std::size_t topic = 0; topic < kTopicCount; ++topic) {
    if (topic_counts_[topic] != 0) {
      results.topics.emplace_back(topic_name(static_cast<Topic>(topic)), topic_counts_[topic]);
    }
  }
  sort_counts(results.kinds);
  sort_counts(results.topics);
  for (std::size_t year = options_.facets ? kYears - 1 : 0;
       year > 0 && results.years.size() < kYearsShown; --year) {
    if (year_counts_[year] != 0) {
      results.years.emplace_back(std::to_string(year), year_counts_[year]);
    }
  }
  return results;
}

}  // namespace assay::search
