#include "fit.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace assay::bench {
namespace {

using identify::Entry;
using identify::Feature;
using identify::Lexicon;
using identify::Reading;
using identify::Target;

constexpr double kPull = 2.0;          // strength of the prior, in 1 / variance
constexpr double kFreePull = 0.01;     // for the bias and the offsets
constexpr double kLeastWeight = 0.02;  // a clue never speaks for the other side
constexpr double kTitleShare = 0.3;    // how much a title alone counts as an example
constexpr int kRounds = 3;
constexpr int kSweeps = 60;

struct Row {
  std::vector<std::pair<std::size_t, double>> values;
  double target = 0;
  double weight = 1;
  double logit = 0;
};

struct Column {
  double value = 0;
  double prior = 0;
  double pull = kFreePull;
  double lowest = -1e9;
  double highest = 1e9;
  std::vector<std::pair<std::size_t, double>> rows;
};

/// Columns: the entries, then bias, no_abstract and the offset of the enriched strata.
struct Problem {
  std::vector<Row> rows;
  std::vector<Column> columns;
};

void add_row(Problem& problem, const Lexicon& lexicon, const Reading& reading,
             const Labelled& labelled, double weight) {
  const std::size_t entries = lexicon.entries.size();
  Row row;
  row.target = labelled.positive() ? 1 : 0;
  row.weight = weight;
  std::vector<double> amounts(entries, 0);
  const std::vector<double> shares = identify::shares(lexicon, reading);
  for (std::size_t i = 0; i < reading.findings.size(); ++i) {
    amounts[reading.findings[i].entry] += shares[i];
  }
  for (std::size_t i = 0; i < entries; ++i) {
    if (amounts[i] > 0 && lexicon.entries[i].target == Target::kClue) {
      row.values.emplace_back(i, amounts[i]);
    }
  }
  row.values.emplace_back(entries, 1);
  if (reading.features[static_cast<std::size_t>(Feature::kNoAbstract)] > 0) {
    row.values.emplace_back(entries + 1, 1);
  }
  if (!labelled.unenriched()) {
    row.values.emplace_back(entries + 2, 1);
  }
  for (const auto& [column, value] : row.values) {
    problem.columns[column].rows.emplace_back(problem.rows.size(), value);
  }
  problem.rows.push_back(std::move(row));
}

Problem pose(const Lexicon& lexicon, std::span<const Example> examples,
             std::span<const std::size_t> chosen, bool bias_only) {
  Problem problem;
  problem.columns.resize(lexicon.entries.size() + 3);
  for (std::size_t i = 0; i < lexicon.entries.size(); ++i) {
    const Entry& entry = lexicon.entries[i];
    Column& column = problem.columns[i];
    column.value = bias_only ? entry.prior : entry.weight;
    column.prior = entry.prior;
    column.pull = kPull;
    column.lowest = entry.clue == ClueType::kAcademic ? -1e9 : kLeastWeight;
    column.highest = entry.clue == ClueType::kAcademic ? -kLeastWeight : 1e9;
    if (bias_only) {
      column.lowest = column.highest = entry.prior;
    }
  }
  const std::size_t entries = lexicon.entries.size();
  problem.columns[entries].value = lexicon.developer[static_cast<std::size_t>(Feature::kBias)];
  problem.columns[entries + 1].value =
      lexicon.developer[static_cast<std::size_t>(Feature::kNoAbstract)];
  for (const std::size_t i : chosen) {
    add_row(problem, lexicon, examples[i].whole, *examples[i].labelled, 1);
    add_row(problem, lexicon, examples[i].title, *examples[i].labelled, kTitleShare);
  }
  for (Row& row : problem.rows) {
    for (const auto& [column, value] : row.values) {
      row.logit += problem.columns[column].value * value;
    }
  }
  return problem;
}

/// One Newton step a column, kept within its limits.
void sweep(Problem& problem) {
  for (Column& column : problem.columns) {
    double slope = column.pull * (column.value - column.prior);
    double bend = column.pull;
    for (const auto& [row, value] : column.rows) {
      const double p = identify::logistic(problem.rows[row].logit);
      slope += problem.rows[row].weight * (p - problem.rows[row].target) * value;
      bend += problem.rows[row].weight * p * (1 - p) * value * value;
    }
    const double step = std::clamp(-slope / bend, -1.0, 1.0);
    const double next = std::clamp(column.value + step, column.lowest, column.highest);
    for (const auto& [row, value] : column.rows) {
      problem.rows[row].logit += (next - column.value) * value;
    }
    column.value = next;
  }
}

void solve(Lexicon& lexicon, std::span<const Example> examples, std::span<const std::size_t> chosen,
           bool bias_only) {
  for (Entry& entry : lexicon.entries) {
    entry.weight = entry.target == Target::kClue ? entry.prior : entry.weight;
  }
  const std::size_t entries = lexicon.entries.size();
  for (int round = 0; round < kRounds; ++round) {
    Problem problem = pose(lexicon, examples, chosen, bias_only);
    for (int i = 0; i < kSweeps; ++i) {
      sweep(problem);
    }
    for (std::size_t i = 0; i < entries; ++i) {
      if (lexicon.entries[i].target == Target::kClue) {
        lexicon.entries[i].weight = problem.columns[i].value;
      }
    }
    lexicon.developer[static_cast<std::size_t>(Feature::kBias)] = problem.columns[entries].value;
    lexicon.developer[static_cast<std::size_t>(Feature::kNoAbstract)] =
        problem.columns[entries + 1].value;
  }
}

}  // namespace

std::vector<Example> read_examples(const Lexicon& lexicon, std::span<const Labelled> labelled) {
  std::vector<Example> examples;
  examples.reserve(labelled.size());
  for (const Labelled& one : labelled) {
    examples.push_back({&one, identify::read_work(lexicon, one.work),
                        identify::read_work(lexicon, title_only(one.work))});
  }
  return examples;
}

void fit(Lexicon& lexicon, std::span<const Example> examples, std::span<const std::size_t> chosen) {
  solve(lexicon, examples, chosen, false);
}

void fit_bias_only(Lexicon& lexicon, std::span<const Example> examples,
                   std::span<const std::size_t> chosen) {
  solve(lexicon, examples, chosen, true);
}

double probability(const Lexicon& lexicon, const Reading& reading) {
  return identify::logistic(
      identify::dial_logit(lexicon, reading, identify::shares(lexicon, reading), Target::kClue));
}

}  // namespace assay::bench
