#include "identify/tally_internal.h"
#include "identify/train_internal.h"

#include <algorithm>
#include <cmath>

namespace assay::identify {
namespace {

// Texts that have a gram, for it to be a column.
constexpr std::size_t kLeastTexts = 2;
constexpr std::size_t kLeastGuessed = 4;  // with guesses, of which there are many

Prepared prepare_one(const Lexicon& lexicon, const Reading& reading,
                     std::span<const std::string> words, const TrainOptions& options,
                     VectorCache& cache) {
  Prepared made;
  made.no_abstract = reading.features[static_cast<std::size_t>(Feature::kNoAbstract)] > 0;
  made.norm = wording_norm(reading.words);
  if (options.clues) {
    const std::vector<double> shares_of = shares(lexicon, reading);
    std::vector<float> amounts(lexicon.entries.size());
    for (std::size_t i = 0; i < reading.findings.size(); ++i) {
      amounts[reading.findings[i].entry] += static_cast<float>(shares_of[i]);
    }
    for (std::uint32_t i = 0; i < amounts.size(); ++i) {
      if (amounts[i] > 0) {
        made.entries.emplace_back(i, amounts[i]);
      }
    }
  }
  for_each_gram(reading.words, [&](GramKey key, std::size_t i, std::size_t) {
    if (options.title || key != title_key(reading.words[i].hash)) {
      made.grams.push_back(key);
    }
  });
  std::sort(made.grams.begin(), made.grams.end());
  made.grams.erase(std::unique(made.grams.begin(), made.grams.end()), made.grams.end());
  std::vector<std::pair<std::uint64_t, std::size_t>> distinct;
  for (std::size_t i = 0; i < reading.words.size(); ++i) {
    distinct.emplace_back(reading.words[i].hash, i);
  }
  std::sort(distinct.begin(), distinct.end());
  made.meaning.assign(cache.dimensions(), 0.0F);
  for (std::size_t i = 0; i < distinct.size(); ++i) {
    if (i > 0 && distinct[i].first == distinct[i - 1].first) {
      continue;
    }
    const std::span<const float> vector = cache.of(distinct[i].first, words[distinct[i].second]);
    for (std::size_t k = 0; k < vector.size(); ++k) {
      made.meaning[k] += vector[k] / static_cast<float>(made.norm);
    }
  }
  return made;
}

}  // namespace

std::span<const float> VectorCache::of(std::uint64_t hash, std::string_view word) {
  if (vectors_ == nullptr) {
    return {};
  }
  const auto [found, fresh] = known_.try_emplace(hash);
  if (fresh) {
    std::vector<float> vector(vectors_->dimensions());
    if (vectors_->find(word, vector)) {
      found->second = std::move(vector);
    }
  }
  return found->second;
}

Example make_example(const Lexicon& lexicon, const Work& work) {
  Example example;
  example.id = work.id;
  example.kind = work.kind;
  example.whole = read_work(lexicon, work);
  Work bare;
  bare.kind = work.kind;
  bare.title = work.title;
  example.title = read_work(lexicon, bare);
  std::array<std::string, kFieldCount> texts;
  for (const Field field : {Field::kTitle, Field::kAbstract, Field::kText, Field::kComments}) {
    texts[static_cast<std::size_t>(field)] = field_text(work, field);
  }
  for (const WordAt& word : example.whole.words) {
    example.words.push_back(
        texts[static_cast<std::size_t>(word.field)].substr(word.begin, word.end - word.begin));
  }
  return example;
}

std::vector<PreparedExample> prepare(const Lexicon& lexicon, std::span<const Example> examples,
                                     const TrainOptions& options, VectorCache& cache) {
  std::vector<PreparedExample> all;
  all.reserve(examples.size());
  for (const Example& example : examples) {
    all.push_back({prepare_one(lexicon, example.whole, example.words, options, cache),
                   prepare_one(lexicon, example.title, example.words, options, cache)});
  }
  return all;
}

Space make_space(const Lexicon& lexicon, const Lesson& lesson,
                 std::span<const std::size_t> chosen) {
  std::vector<GramKey> keys;
  double length = 0;
  Space space;
  space.entries = lexicon.entries.size();
  const auto take = [&](const Prepared& whole) {
    keys.insert(keys.end(), whole.grams.begin(), whole.grams.end());
    space.dimensions = whole.meaning.size();
    double squares = 0;
    for (const float value : whole.meaning) {
      squares += static_cast<double>(value) * static_cast<double>(value);
    }
    length += std::sqrt(squares);
  };
  for (const std::size_t i : chosen) {
    take(lesson.prepared[i].whole);
  }
  for (const PreparedExample& guessed : lesson.guessed) {
    take(guessed.whole);
  }
  const auto texts = static_cast<double>(chosen.size() + lesson.guessed.size());
  space.meaning_factor = length > 0 ? kMeaningLength * texts / length : 0;
  std::sort(keys.begin(), keys.end());
  const std::size_t least = lesson.guessed.empty() ? kLeastTexts : kLeastGuessed;
  auto column = static_cast<std::uint32_t>(space.columns());
  for (std::size_t i = 0; i < keys.size();) {
    std::size_t j = i;
    while (j < keys.size() && keys[j] == keys[i]) {
      ++j;
    }
    if (j - i >= least) {
      const double rarity = 1 + std::log((1 + texts) / (1 + static_cast<double>(j - i)));
      space.grams[keys[i]] = {column++, static_cast<float>(kGramScale * rarity)};
    }
    i = j;
  }
  return space;
}

void add_row(Matrix& matrix, const Space& space, const Prepared& prepared) {
  matrix.cells.emplace_back(0U, 1.0F);
  if (prepared.no_abstract) {
    matrix.cells.emplace_back(1U, static_cast<float>(kEntryFactor));
  }
  for (const auto& [entry, amount] : prepared.entries) {
    matrix.cells.emplace_back(2 + entry, static_cast<float>(kEntryFactor) * amount);
  }
  const auto over = static_cast<float>(1 / prepared.norm);
  for (const GramKey key : prepared.grams) {
    if (const auto found = space.grams.find(key); found != space.grams.end()) {
      matrix.cells.emplace_back(found->second.column, found->second.factor * over);
    }
  }
  for (const float value : prepared.meaning) {
    matrix.dense_cells.push_back(value * static_cast<float>(space.meaning_factor));
  }
  matrix.end_row();
}

}  // namespace assay::identify
