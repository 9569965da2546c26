#include "search/results_internal.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace assay::search {
namespace {

constexpr std::size_t kYearsShown = 20;

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
                : options.k + options.offset) {
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
}

bool Collector::passes(const DocColumns& columns) const noexcept {
  return (columns.flags & flag_mask_) == flags_ &&
         (kinds_ & std::uint32_t{1} << (columns.kind & 31U)) != 0 &&
         (columns.topics & topics_) == topics_ && columns.led > led_above_ &&
         columns.led < led_below_ && columns.day >= since_ && columns.day <= until_ &&
         !(dated_ && columns.day == kUnknownDay);
}

void Collector::add(const DocColumns& columns, float score) {
  if (!passes(columns)) {
    return;
  }
  ++total_;
  if (options_.facets) {
    ++kind_counts_[columns.kind];
    if (columns.year != 0) {
      ++year_counts_[columns.year];
    }
    for (std::size_t topic = 0; topic < kTopicCount; ++topic) {
      topic_counts_[topic] += columns.topics >> topic & 1U;
    }
  }
  if (keep_ == 0) {
    return;
  }
  double key = static_cast<double>(score);
  if (sort_ == Sort::kDate) {
    key = static_cast<double>(columns.day);
  } else if (sort_ == Sort::kDeveloperLed) {
    key = columns.led;
  }
  const Candidate candidate{key, columns.work, score};
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
    results.hits.push_back({WorkId{heap_[i].work}, static_cast<double>(heap_[i].score)});
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
  for (auto year = year_counts_.rbegin();
       year != year_counts_.rend() && results.years.size() < kYearsShown; ++year) {
    results.years.emplace_back(std::to_string(year->first), year->second);
  }
  return results;
}

}  // namespace assay::search
