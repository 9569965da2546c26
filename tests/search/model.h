#pragma once
/// A search engine of sets and loops, to compare the index with: works as lists of words, every
/// query answered by looking at every work. Its words are their own stems, so that it needs no
/// analysis. One thread.

#include "search/index.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::search {

/// Random numbers that are the same on every machine.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  unsigned below(unsigned n) { return n == 0 ? 0 : static_cast<unsigned>(engine_() % n); }
  bool one_in(unsigned n) { return below(n) == 0; }
  template <typename Values>
  const auto& pick(const Values& values) {
    return values[below(static_cast<unsigned>(std::size(values)))];
  }

 private:
  std::mt19937 engine_;
};

/// Made-up words that stemming leaves alone, the first ones the most frequent.
class Lexicon {
 public:
  static constexpr std::size_t kWords = 6000;
  static const Lexicon& instance();
  [[nodiscard]] const std::string& word(std::uint32_t id) const { return words_[id]; }
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view word) const;

 private:
  Lexicon();
  std::vector<std::string> words_;
  std::unordered_map<std::string, std::uint32_t> ids_;
};

enum class Place : std::uint8_t { kTitle, kAuthor, kVenue, kOrganisation, kAbstract, kText };

/// Words side by side.
struct Passage {
  Place place = Place::kTitle;
  std::vector<std::uint32_t> words;
};

struct ModelWork {
  Document document;
  std::vector<Passage> passages;
};

/// A work with random words of the first `vocabulary`, at most `longest` in its abstract.
std::shared_ptr<const ModelWork> make_work(Dice& dice, std::int64_t id, unsigned vocabulary,
                                           unsigned longest);

/// What a word of the query accepts.
struct Wanted {
  std::string text;
  bool prefix = false;
  std::optional<std::uint32_t> id;
  [[nodiscard]] bool takes(std::uint32_t word) const;
};
using WantedRun = std::vector<Wanted>;

class Model {
 public:
  using Works = std::map<std::int64_t, std::shared_ptr<const ModelWork>>;

  std::int64_t generation = 0;
  Works works;

  /// Works that match, ascending.
  [[nodiscard]] std::vector<std::int64_t> find(const Query& query) const;
  /// `ids` in the order of a sort other than by relevance.
  [[nodiscard]] std::vector<std::int64_t> sorted(std::vector<std::int64_t> ids, Sort sort) const;
  /// Total and facets of `ids`.
  [[nodiscard]] Results facets(const std::vector<std::int64_t>& ids) const;
  /// The scores of `ids` in an index that holds just these works and none that is dead.
  [[nodiscard]] std::vector<double> scores(const Query& query,
                                           const std::vector<std::int64_t>& ids) const;
};

/// A random query: words, phrases, prefixes, negation, OR, filters; often taken from `works`.
std::string make_question(Dice& dice, const Model& model, unsigned vocabulary);

/// Asks `index` and `model` the same in every way that Options has; empty when they agree,
/// otherwise how they do not. `pure`: nothing in the index is dead, so scores are compared too.
std::string compare(const Index& index, const Model& model, const std::string& question, Dice& dice,
                    bool pure);

}  // namespace assay::search
