#include "identify/train.h"

#include "base/text.h"
#include "identify/quality.h"
#include "identify/tally_internal.h"
#include "identify/train_internal.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::identify {
namespace {

constexpr double kTitleCount = 0.3;  // how much a title alone counts as an example
constexpr double kFreePull = 1e-3;
constexpr double kCluePrior =
    0.4;  // share of a clue's prior that its weight is drawn to; words say the rest
constexpr std::size_t kLeastCalibrated = 50;

bool is_grade(std::size_t target) {
  return target < kFirstTopicTarget;
}

/// The task of one target with nothing wanted yet.
Task pose(const Lexicon& lexicon, const Space& space, std::size_t target, double strength) {
  Task task;
  const std::size_t columns = space.columns() + space.dimensions;
  task.prior.assign(columns, 0.0);
  task.pull.assign(columns, 1 / strength);
  task.pull[0] = kFreePull;
  for (std::size_t i = 0; i < space.entries; ++i) {
    const Entry& entry = lexicon.entries[i];
    const bool counts =
        is_grade(target) ? entry.target == Target::kClue
                         : entry.target == Target::kTopic &&
                               static_cast<std::size_t>(entry.topic) + kFirstTopicTarget == target;
    if (counts) {
      task.prior[2 + i] = (is_grade(target) ? kCluePrior : 1.0) * entry.prior / kEntryFactor;
    } else {
      task.pull[2 + i] = -1;
    }
  }
  if (!is_grade(target)) {
    task.prior[0] = lexicon.topic_bias[target - kFirstTopicTarget];
  }
  return task;
}

/// Keeps clues that came out on the wrong side at nothing; false when there is none.
bool forbid_wrong_sides(const Lexicon& lexicon, const Space& space,
                        const std::vector<double>& weights, Task& task) {
  bool any = false;
  for (std::size_t i = 0; i < space.entries; ++i) {
    const Entry& entry = lexicon.entries[i];
    const double side = entry.clue == ClueType::kAcademic ? -1 : 1;
    if (entry.target == Target::kClue && weights[2 + i] * side < 0) {
      task.pull[2 + i] = -1;
      task.prior[2 + i] = 0;
      any = true;
    }
  }
  return any;
}

/// Log-odds of everything by weights fitted without each fold, not calibrated.
Predictions predict_folds(const Lexicon& lexicon, const Lesson& lesson,
                          std::span<const std::size_t> folds, const TrainOptions& options) {
  const std::span<const Example> examples = lesson.examples;
  Predictions made;
  made.whole.resize(examples.size());
  made.title.resize(examples.size());
  made.made.resize(examples.size());
  for (std::size_t fold = 0; fold < options.folds; ++fold) {
    const Teacher* teacher = options.guesses == nullptr ? nullptr : options.guesses->find(fold);
    if (options.guesses != nullptr && teacher == nullptr) {
      continue;
    }
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < examples.size(); ++i) {
      if (folds[i] != fold) {
        chosen.push_back(i);
      }
    }
    const Space space = make_space(lexicon, lesson, chosen);
    const Weights weights = fit_targets(lexicon, space, lesson, chosen, teacher, options);
    for (std::size_t i = 0; i < examples.size(); ++i) {
      if (folds[i] != fold) {
        continue;
      }
      made.made[i] = 1;
      Matrix rows;
      rows.columns = space.columns();
      rows.dense = space.dimensions;
      add_row(rows, space, lesson.prepared[i].whole);
      add_row(rows, space, lesson.prepared[i].title);
      for (std::size_t target = 0; target < (options.every_target ? kTargetCount : 1); ++target) {
        made.whole[i][target] = rows.product(0, weights[target]);
        made.title[i][target] = rows.product(1, weights[target]);
      }
    }
  }
  return made;
}

/// The line for one target from the examples outside `but` (none left out: folds.size()).
Line line_without(std::span<const Example> examples, const Predictions& raw,
                  std::span<const std::size_t> folds, std::size_t but, std::size_t target) {
  std::size_t unenriched = 0;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    unenriched += raw.has(i) && examples[i].unenriched() ? 1U : 0U;
  }
  std::vector<double> logits;
  std::vector<char> came_true;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const bool counts =
        !is_grade(target) || unenriched < kLeastCalibrated || examples[i].unenriched();
    if (counts && folds[i] != but && raw.has(i)) {
      logits.push_back(raw.whole[i][target]);
      came_true.push_back(wanted(examples[i], target) ? 1 : 0);
    }
  }
  return calibrate(logits, came_true);
}

constexpr std::size_t kNoFold = static_cast<std::size_t>(-1);

double micro_f1(const Predictions& calibrated, std::span<const Example> examples,
                double threshold) {
  double both = 0;
  double either = 0;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    if (!calibrated.has(i)) {
      continue;
    }
    for (std::size_t target = kFirstTopicTarget; target < kTargetCount; ++target) {
      const bool ours = logistic(calibrated.whole[i][target]) >= threshold;
      const bool theirs = wanted(examples[i], target);
      both += ours && theirs ? 1 : 0;
      either += (ours ? 1 : 0) + (theirs ? 1 : 0);
    }
  }
  return either > 0 ? 2 * both / either : 0;
}

double best_threshold(const Predictions& calibrated, std::span<const Example> examples) {
  double best = 0.5;
  double best_f1 = micro_f1(calibrated, examples, best);
  for (int percent = 48; percent >= 20; percent -= 2) {
    if (const double f1 = micro_f1(calibrated, examples, percent / 100.0); f1 > best_f1) {
      best_f1 = f1;
      best = percent / 100.0;
    }
  }
  return best;
}

using Row = std::array<double, kTargetCount>;

/// Weights of words and pairs, those of meaning folded into the words'.
std::unordered_map<GramKey, Row> fold_words(const Space& space, const Weights& weights,
                                            const std::array<Line, kTargetCount>& lines,
                                            const VectorCache& cache) {
  std::unordered_map<GramKey, Row> rows;
  for (const auto& [key, gram] : space.grams) {
    Row& row = rows[key];
    for (std::size_t target = 0; target < kTargetCount; ++target) {
      row[target] +=
          lines[target].slope * weights[target][gram.column] * static_cast<double>(gram.factor);
    }
  }
  for (const auto& [hash, vector] : cache.all()) {
    if (vector.empty()) {
      continue;
    }
    Row& row = rows[word_key(hash)];
    for (std::size_t target = 0; target < kTargetCount; ++target) {
      double sum = 0;
      for (std::size_t k = 0; k < vector.size(); ++k) {
        sum += weights[target][space.columns() + k] * static_cast<double>(vector[k]);
      }
      row[target] += lines[target].slope * sum * space.meaning_factor;
    }
  }
  return rows;
}

/// The heaviest rows, in eight bits.
void keep_rows(Model& model, const std::unordered_map<GramKey, Row>& rows, std::size_t most) {
  std::vector<std::pair<double, GramKey>> heaviest;
  for (const auto& [key, row] : rows) {
    double weight = 2 * std::abs(row[kDeveloperTarget]);
    for (const double one : row) {
      weight = std::max(weight, std::abs(one));
    }
    heaviest.emplace_back(-weight, key);
  }
  std::sort(heaviest.begin(), heaviest.end());
  heaviest.resize(std::min(heaviest.size(), most));
  for (const auto& [weight, key] : heaviest) {
    model.keys.push_back(key);
  }
  std::sort(model.keys.begin(), model.keys.end());
  std::array<double, kTargetCount> largest{};
  for (const GramKey key : model.keys) {
    for (std::size_t target = 0; target < kTargetCount; ++target) {
      largest[target] = std::max(largest[target], std::abs(rows.at(key)[target]));
    }
  }
  for (std::size_t target = 0; target < kTargetCount; ++target) {
    model.scale[target] = largest[target] / 127;
  }
  for (const GramKey key : model.keys) {
    for (std::size_t target = 0; target < kTargetCount; ++target) {
      const double scale = model.scale[target];
      const double steps = scale > 0 ? std::round(rows.at(key)[target] / scale) : 0;
      model.rows.push_back(static_cast<std::int8_t>(std::clamp(steps, -127.0, 127.0)));
    }
  }
}

/// Bias, facts and entries.
void set_weights(Model& model, const Lexicon& lexicon, const Space& space, const Weights& weights,
                 const std::array<Line, kTargetCount>& lines) {
  for (std::size_t target = 0; target < kTargetCount; ++target) {
    model.bias[target] = lines[target].slope * weights[target][0] + lines[target].shift;
    model.no_abstract[target] = lines[target].slope * weights[target][1] * kEntryFactor;
  }
  for (std::size_t i = 0; i < space.entries; ++i) {
    const Entry& entry = lexicon.entries[i];
    const auto weight = [&](std::size_t target) {
      return lines[target].slope * weights[target][2 + i] * kEntryFactor;
    };
    if (entry.target == Target::kClue) {
      model.entries.push_back({entry.name, {weight(0), weight(1), weight(2)}});
    } else if (entry.target == Target::kTopic) {
      const double one = weight(kFirstTopicTarget + static_cast<std::size_t>(entry.topic));
      model.entries.push_back({entry.name, {one, 0, 0}});
    }
  }
}

/// Each fold's log-odds on the line of the others.
Predictions calibrated(std::span<const Example> examples, const Predictions& raw,
                       std::span<const std::size_t> folds, const TrainOptions& options) {
  Predictions made = raw;
  for (std::size_t fold = 0; fold < options.folds; ++fold) {
    for (std::size_t target = 0; target < (options.every_target ? kTargetCount : 1); ++target) {
      const Line line = line_without(examples, raw, folds, fold, target);
      for (std::size_t i = 0; i < examples.size(); ++i) {
        if (folds[i] == fold) {
          made.whole[i][target] = line.slope * raw.whole[i][target] + line.shift;
          made.title[i][target] = line.slope * raw.title[i][target] + line.shift;
        }
      }
    }
  }
  return made;
}

Lesson make_lesson(const Lexicon& lexicon, std::span<const Example> examples,
                   const TrainOptions& options, VectorCache& cache) {
  Lesson lesson{examples, prepare(lexicon, examples, options, cache), {}};
  if (options.guesses != nullptr) {
    lesson.guessed = prepare(lexicon, options.guesses->examples, options, cache);
  }
  return lesson;
}

}  // namespace

std::vector<std::size_t> folds_of(std::span<const Example> examples, const TrainOptions& options) {
  std::vector<std::size_t> order(examples.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto place = [&](std::size_t i) {
    return std::tuple(examples[i].score, hash64(examples[i].id, options.seed), i);
  };
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
  std::vector<std::size_t> folds(examples.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    folds[order[i]] = i % options.folds;
  }
  return folds;
}

bool wanted(const Example& example, std::size_t target) noexcept {
  switch (target) {
    case 0:
      return example.score >= 2;
    case 1:
      return example.score >= 1;
    case 2:
      return example.score >= 3;
    default:
      return (example.topics >> (target - kFirstTopicTarget) & 1U) != 0;
  }
}

const Teacher* Guesses::find(std::optional<std::size_t> fold) const noexcept {
  for (const Teacher& teacher : teachers) {
    if (teacher.without == fold) {
      return &teacher;
    }
  }
  return nullptr;
}

Weights fit_targets(const Lexicon& lexicon, const Space& space, const Lesson& lesson,
                    std::span<const std::size_t> chosen, const Teacher* teacher,
                    const TrainOptions& options) {
  Matrix matrix;
  matrix.columns = space.columns();
  matrix.dense = space.dimensions;
  std::vector<float> counts;
  const auto add = [&](const PreparedExample& one, double count) {
    add_row(matrix, space, one.whole);
    counts.push_back(static_cast<float>(count));
    if (options.title) {
      add_row(matrix, space, one.title);
      counts.push_back(static_cast<float>(count * kTitleCount));
    }
  };
  for (const std::size_t i : chosen) {
    add(lesson.prepared[i], 1);
  }
  for (const PreparedExample& guessed : lesson.guessed) {
    add(guessed, options.guess_count);
  }
  const std::size_t rows_each = options.title ? 2 : 1;
  Weights weights;
  for (std::size_t target = 0; target < (options.every_target ? kTargetCount : 1); ++target) {
    Task task = pose(lexicon, space, target, options.strength);
    task.counts = counts;
    if (!is_grade(target)) {
      // A teacher of few examples says no to rare topics everywhere.
      std::fill(task.counts.begin() + static_cast<std::ptrdiff_t>(chosen.size() * rows_each),
                task.counts.end(), 0.0F);
    }
    for (const std::size_t i : chosen) {
      task.wanted.insert(task.wanted.end(), rows_each,
                         wanted(lesson.examples[i], target) ? 1.0F : 0.0F);
    }
    for (std::size_t i = 0; teacher != nullptr && i < lesson.guessed.size(); ++i) {
      task.wanted.push_back(teacher->whole[i][target]);
      if (options.title) {
        // What the whole work says is what a title is to foretell; how much of it, its own guess.
        task.wanted.push_back((teacher->whole[i][target] + teacher->title[i][target]) / 2);
      }
    }
    weights[target] = fit_logistic(matrix, task);
    if (is_grade(target) && forbid_wrong_sides(lexicon, space, weights[target], task)) {
      task.start = weights[target];
      weights[target] = fit_logistic(matrix, task);
      forbid_wrong_sides(lexicon, space, weights[target], task);
      task.start = weights[target];
      weights[target] = fit_logistic(matrix, task);
    }
  }
  return weights;
}

Line calibrate(std::span<const double> logits, std::span<const char> came_true) {
  Matrix matrix;
  matrix.columns = 2;
  Task task;
  task.prior = {1, 0};
  task.pull = {0.1, kFreePull};
  for (std::size_t i = 0; i < logits.size(); ++i) {
    matrix.cells.emplace_back(0U, static_cast<float>(logits[i]));
    matrix.cells.emplace_back(1U, 1.0F);
    matrix.end_row();
    task.wanted.push_back(came_true[i] != 0 ? 1.0F : 0.0F);
    task.counts.push_back(1.0F);
  }
  const std::vector<double> weights = fit_logistic(matrix, task);
  return {std::max(weights[0], 0.01), weights[1]};
}

Predictions cross_validate(const Lexicon& lexicon, std::span<const Example> examples,
                           const TrainOptions& options) {
  VectorCache cache(options.vectors);
  const Lesson lesson = make_lesson(lexicon, examples, options, cache);
  const std::vector<std::size_t> folds = folds_of(examples, options);
  return calibrated(examples, predict_folds(lexicon, lesson, folds, options), folds, options);
}

Trained train(const Lexicon& lexicon, std::span<const Example> examples,
              const TrainOptions& options, std::string name) {
  VectorCache cache(options.vectors);
  const Lesson lesson = make_lesson(lexicon, examples, options, cache);
  const std::vector<std::size_t> folds = folds_of(examples, options);
  const Predictions raw = predict_folds(lexicon, lesson, folds, options);
  Trained trained;
  trained.outside = calibrated(examples, raw, folds, options);
  std::array<Line, kTargetCount> lines;
  for (std::size_t target = 0; target < kTargetCount; ++target) {
    lines[target] = line_without(examples, raw, folds, kNoFold, target);
  }
  std::vector<std::size_t> all(examples.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const Space space = make_space(lexicon, lesson, all);
  const Teacher* teacher =
      options.guesses == nullptr ? nullptr : options.guesses->find(std::nullopt);
  const Weights weights = fit_targets(lexicon, space, lesson, all, teacher, options);
  for (const std::string& word : options.vocabulary) {
    cache.of(word_hash(word), word);
  }
  Model& model = trained.model;
  model.name = std::move(name);
  set_weights(model, lexicon, space, weights, lines);
  keep_rows(model, fold_words(space, weights, lines, cache), options.most_grams);
  model.cuts = find_cuts(trained.outside, examples);
  model.topic_threshold = best_threshold(trained.outside, examples);
  model.slope = shipped_model().slope;
  model.kinds = shipped_model().kinds;
  return trained;
}

}  // namespace assay::identify
