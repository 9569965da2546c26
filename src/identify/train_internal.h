#pragma once
/// The steps of training: features of examples, columns, rows. Threads: one thread.

#include "identify/regression_internal.h"
#include "identify/train.h"
#include "identify/wording_internal.h"

#include <array>
#include <memory>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace assay::identify {

/// A reading as features that do not depend on the weights.
struct Prepared {
  std::vector<std::pair<std::uint32_t, float>> entries;  ///< Entry and how much of it, ascending.
  std::vector<GramKey> grams;                            ///< Ascending, each once.
  std::vector<float> meaning;  ///< Sum of the words' vectors over the norm; empty without vectors.
  double norm = 1;
  bool no_abstract = false;
};

/// Vectors of words by hash, each asked for once. One thread.
class VectorCache {
 public:
  explicit VectorCache(const WordVectors* vectors) : vectors_(vectors) {}
  [[nodiscard]] std::size_t dimensions() const {
    return vectors_ == nullptr ? 0 : vectors_->dimensions();
  }
  /// Empty for a word that has none. Valid until the end of the cache.
  std::span<const float> of(std::uint64_t hash, std::string_view word);
  [[nodiscard]] const std::unordered_map<std::uint64_t, std::vector<float>>& all() const {
    return known_;
  }

 private:
  const WordVectors* vectors_;
  std::unordered_map<std::uint64_t, std::vector<float>> known_;
};

struct PreparedExample {
  Prepared whole;
  Prepared title;
};

std::vector<PreparedExample> prepare(const Lexicon& lexicon, std::span<const Example> examples,
                                     const TrainOptions& options, VectorCache& cache);

/// Columns: bias, no_abstract, the lexicon's entries, the grams; then the dimensions of meaning.
struct Space {
  struct Gram {
    std::uint32_t column = 0;
    float factor = 0;  ///< Its value in a text, before the division by the norm.
  };
  std::size_t entries = 0;
  std::unordered_map<GramKey, Gram> grams;
  std::size_t dimensions = 0;
  double meaning_factor = 0;
  [[nodiscard]] std::size_t columns() const noexcept { return 2 + entries + grams.size(); }
};

inline constexpr double kEntryFactor = 0.2;    ///< Value of one whole find of an entry.
inline constexpr double kGramScale = 0.25;     ///< Value of a gram that every text has.
inline constexpr double kMeaningLength = 0.4;  ///< Mean length of the meaning's part of a row.

/// What is learnt from.
struct Lesson {
  std::span<const Example> examples;
  std::vector<PreparedExample> prepared;
  std::vector<PreparedExample> guessed;  ///< Of the guesses' examples; empty without guesses.
};

/// The columns that the chosen examples, and all guessed ones, give rise to.
Space make_space(const Lexicon& lexicon, const Lesson& lesson, std::span<const std::size_t> chosen);
void add_row(Matrix& matrix, const Space& space, const Prepared& prepared);

/// The fold of each example: as many of each score in each, by hash of id and seed.
std::vector<std::size_t> folds_of(std::span<const Example> examples, const TrainOptions& options);

using Weights = std::array<std::vector<double>, kTargetCount>;
/// Whether the reader said so.
bool wanted(const Example& example, std::size_t target) noexcept;
/// Weights of every target (or of the first alone) from the chosen examples and the teacher's
/// guesses (nullptr: none).
Weights fit_targets(const Lexicon& lexicon, const Space& space, const Lesson& lesson,
                    std::span<const std::size_t> chosen, const Teacher* teacher,
                    const TrainOptions& options);

/// Slope and shift that make log-odds fit what came true.
struct Line {
  double slope = 1;
  double shift = 0;
};
Line calibrate(std::span<const double> logits, std::span<const char> came_true);

}  // namespace assay::identify
