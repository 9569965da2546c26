#pragma once
/// From matching documents to the answer: column filters, counts, and the best k.

#include "search/index.h"
#include "search/store_internal.h"

#include <array>
#include <cstdint>
#include <map>
#include <vector>

namespace assay::search {

class Collector {
 public:
  Collector(const Options& options, const Filters& filters, bool ranked);

  /// Takes a matching document, or passes it by when it is dead or filtered out.
  void add(const DocColumns& columns, float score);
  [[nodiscard]] Results finish();

 private:
  struct Candidate {
    double key = 0;
    std::int64_t work = 0;
    float score = 0;
  };
  /// Better first: higher key, then lower work.
  static bool better(const Candidate& a, const Candidate& b) noexcept {
    return a.key != b.key ? a.key > b.key : a.work < b.work;
  }
  [[nodiscard]] bool passes(const DocColumns& columns) const noexcept;

  const Options options_;
  std::uint32_t kinds_ = 0;
  std::uint32_t topics_ = 0;
  std::int32_t since_;
  std::int32_t until_;
  double led_above_;
  double led_below_;
  std::uint8_t flag_mask_ = kAliveFlag;
  std::uint8_t flags_ = kAliveFlag;
  bool dated_ = false;
  Sort sort_;
  std::size_t keep_;
  std::uint64_t total_ = 0;
  std::vector<Candidate> heap_;  ///< The worst of the best first.
  std::array<std::uint64_t, 256> kind_counts_{};
  std::array<std::uint64_t, kTopicCount> topic_counts_{};
  std::map<int, std::uint64_t> year_counts_;
};

}  // namespace assay::search
