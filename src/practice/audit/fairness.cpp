#include "practice/audit/fairness.h"

#include "practice/audit/calibration_internal.h"
#include "practice/audit/readings_internal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace assay::practice {
namespace {

constexpr std::size_t kMostRocPoints = 200;

struct MeasureName {
  std::string_view key;
  std::string_view words;
};
constexpr std::array<MeasureName, kMeasures> kNames = {{
    {"base_rate", "base rate"},
    {"selection_rate", "selection rate"},
    {"true_positive_rate", "true positive rate"},
    {"false_positive_rate", "false positive rate"},
    {"positive_predictive_value", "precision"},
    {"negative_predictive_value", "negative predictive value"},
    {"accuracy", "accuracy"},
    {"auc", "AUC"},
    {"calibration_error", "calibration error"},
    {"mean_score", "mean score"},
    {"mean_score_of_positives", "mean score of positives"},
    {"mean_score_of_negatives", "mean score of negatives"},
}};

/// Everything that an estimate of a group is worked out of, for any alpha.
struct Figures {
  const Cell& cell;
  Auc auc;
  CalibrationError calibration;
};

IntervalEstimate mean_of(const Cell& cell, bool negatives, bool positives, double alpha) {
  std::uint64_t n = 0;
  double sum = 0;
  double squares = 0;
  for (const unsigned label : {0U, 1U}) {
    if (label == 0 ? negatives : positives) {
      n += cell.of_label(label);
      sum += static_cast<double>(cell.sum.at(label)) * kSumUnit;
      squares += static_cast<double>(cell.squares.at(label)) * kSumUnit;
    }
  }
  return mean(n, sum, squares, alpha);
}

IntervalEstimate estimate(const Figures& figures, Measure measure, double alpha) {
  const Cell& cell = figures.cell;
  const auto& count = cell.count;
  const bool scored = cell.scores.total(0) + cell.scores.total(1) > 0;
  switch (measure) {
    case Measure::kBaseRate:
      return wilson(cell.of_label(1), cell.rows(), alpha);
    case Measure::kSelectionRate:
      return wilson(cell.selected(), cell.rows(), alpha);
    case Measure::kTruePositiveRate:
      return wilson(count[1][1], cell.of_label(1), alpha);
    case Measure::kFalsePositiveRate:
      return wilson(count[0][1], cell.of_label(0), alpha);
    case Measure::kPrecision:
      return wilson(count[1][1], cell.selected(), alpha);
    case Measure::kNegativePrecision:
      return wilson(count[0][0], cell.rows() - cell.selected(), alpha);
    case Measure::kAccuracy:
      return wilson(count[0][0] + count[1][1], cell.rows(), alpha);
    case Measure::kAuc:
      return auc_interval(figures.auc, alpha);
    case Measure::kCalibrationError:
      return figures.calibration.interval(alpha);
    case Measure::kMeanScore:
      return scored ? mean_of(cell, true, true, alpha) : IntervalEstimate();
    case Measure::kScoreOfPositives:
      return scored ? mean_of(cell, false, true, alpha) : IntervalEstimate();
    case Measure::kScoreOfNegatives:
      return scored ? mean_of(cell, true, false, alpha) : IntervalEstimate();
  }
  return {};
}

std::vector<ReliabilityBin> reliability_of(const Cell& cell, double alpha) {
  std::vector<ReliabilityBin> out;
  for (std::size_t i = 0; i < kReliabilityBins; ++i) {
    const Cell::ScoreBin& bin = cell.bins.at(i);
    ReliabilityBin& one = out.emplace_back();
    one.from = static_cast<double>(i) / kReliabilityBins;
    one.to = static_cast<double>(i + 1) / kReliabilityBins;
    one.rows = bin.rows;
    if (bin.rows > 0) {
      one.mean_score = static_cast<double>(bin.sum) * kSumUnit / static_cast<double>(bin.rows);
      one.positives = wilson(bin.positives, bin.rows, alpha);
    }
  }
  return out;
}

/// Every corner where there are few, else those that lie far enough from the one before.
std::vector<RocPoint> roc_of(const ValueHistogram& scores) {
  const double n = static_cast<double>(scores.total(0));
  const double m = static_cast<double>(scores.total(1));
  if (n == 0 || m == 0) {
    return {};
  }
  const std::vector<ValueHistogram::Bin> bins = scores.bins();
  std::vector<RocPoint> out = {{0, 0}};
  const double step = bins.size() <= kMostRocPoints ? 0 : 2.0 / kMostRocPoints;
  RocPoint at;
  double negatives = 0;
  double positives = 0;
  for (auto bin = bins.rbegin(); bin != bins.rend(); ++bin) {
    negatives += static_cast<double>(bin->count[0]);
    positives += static_cast<double>(bin->count[1]);
    at = {negatives / n, positives / m};
    if (at.fpr - out.back().fpr + at.tpr - out.back().tpr >= step) {
      out.push_back(at);
    }
  }
  if (out.back().fpr < 1 || out.back().tpr < 1) {
    out.push_back({1, 1});
  }
  return out;
}

Figures figures_of(const Cell& cell, std::uint64_t seed) {
  return {cell, auc_of(cell.scores), CalibrationError(cell, seed)};
}

GroupAudit audit_group(std::string name, const Figures& figures, double alpha) {
  GroupAudit out;
  const Cell& cell = figures.cell;
  out.name = std::move(name);
  out.rows = cell.rows();
  out.positives = cell.of_label(1);
  out.selected = cell.selected();
  out.small =
      out.rows < kSmallGroup || cell.of_label(0) < kSmallClass || cell.of_label(1) < kSmallClass;
  for (std::size_t i = 0; i < kMeasures; ++i) {
    out.figures.at(i) = estimate(figures, static_cast<Measure>(i), alpha);
  }
  out.ece_by_chance = figures.calibration.by_chance();
  out.auc_error = figures.auc.error;
  if (cell.scores.size() > 0) {
    out.reliability = reliability_of(cell, alpha);
    out.roc = roc_of(cell.scores);
  }
  out.cell = cell;
  return out;
}

void compare(AttributeAudit& attribute, const std::vector<Figures>& figures, double alpha) {
  std::vector<GroupAudit>& groups = attribute.groups;
  for (std::size_t i = 1; i < groups.size(); ++i) {
    if (groups[i].rows > groups[attribute.reference].rows) {
      attribute.reference = i;
    }
  }
  const double pairs =
      static_cast<double>(groups.size()) * static_cast<double>(groups.size() - 1) / 2;
  for (std::size_t m = 0; m < kMeasures; ++m) {
    Gap gap;
    gap.measure = static_cast<Measure>(m);
    std::size_t known = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      groups[i].to_reference.at(m) =
          difference(groups[i].figures.at(m), groups[attribute.reference].figures.at(m));
      const double value = groups[i].figures.at(m).value;
      if (std::isnan(value)) {
        continue;
      }
      if (known++ == 0) {
        gap.highest = gap.lowest = i;
      }
      gap.highest = value > groups[gap.highest].figures.at(m).value ? i : gap.highest;
      gap.lowest = value < groups[gap.lowest].figures.at(m).value ? i : gap.lowest;
    }
    if (known >= 2) {
      for (std::size_t i = groups.size(); gap.highest == gap.lowest && i-- > 0;) {  // all alike
        if (i != gap.highest && groups[i].figures.at(m).known()) {
          gap.lowest = i;
        }
      }
      gap.difference = difference(estimate(figures[gap.highest], gap.measure, alpha / pairs),
                                  estimate(figures[gap.lowest], gap.measure, alpha / pairs));
      attribute.gaps.push_back(gap);
    }
  }
  const Gap* selection = attribute.gap(Measure::kSelectionRate);
  if (selection != nullptr) {
    const GroupAudit& best = groups[selection->highest];
    for (GroupAudit& group : groups) {
      group.impact = ratio(group.selected, group.rows, best.selected, best.rows, alpha);
    }
  }
}

AttributeAudit audit_attribute(std::string name, const std::map<std::vector<std::size_t>, Cell>& by,
                               const std::vector<std::vector<std::string>>& values, double alpha) {
  AttributeAudit out;
  out.name = std::move(name);
  std::vector<Figures> figures;
  for (const auto& [key, cell] : by) {
    std::string group;
    for (std::size_t i = 0; i < key.size(); ++i) {
      group += (i == 0 ? "" : ", ") + values[i][key[i]];
    }
    figures.push_back(figures_of(cell, figures.size() + 1));
    out.groups.push_back(audit_group(std::move(group), figures.back(), alpha));
  }
  compare(out, figures, alpha);
  out.readings = read_attribute(out);
  return out;
}

}  // namespace

std::string_view measure_key(Measure measure) noexcept {
  return kNames[static_cast<std::size_t>(measure)].key;
}

std::string_view measure_words(Measure measure) noexcept {
  return kNames[static_cast<std::size_t>(measure)].words;
}

const Gap* AttributeAudit::gap(Measure measure) const noexcept {
  const auto found = std::find_if(gaps.begin(), gaps.end(),
                                  [&](const Gap& gap) { return gap.measure == measure; });
  return found == gaps.end() ? nullptr : &*found;
}

double implied_fpr(double base_rate, double precision, double tpr) noexcept {
  return base_rate / (1 - base_rate) * (1 - precision) / precision * tpr;
}

FairnessAudit audit_fairness(const Tally& tally, double alpha) {
  FairnessAudit out;
  out.columns = tally.columns;
  out.alpha = alpha;
  out.rows = tally.rows;
  out.left_out = tally.left_out;
  out.examples = tally.examples;
  Cell all;
  std::map<std::vector<std::size_t>, Cell> each;
  for (const Tally::Entry& entry : tally.cells) {
    all.merge(entry.cell);
    if (tally.values.size() > 1) {
      each.emplace(entry.group, entry.cell);
    }
  }
  out.all = audit_group("all", figures_of(all, 0), alpha);
  std::string together;
  for (std::size_t i = 0; i < tally.values.size(); ++i) {
    std::map<std::vector<std::size_t>, Cell> by;
    for (const Tally::Entry& entry : tally.cells) {
      by[{entry.group[i]}].merge(entry.cell);
    }
    out.attributes.push_back(
        audit_attribute(tally.columns.groups[i].column, by, {tally.values[i]}, alpha));
    together += (i == 0 ? "" : " x ") + tally.columns.groups[i].column;
  }
  if (tally.values.size() > 1) {
    out.attributes.push_back(audit_attribute(together, each, tally.values, alpha));
  }
  return out;
}

}  // namespace assay::practice
