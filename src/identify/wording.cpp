#include "identify/tally_internal.h"
#include "identify/wording_internal.h"

#include <algorithm>
#include <cmath>

namespace assay::identify {
namespace {

constexpr double kLeastWord = 0.02;  // of a word, to be part of a clue
constexpr double kLeastClue = 0.05;  // of a clue, to be shown
constexpr std::size_t kMostClues = 12;
constexpr std::size_t kLongestClue = 4;  // words

/// The rows seen in one text, each kept once. Used again from text to text by one thread.
class SeenRows {
 public:
  void clear(std::size_t most) {
    std::size_t size = 64;
    while (size < 2 * most) {
      size *= 2;
    }
    slots_.assign(size, GramTable::kNone);
  }
  /// False when it was there.
  bool add(std::uint32_t row) {
    const std::size_t mask = slots_.size() - 1;
    const std::uint32_t mixed = row * 0x9e3779b1U;
    std::size_t i = mixed & mask;
    while (slots_[i] != GramTable::kNone) {
      if (slots_[i] == row) {
        return false;
      }
      i = (i + 1) & mask;
    }
    slots_[i] = row;
    return true;
  }

 private:
  std::vector<std::uint32_t> slots_;
};

/// The words [first, first + count) as a feature: first its key, then its row.
struct Gram {
  std::uint32_t number = 0;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// The features that the model knows, each once, where it comes first. Nearly every look into the
/// table and its rows misses the caches, so all are asked for before the first is used.
void find_grams(const GramTable& table, std::span<const WordAt> words, SeenRows& seen,
                std::vector<Gram>& grams) {
  grams.clear();
  for_each_gram(words, [&](GramKey key, std::size_t first, std::size_t count) {
    table.expect(key);
    grams.push_back({key, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(count)});
  });
  seen.clear(grams.size());
  std::size_t kept = 0;
  for (const Gram& gram : grams) {
    const std::uint32_t number = table.find(gram.number);
    if (number != GramTable::kNone && seen.add(number)) {
      table.expect_row(number);
      grams[kept++] = {number, gram.first, gram.count};
    }
  }
  grams.resize(kept);
}

/// The sign that the word stands in, or nullptr. Requires: signs by field and place.
Clue* sign_of(std::vector<Clue>& signs, const WordAt& word) {
  const auto after = std::upper_bound(signs.begin(), signs.end(), std::pair(word.field, word.begin),
                                      [](const auto& place, const Clue& sign) {
                                        return place < std::pair(sign.field, sign.begin);
                                      });
  const bool inside = after != signs.begin() && std::prev(after)->field == word.field &&
                      word.begin < std::prev(after)->end;
  return inside ? &*std::prev(after) : nullptr;
}

/// Runs of neighbouring words that pull to the same side, as clues; words in a sign pull with it.
std::vector<Clue> runs(std::span<const WordAt> words, const std::vector<double>& pulls,
                       std::vector<Clue>& signs) {
  std::vector<Clue> clues;
  std::size_t length = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (Clue* sign = signs.empty() ? nullptr : sign_of(signs, words[i])) {
      sign->weight += pulls[i];
      length = 0;
      continue;
    }
    if (std::abs(pulls[i]) < kLeastWord) {
      length = 0;
      continue;
    }
    const bool goes_on = length > 0 && length < kLongestClue && !words[i].starts &&
                         words[i].field == clues.back().field &&
                         (clues.back().weight > 0) == (pulls[i] > 0);
    if (goes_on) {
      clues.back().end = words[i].end;
      clues.back().weight += pulls[i];
      ++length;
    } else {
      clues.push_back({ClueType::kWording, words[i].field, words[i].begin, words[i].end, pulls[i]});
      length = 1;
    }
  }
  return clues;
}

}  // namespace

WordingSum weigh_wording(const Weighing& weighing, std::span<const WordAt> words, double slope,
                         std::vector<Clue> signs) {
  thread_local SeenRows seen;
  thread_local std::vector<double> pulls;
  thread_local std::vector<Gram> grams;
  find_grams(weighing.grams, words, seen, grams);
  pulls.assign(words.size(), 0.0);
  std::array<std::int32_t, kTargetCount> sums{};
  const double over = 1 / wording_norm(words);
  const double unit = slope * weighing.scale[kDeveloperTarget] * over;
  for (const Gram& gram : grams) {
    const std::span<const std::int8_t> row = weighing.grams.row(gram.number);
    for (std::size_t target = 0; target < kTargetCount; ++target) {
      sums[target] += row[target];
    }
    const double pull = unit * row[kDeveloperTarget] / static_cast<double>(gram.count);
    for (std::size_t i = gram.first; i < gram.first + gram.count; ++i) {
      pulls[i] += pull;
    }
  }
  WordingSum sum;
  for (std::size_t target = 0; target < kTargetCount; ++target) {
    sum.logits[target] = weighing.scale[target] * over * sums[target];
  }
  sum.rest = slope * sum.logits[kDeveloperTarget];
  for (const Clue& sign : signs) {
    sum.rest += sign.weight;
  }
  std::sort(signs.begin(), signs.end(), [](const Clue& a, const Clue& b) {
    return std::pair(a.field, a.begin) < std::pair(b.field, b.begin);
  });
  sum.clues = runs(words, pulls, signs);
  sum.clues.insert(sum.clues.end(), signs.begin(), signs.end());
  std::sort(sum.clues.begin(), sum.clues.end(), [](const Clue& a, const Clue& b) {
    return std::tuple(-std::abs(a.weight), a.field, a.begin) <
           std::tuple(-std::abs(b.weight), b.field, b.begin);
  });
  const auto weak = std::find_if(sum.clues.begin(), sum.clues.end(), [](const Clue& clue) {
    return std::abs(clue.weight) < kLeastClue;
  });
  sum.clues.erase(weak, sum.clues.end());
  sum.clues.resize(std::min(sum.clues.size(), kMostClues));
  for (const Clue& clue : sum.clues) {
    sum.rest -= clue.weight;
  }
  return sum;
}

}  // namespace assay::identify
