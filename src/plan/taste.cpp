#include "plan/taste.h"

#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace assay::plan {
namespace {

constexpr std::size_t kMostExamples = 400;
constexpr int kMostRounds = 60;
constexpr double kSettled = 1e-4;

/// An example as numbers: the vector of meaning, and what is sparse.
struct Row {
  std::vector<float> meaning;
  std::vector<std::pair<std::uint32_t, float>> sparse;
  double target = 0;
  double weight = 1;
  double alpha = 0;
};

/// Gives sparse features their numbers.
class Features {
 public:
  std::uint32_t word(const std::string& term) { return number(words_, term); }
  std::uint32_t person(std::uint32_t hash) { return number(people_, hash); }
  std::uint32_t venue(std::uint32_t hash) { return number(venues_, hash); }
  [[nodiscard]] std::size_t size() const noexcept { return next_; }

  void hand_over(const std::vector<double>& weights, const TasteOptions& options,
                 Taste& taste) const {
    for (const auto& [term, i] : words_) {
      if (weights[i] != 0) {
        taste.words.push_back({term, options.words * static_cast<float>(weights[i])});
      }
    }
    std::sort(taste.words.begin(), taste.words.end(),
              [](const search::WordWeight& a, const search::WordWeight& b) {
                return std::abs(a.weight) != std::abs(b.weight)
                           ? std::abs(a.weight) > std::abs(b.weight)
                           : a.term < b.term;
              });
    taste.words.resize(std::min(taste.words.size(), options.words_kept));
    std::sort(
        taste.words.begin(), taste.words.end(),
        [](const search::WordWeight& a, const search::WordWeight& b) { return a.term < b.term; });
    for (const auto& [hash, i] : people_) {
      taste.people[hash] = options.people * static_cast<float>(weights[i]);
    }
    for (const auto& [hash, i] : venues_) {
      taste.venues[hash] = options.venue * static_cast<float>(weights[i]);
    }
  }

 private:
  template <typename Map, typename Key>
  std::uint32_t number(Map& map, const Key& key) {
    const auto [found, fresh] = map.try_emplace(key, next_);
    next_ += fresh ? 1 : 0;
    return found->second;
  }

  std::uint32_t next_ = 0;
  std::unordered_map<std::string, std::uint32_t> words_;
  std::unordered_map<std::uint32_t, std::uint32_t> people_;
  std::unordered_map<std::uint32_t, std::uint32_t> venues_;
};

double dot(const std::vector<float>& a, const std::vector<double>& b) noexcept {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += static_cast<double>(a[i]) * b[i];
  }
  return sum;
}

/// Fits `meaning` and `sparse` to the rows: one dual variable at a time takes its best value, in
/// turn, until none moves.
void solve(std::vector<Row>& rows, double ridge, std::vector<double>& meaning,
           std::vector<double>& sparse) {
  std::vector<double> norms;
  for (const Row& row : rows) {
    double norm = 0;
    for (const float value : row.meaning) {
      norm += static_cast<double>(value) * static_cast<double>(value);
    }
    for (const auto& [i, value] : row.sparse) {
      norm += static_cast<double>(value) * static_cast<double>(value);
    }
    norms.push_back(norm);
  }
  for (int round = 0; round < kMostRounds; ++round) {
    double moved = 0;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      Row& row = rows[r];
      double says = dot(row.meaning, meaning);
      for (const auto& [i, value] : row.sparse) {
        says += static_cast<double>(value) * sparse[i];
      }
      const double lambda = ridge / row.weight;
      const double step = (row.target - says - lambda * row.alpha) / (norms[r] + lambda);
      row.alpha += step;
      moved = std::max(moved, std::abs(step));
      for (std::size_t i = 0; i < meaning.size(); ++i) {
        meaning[i] += step * static_cast<double>(row.meaning[i]);
      }
      for (const auto& [i, value] : row.sparse) {
        sparse[i] += step * static_cast<double>(value);
      }
    }
    if (moved < kSettled) {
      break;
    }
  }
}

Row make_row(const library::StoredWork& stored, search::Meanings& meanings, const Shelf& shelf,
             const TasteOptions& options, Features& features) {
  Row row;
  row.meaning = meanings.vector(stored.id);
  for (const search::WordWeight& word : meanings.words(stored.work)) {
    row.sparse.emplace_back(features.word(word.term), options.words * word.weight);
  }
  if (const ShelfRow* on_shelf = shelf.find(stored.id)) {
    const std::span<const std::uint32_t> authors = shelf.authors_of(*on_shelf);
    for (const std::uint32_t author : authors) {
      row.sparse.emplace_back(features.person(author),
                              options.people / std::sqrt(static_cast<float>(authors.size())));
    }
    if (on_shelf->venue != 0) {
      row.sparse.emplace_back(features.venue(on_shelf->venue), options.venue);
    }
  }
  return row;
}

}  // namespace

Taste learn_taste(library::Library& library, search::Meanings& meanings, const Shelf& shelf,
                  const std::vector<TasteExample>& examples, const TasteOptions& options) {
  Taste taste;
  Features features;
  std::vector<Row> rows;
  std::unordered_set<std::int64_t> known;
  const std::size_t first = examples.size() > kMostExamples ? examples.size() - kMostExamples : 0;
  for (std::size_t i = first; i < examples.size(); ++i) {
    const TasteExample& example = examples[i];
    if (shelf.find(example.work) == nullptr || !(example.weight > 0)) {
      continue;
    }
    known.insert(example.work.v);
    const library::StoredWork stored = library.load(example.work);
    rows.push_back(make_row(stored, meanings, shelf, options, features));
    rows.back().target = example.target;
    rows.back().weight = example.weight;
    taste.said += example.weight;
    if (example.target > 0 && !example.how.empty()) {
      taste.liked.push_back(
          {example.work, collapse_spaces(stored.work.title), example.how, rows.back().meaning});
    }
  }
  if (rows.empty()) {
    return taste;
  }
  for (const WorkId work : meanings.sample(options.background)) {
    if (known.count(work.v) == 0) {
      rows.push_back(
          {meanings.vector(work), {}, options.background_target, options.background_weight, 0});
    }
  }
  std::vector<double> meaning(meanings.dimensions(), 0);
  std::vector<double> sparse(features.size(), 0);
  solve(rows, options.ridge, meaning, sparse);
  taste.direction.assign(meaning.begin(), meaning.end());
  features.hand_over(sparse, options, taste);
  return taste;
}

std::vector<float> score_shelf(const Taste& taste, const search::Meanings& meanings,
                               const Shelf& shelf) {
  std::vector<float> scores(shelf.rows.size(), 0);
  if (taste.direction.empty()) {
    return scores;
  }
  std::vector<std::int64_t> works;
  works.reserve(shelf.rows.size());
  for (const ShelfRow& row : shelf.rows) {
    works.push_back(row.work);
  }
  meanings.score(taste.direction, taste.words, works, scores);
  // Most people are unknown: a bit for the low end of their numbers tells so at once.
  std::vector<bool> maybe(std::size_t{1} << 16, false);
  for (const auto& [hash, weight] : taste.people) {
    maybe[hash & 0xFFFF] = true;
  }
  for (std::size_t i = 0; i < shelf.rows.size(); ++i) {
    const ShelfRow& row = shelf.rows[i];
    float people = 0;
    for (const std::uint32_t author : shelf.authors_of(row)) {
      if (maybe[author & 0xFFFF]) {
        const auto found = taste.people.find(author);
        people += found == taste.people.end() ? 0 : found->second;
      }
    }
    if (people != 0) {
      scores[i] += people / std::sqrt(static_cast<float>(row.authors));
    }
    if (row.venue != 0) {
      const auto found = taste.venues.find(row.venue);
      scores[i] += found == taste.venues.end() ? 0 : found->second;
    }
  }
  return scores;
}

}  // namespace assay::plan
