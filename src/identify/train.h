#pragma once
/// Fits a Model to labelled works: logistic regression on clues, words and pairs of words, in which
/// words of like meaning lend each other weight. Deterministic.
/// Threads: one thread; pure functions.

#include "identify/lexicon.h"
#include "identify/model.h"
#include "identify/reader_internal.h"
#include "work/work.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::identify {

/// Meaning of single words, from outside this room.
class WordVectors {
 public:
  WordVectors() = default;
  WordVectors(const WordVectors&) = delete;
  WordVectors& operator=(const WordVectors&) = delete;
  WordVectors(WordVectors&&) = delete;
  WordVectors& operator=(WordVectors&&) = delete;
  virtual ~WordVectors() = default;
  [[nodiscard]] virtual std::size_t dimensions() const = 0;
  /// Writes dimensions() numbers; false for a word that has none. Rarer words may be longer.
  [[nodiscard]] virtual bool find(std::string_view word, std::span<float> out) const = 0;
};

/// A work, what a reader said of it, and its words.
struct Example {
  std::string id;
  std::string stratum;
  int score = 0;            ///< 0..3 on the scale of docs/identify.md.
  int second = -1;          ///< Of an independent second reading; -1 for none.
  int research = -1;        ///< 1: it tells of something found out; 0: not; -1: nobody has said.
  std::uint32_t clues = 0;  ///< Bit i set: the reader named clue type i.
  std::uint32_t topics = 0;
  Kind kind = Kind::kPaper;
  Reading whole;
  Reading title;                   ///< Of the title alone.
  std::vector<std::string> words;  ///< Of whole.words, as written.
  [[nodiscard]] bool positive() const noexcept { return score >= 2; }
  /// Drawn with no look at its words or its track: what probabilities are calibrated on.
  [[nodiscard]] bool unenriched() const noexcept {
    return stratum == "conf-random" || stratum == "arxiv-random";
  }
};

/// Reads the work's words and clues. The labels are left to the caller.
Example make_example(const Lexicon& lexicon, const Work& work);

/// What a teacher outside of the program thinks of works that nobody labelled.
struct Teacher {
  /// It never saw the labels of this fold; none: it saw all of them.
  std::optional<std::size_t> without;
  /// Probabilities of every target from the whole work and from its title, example by example.
  std::vector<std::array<float, kTargetCount>> whole;
  std::vector<std::array<float, kTargetCount>> title;
};
struct Guesses {
  std::vector<Example> examples;  ///< Their labels are not looked at.
  std::vector<Teacher> teachers;  ///< One that saw all labels; others are for cross-validation.
  /// The teacher for weights that are fitted without `fold` (none: with all); nullptr: there is
  /// none.
  [[nodiscard]] const Teacher* find(std::optional<std::size_t> fold) const noexcept;
};

struct TrainOptions {
  std::uint64_t seed = 1;
  std::size_t folds = 10;
  const WordVectors* vectors = nullptr;  ///< None: words do not lend each other weight.
  bool clues = true;                     ///< Off for a baseline of words alone.
  bool title = true;                     ///< Titles' words as features of their own, and titles
                                         ///< alone as examples.
  bool every_target = true;              ///< Off: developer_led only.
  double strength = 4;                   ///< Inverse of the pull towards zero.
  /// Words beside the examples' that the model shall know.
  std::span<const std::string> vocabulary;
  std::size_t most_grams = 150000;
  const Guesses* guesses = nullptr;  ///< None: only labels are learnt from.
  double guess_count = 0.3;          ///< How much a guess counts beside a label.
};

/// Log-odds of every target, of whole works and of titles alone, example by example.
struct Predictions {
  std::vector<std::array<double, kTargetCount>> whole;
  std::vector<std::array<double, kTargetCount>> title;
  std::vector<char> made;  ///< By example: 0 where there is none; empty: there is all.
  [[nodiscard]] bool has(std::size_t example) const noexcept {
    return made.empty() || made[example] != 0;
  }
};

/// Each example judged by weights fitted without its fold, calibrated on what the other folds were
/// given. Requires at least two examples a fold. With guesses only the folds are judged that have a
/// teacher which did not see them.
Predictions cross_validate(const Lexicon& lexicon, std::span<const Example> examples,
                           const TrainOptions& options);

struct Trained {
  Model model;
  Predictions outside;  ///< As cross_validate() gives them.
};

/// The model of all examples; probabilities are calibrated by cross-validation on the unenriched
/// examples, or on all where there are fewer than fifty of those. Other kinds have the weights of
/// the shipped model until fit_kinds().
Trained train(const Lexicon& lexicon, std::span<const Example> examples,
              const TrainOptions& options, std::string name);

/// The score 0..3 that the log-odds of the targets say.
int graded(const std::array<double, kTargetCount>& logits, const std::array<double, 3>& cuts);

/// The cuts for which graded() agrees best with the examples' scores (quadratic-weighted kappa).
std::array<double, 3> find_cuts(const Predictions& predictions, std::span<const Example> examples);

/// `model` with weights for works of other kinds than papers: a share of what it says of their
/// clues and words, and weights of facts and signs for both dials, drawn to the lexicon's. What it
/// says of papers stays. Requires: examples of other kinds, each with `research`.
Model fit_kinds(const Model& model, const Lexicon& lexicon, std::span<const Example> examples);

/// What is said of one work of another kind.
struct KindVerdict {
  double developer_led = 0;
  double research = 0;
  int score = 0;
};
using KindPredictions = std::vector<KindVerdict>;
KindPredictions judge_kinds(const Model& model, const Lexicon& lexicon,
                            std::span<const Example> examples);
/// Each example judged by weights fitted without its fold, the papers' being the model's. Requires
/// at least two examples a fold.
KindPredictions cross_validate_kinds(const Model& model, const Lexicon& lexicon,
                                     std::span<const Example> examples,
                                     const TrainOptions& options);

/// `model` with the weights of developer_led moved as little as explains the examples.
Model adapt(const Model& model, const Lexicon& lexicon, std::span<const Example> examples,
            std::string name);

}  // namespace assay::identify
