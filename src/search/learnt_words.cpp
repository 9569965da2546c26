#include "search/encoder.h"
#include "search/encoding_internal.h"
#include "search/learnt_words_internal.h"

#include <cstdint>
#include <optional>
#include <string>

namespace assay::search {
namespace {

/// Works that must have a word; so many at most are looked at.
constexpr std::size_t kFewestWithWord = 3;
constexpr std::size_t kMostWithWord = 128;

}  // namespace

std::vector<float> LearntWords::vector(std::string_view word) {
  if (is_number(word)) {
    return {};
  }
  if (const OwnWords* own = snapshot_.own_words.get(); own != nullptr) {
    if (const std::uint32_t number = own->find(word); number != StaticEncoder::kNoWord) {
      std::vector<float> vector(own->dimensions(), 0);
      const WeightedToken token{number, token_weight(1)};
      own->add({&token, 1}, vector.data());
      return vector;
    }
  }
  const std::string term = term_in(Space::kText, word);
  WorkSample sample(kMostWithWord);
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
  if (docs.size() < kFewestWithWord) {
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
