#include "search/encoder.h"
#include "search/encoding_internal.h"
#include "search/learnt_words_internal.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace assay::search {
namespace {

/// Works that must have a word; so many at most are looked at, evenly spread.
constexpr std::uint64_t kFewestWorks = 3;
constexpr std::uint64_t kMostWorks = 128;

bool is_number(std::string_view word) noexcept {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::vector<float> LearntWords::vector(std::string_view word) {
  const std::string term = term_in(Space::kText, word);
  std::vector<std::pair<const LiveSegment*, TermInfo>> lists;
  std::uint64_t works = 0;
  for (const LiveSegment& live : snapshot_.segments) {
    if (const std::optional<TermInfo> info = live.segment->find(term)) {
      lists.emplace_back(&live, *info);
      works += info->df;
    }
  }
  if (works < kFewestWorks || is_number(word)) {
    return {};
  }
  const std::uint64_t step = (works + kMostWorks - 1) / kMostWorks;
  VectorSum sum(StaticEncoder::shipped().dimensions());
  std::uint64_t at = 0;
  for (const auto& [live, info] : lists) {
    Cursor cursor = live->segment->open(info);
    for (std::uint32_t doc = cursor.advance(0); doc != kNoDoc; doc = cursor.next()) {
      if (at++ % step == 0 && !live->is_dead(doc)) {
        sum.add(live->segment->vectors(), doc);
      }
    }
  }
  if (mean_.empty()) {
    mean_ = mean_vector(snapshot_);
  }
  std::vector<float> vector = sum.mean(0);
  for (std::size_t i = 0; i < vector.size(); ++i) {
    vector[i] -= mean_[i];
  }
  make_unit(vector);
  static const float length = StaticEncoder::shipped().typical_length();
  for (float& value : vector) {
    value *= length;
  }
  return vector;
}

}  // namespace assay::search
