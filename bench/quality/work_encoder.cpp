#include "work_encoder.h"

#include <algorithm>

namespace assay::bench {

using search::StaticEncoder;
using search::WeightedToken;

std::span<const float> WorkEncoder::encode(const std::string& title, const std::string& abstract) {
  constexpr float kTitleWeight = 4;
  tokens_.clear();
  run(title, kTitleWeight);
  run(abstract, 1);
  std::sort(tokens_.begin(), tokens_.end(),
            [](const WeightedToken& a, const WeightedToken& b) { return a.word < b.word; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < tokens_.size(); ++kept) {
    WeightedToken all = tokens_[i];
    for (++i; i < tokens_.size() && tokens_[i].word == all.word; ++i) {
      all.weight += tokens_[i].weight;
    }
    tokens_[kept] = {all.word, search::token_weight(all.weight)};
  }
  tokens_.resize(kept);
  vector_.resize(encoder_.dimensions());
  encoder_.encode(tokens_, vector_.data());
  return vector_;
}

void WorkEncoder::run(const std::string& text, float weight) {
  weight_ = weight;
  analyser_.run(text, search::Style::kText, *this);
}

void WorkEncoder::token(const search::Token& token) {
  const std::uint32_t word = encoder_.find(token.term);
  if (!token.colocated() && word != StaticEncoder::kNoWord) {
    tokens_.push_back({word, weight_});
  }
}

}  // namespace assay::bench
