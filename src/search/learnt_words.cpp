#include "search/encoder.h"
#include "search/encoding_internal.h"
#include "search/learnt_words_internal.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

namespace assay::search {
namespace {

/// Works that must have a word; so many at most are looked at.
constexpr std::size_t kFewestWorks = 3;
constexpr std::size_t kMostWorks = 128;

bool is_number(std::string_view word) noexcept {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::vector<float> LearntWords::vector(std::string_view word) {
  const std::string term = term_in(Space::kText, word);
  if (is_number(word)) {
    return {};
  }
  WorkSample sample(kMostWorks);
  for (const LiveSegment& live : snapshot_.segments) {
    const std::optional<TermInfo> info = live.segment->find(term);
    if (!info) {
      continue;
    }
    Cursor cursor = live.segment->open(*info);
    for (std::uint32_t doc = cursor.advance(0); doc != kNoDoc; doc = cursor.next()) {
      if (!live.is_dead(doc)) {
        sample.offer(live, doc);
      }
    }
  }
  const std::vector<SampledDoc> docs = sample.finish();
  if (docs.size() < kFewestWorks) {
    return {};
  }
  VectorSum sum(StaticEncoder::shipped().dimensions());
  for (const SampledDoc& sampled : docs) {
    sum.add(sampled.live->segment->vectors(), sampled.doc);
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
