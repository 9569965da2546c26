#pragma once
/// From matching documents to the answer: column filters, counts, and the best k.

#include "search/index.h"
#include "search/segment_internal.h"

#include <array>
#include <cstdint>
#include <vector>

namespace assay::search {

class Collector {
 public:
  /// `ranked`: the query has words, so scores mean something.
  Collector(const Options& options, const Filters& filters, bool ranked);

  /// Whether the best are those of the highest score.
  [[nodiscard]] bool by_score() const noexcept { return sort_ == Sort::kRelevance; }
  [[nodiscard]] bool keeps_any() const noexcept { return keep_ > 0; }

  /// Whether a work passes the filters by column.
  [[nodiscard]] bool passes(const DocColumns& columns) const noexcept;
  /// Counts a match that passes the filters; when not by_score(), it may be among the best.
  void count(const DocColumns& columns);
  /// by_score(): a match with its score, which may be among the best.
  void offer(const DocColumns& columns, std::uint32_t score);
  /// by_score(): no work with a lower score is among the best.
  [[nodiscard]] std::uint32_t need() const noexcept {
    return heap_.size() < keep_ ? 0 : heap_.front().score;
  }
  [[nodiscard]] Results finish();

 private:
  struct Candidate {
    double key = 0;
    std::int64_t work = 0;
    std::uint32_t score = 0;
  };
  /// Better first: higher key, then lower work.
  static bool better(const Candidate& a, const Candidate& b) noexcept {
    return a.key != b.key ? a.key > b.key : a.work < b.work;
  }
  void keep(const Candidate& candidate);

  const Options options_;
  std::uint32_t kinds_ = 0;
  std::uint32_t topics_ = 0;
  std::int32_t since_;
  std::int32_t until_;
  double led_above_;
  double led_below_;
  std::uint8_t flag_mask_ = 0;
  std::uint8_t flags_ = 0;
  bool dated_ = false;
  bool open_ = false;  ///< No filter by column.
  Sort sort_;
  std::size_t keep_;
  std::uint64_t total_ = 0;
  std::vector<Candidate> heap_;  ///< The worst of the best first.
  std::array<std::uint64_t, 256> kind_counts_{};
  std::array<std::uint64_t, kTopicCount> topic_counts_{};
  std::vector<std::uint64_t> year_counts_;  ///< By year, 0 unknown.
};

}  // namespace assay::search
