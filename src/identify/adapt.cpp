#include "identify/tally_internal.h"
#include "identify/train_internal.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace assay::identify {
namespace {

constexpr double kBiasPull = 10;      // ratings tell what is liked, not how common it is
constexpr double kAdaptStrength = 2;  // inverse of the pull towards the model's weights

/// The model's rows of developer_led with `moves` added, in eight bits again.
void move_rows(Model& model, const std::map<GramKey, double>& moves) {
  std::map<GramKey, std::array<double, kTargetCount>> rows;
  for (std::size_t i = 0; i < model.keys.size(); ++i) {
    auto& row = rows[model.keys[i]];
    for (std::size_t target = 0; target < kTargetCount; ++target) {
      row[target] = model.scale[target] * model.rows[i * kTargetCount + target];
    }
  }
  for (const auto& [key, move] : moves) {
    rows[key][kDeveloperTarget] += move;
  }
  double largest = 0;
  for (const auto& [key, row] : rows) {
    largest = std::max(largest, std::abs(row[kDeveloperTarget]));
  }
  model.scale[kDeveloperTarget] = largest / 127;
  model.keys.clear();
  model.rows.clear();
  for (const auto& [key, row] : rows) {
    model.keys.push_back(key);
    for (std::size_t target = 0; target < kTargetCount; ++target) {
      const double scale = model.scale[target];
      const double steps = scale > 0 ? std::round(row[target] / scale) : 0;
      model.rows.push_back(static_cast<std::int8_t>(std::clamp(steps, -127.0, 127.0)));
    }
  }
}

}  // namespace

Model adapt(const Model& model, const Lexicon& lexicon, std::span<const Example> examples,
            std::string name) {
  VectorCache none(nullptr);
  const std::vector<PreparedExample> prepared = prepare(lexicon, examples, {}, none);
  Space space;
  space.entries = lexicon.entries.size();
  auto column = static_cast<std::uint32_t>(space.columns());
  for (const PreparedExample& one : prepared) {
    for (const GramKey key : one.whole.grams) {
      if (space.grams.try_emplace(key, Space::Gram{column, static_cast<float>(kGramScale * 2)})
              .second) {
        ++column;
      }
    }
  }
  const Weighing weighing(lexicon, model);
  Matrix matrix;
  matrix.columns = space.columns();
  Task task;
  task.prior.assign(matrix.columns, 0.0);
  task.pull.assign(matrix.columns, 1 / kAdaptStrength);
  task.pull[0] = kBiasPull;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    add_row(matrix, space, prepared[i].whole);
    const Reading& reading = examples[i].whole;
    const auto logits = target_logits(weighing, reading, shares(lexicon, reading),
                                      weigh_wording(weighing, reading.words));
    task.offsets.push_back(static_cast<float>(logits[kDeveloperTarget]));
    task.wanted.push_back(examples[i].positive() ? 1.0F : 0.0F);
    task.counts.push_back(1.0F);
  }
  const std::vector<double> moved = fit_logistic(matrix, task);
  Model adapted = model;
  adapted.name = std::move(name);
  adapted.bias[kDeveloperTarget] += moved[0];
  adapted.no_abstract[kDeveloperTarget] += moved[1] * kEntryFactor;
  for (EntryWeights& entry : adapted.entries) {
    for (std::size_t i = 0; i < lexicon.entries.size(); ++i) {
      if (lexicon.entries[i].target == Target::kClue && lexicon.entries[i].name == entry.name) {
        entry.weights[0] += moved[2 + i] * kEntryFactor;
      }
    }
  }
  std::map<GramKey, double> moves;
  for (const auto& [key, gram] : space.grams) {
    moves[key] = moved[gram.column] * static_cast<double>(gram.factor);
  }
  move_rows(adapted, moves);
  return adapted;
}

}  // namespace assay::identify
