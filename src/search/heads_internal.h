#pragma once
/// Walks several sorted lists of strings as one.

#include "search/snapshot_internal.h"

#include <cstddef>
#include <string>
#include <vector>

namespace assay::search {

/// The smallest current string of the walks over segments, and which of them stand on it. `Walk`:
/// Segment::Terms or Segment::Words. One thread; the segments outlive it.
template <typename Walk>
class Heads {
 public:
  explicit Heads(const std::vector<LiveSegment>& sources) {
    for (const LiveSegment& source : sources) {
      walks_.emplace_back(*source.segment);
      left_.push_back(walks_.back().next());
    }
  }
  /// False at the end of all.
  bool next() {
    for (const std::size_t i : on_) {
      left_[i] = walks_[i].next();
    }
    on_.clear();
    for (std::size_t i = 0; i < walks_.size(); ++i) {
      if (!left_[i]) {
        continue;
      }
      const int order = on_.empty() ? -1 : walks_[i].text().compare(text());
      if (order < 0) {
        on_.clear();
      }
      if (order <= 0) {
        on_.push_back(i);
      }
    }
    return !on_.empty();
  }
  [[nodiscard]] const std::string& text() const noexcept { return walks_[on_.front()].text(); }
  [[nodiscard]] const std::vector<std::size_t>& on() const noexcept { return on_; }
  [[nodiscard]] const Walk& walk(std::size_t i) const noexcept { return walks_[i]; }

 private:
  std::vector<Walk> walks_;
  std::vector<bool> left_;
  std::vector<std::size_t> on_;
};

}  // namespace assay::search
