#pragma once
/// Words and pairs of neighbouring words as features. Threads: pure functions.

#include "identify/reader_internal.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::identify {

/// Number of a word, a pair or a title's word in a model: a hash, so two may share one.
using GramKey = std::uint32_t;

inline constexpr std::uint64_t kGramFactor = 0x9e3779b97f4a7c15ULL;

inline GramKey word_key(std::uint64_t hash) noexcept {
  return static_cast<GramKey>((hash * kGramFactor) >> 32U);
}
inline GramKey title_key(std::uint64_t hash) noexcept {
  return word_key(hash ^ 0x7469746c65ULL);
}
inline GramKey pair_key(std::uint64_t first, std::uint64_t second) noexcept {
  return word_key((first * kGramFactor + 0x70616972ULL) ^ second);
}

/// Calls visit(key, i, n) for each feature: the n words from words[i] on. A word of the title
/// counts once as a word and once as a title's; a number only beside another word.
template <typename Visit>
void for_each_gram(std::span<const WordAt> words, const Visit& visit) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool number = words[i].hash == kNumberHash;
    if (!number) {
      visit(word_key(words[i].hash), i, std::size_t{1});
    }
    if (!number && words[i].field == Field::kTitle) {
      visit(title_key(words[i].hash), i, std::size_t{1});
    }
    if (i > 0 && !words[i].starts) {
      visit(pair_key(words[i - 1].hash, words[i].hash), i - 1, std::size_t{2});
    }
  }
}

/// A text of fewer features is divided by as much as one of so many (a title of four words has
/// eleven): a single word must not speak for a whole work.
inline constexpr std::size_t kLeastFeatures = 12;

/// What the sum of a text's features is divided by, so that long texts do not win by length: the
/// root of its number of features, of kLeastFeatures at least.
inline double wording_norm(std::span<const WordAt> words) noexcept {
  std::size_t count = 0;
  for (const WordAt& word : words) {
    const std::size_t alone = word.hash == kNumberHash ? 0U : word.field == Field::kTitle ? 2U : 1U;
    count += alone + (word.starts ? 0U : 1U);
  }
  return std::sqrt(static_cast<double>(std::max(count, kLeastFeatures)));
}

}  // namespace assay::identify
