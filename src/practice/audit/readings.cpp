#include "base/text.h"
#include "practice/audit/readings_internal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace assay::practice {
namespace {

using Weight = Reading::Weight;

std::string percent(double value) {
  return fmt::format("{:.1f}%", 100 * value);
}

/// "21.0 points (15.2 to 26.8)"
std::string points(const IntervalEstimate& gap) {
  return fmt::format("{:.1f} points ({:.1f} to {:.1f})", 100 * gap.value, 100 * gap.low,
                     100 * gap.high);
}

Weight weight_of(const Gap& gap) {
  if (!gap.difference.bounded()) {
    return Weight::kUnsure;
  }
  if (gap.clear()) {
    return gap.difference.high < kSmallGap ? Weight::kFine : Weight::kClear;
  }
  return gap.difference.high >= kNotableGap ? Weight::kUnsure : Weight::kFine;
}

std::string verdict(const Gap& gap) {
  if (!gap.difference.bounded()) {
    return "there are too few rows for an interval";
  }
  if (gap.clear()) {
    return gap.difference.high < kSmallGap ? "a real difference, but a small one"
                                           : "more than chance";
  }
  return gap.difference.high >= kNotableGap
             ? "chance could explain it, but a gap that matters is not excluded"
             : "no more than chance";
}

/// "male 62.0%, female 41.0%: 21.0 points apart (15.2 to 26.8), more than chance"
std::string gap_words(const AttributeAudit& attribute, const Gap& gap) {
  const GroupAudit& high = attribute.groups[gap.highest];
  const GroupAudit& low = attribute.groups[gap.lowest];
  return fmt::format("{} {}, {} {}: apart by {}, {}", high.name,
                     percent(high.figure(gap.measure).value), low.name,
                     percent(low.figure(gap.measure).value), points(gap.difference), verdict(gap));
}

void add_gap(std::vector<Reading>& out, const AttributeAudit& attribute, const char* about,
             const char* what, Measure measure) {
  if (const Gap* gap = attribute.gap(measure)) {
    out.push_back(
        {about, weight_of(*gap), fmt::format("{}: {}.", what, gap_words(attribute, *gap))});
  }
}

void add_impact(std::vector<Reading>& out, const AttributeAudit& attribute) {
  const GroupAudit* worst = nullptr;
  for (const GroupAudit& group : attribute.groups) {
    if (group.impact.known() && (worst == nullptr || group.impact.value < worst->impact.value)) {
      worst = &group;
    }
  }
  const Gap* gap = attribute.gap(Measure::kSelectionRate);
  if (worst == nullptr || gap == nullptr) {
    return;
  }
  const IntervalEstimate& impact = worst->impact;
  Weight weight = Weight::kFine;
  const char* words = "above four fifths";
  if (impact.high < kFourFifths) {
    weight = Weight::kClear;
    words = "below four fifths, which is generally taken as evidence of adverse impact";
  } else if (impact.value < kFourFifths) {
    weight = Weight::kUnsure;
    words = "below four fifths, but with so few selected chance could explain that";
  } else if (impact.low < kFourFifths) {
    weight = Weight::kUnsure;
    words = "above four fifths, though the interval reaches below";
  }
  out.push_back({"disparate impact", weight,
                 fmt::format("{} is selected {:.2f} times as often as {} ({:.2f} to {:.2f}): {}.",
                             worst->name, impact.value, attribute.groups[gap->highest].name,
                             impact.low, impact.high, words)});
}

void add_odds(std::vector<Reading>& out, const AttributeAudit& attribute) {
  const Gap* tpr = attribute.gap(Measure::kTruePositiveRate);
  const Gap* fpr = attribute.gap(Measure::kFalsePositiveRate);
  if (tpr == nullptr || fpr == nullptr) {
    return;
  }
  const Weight weight = std::max(weight_of(*tpr), weight_of(*fpr));
  const Gap& worse = tpr->difference.value >= fpr->difference.value ? *tpr : *fpr;
  const char* words = weight == Weight::kClear  ? "do not hold"
                      : weight == Weight::kFine ? "hold as far as these rows tell"
                                                : "are not settled by so few rows";
  out.push_back(
      {"equalised odds", weight,
       fmt::format("Equal odds {}: the wider of both gaps is that of the {}, {} between {} and {}.",
                   words, measure_words(worse.measure), points(worse.difference),
                   attribute.groups[worse.highest].name, attribute.groups[worse.lowest].name)});
}

void add_calibration(std::vector<Reading>& out, const AttributeAudit& attribute) {
  const GroupAudit* worst = nullptr;
  const auto excess = [](const GroupAudit& group) {
    return group.figure(Measure::kCalibrationError).value - group.ece_by_chance;
  };
  for (const GroupAudit& group : attribute.groups) {
    if (group.figure(Measure::kCalibrationError).known() &&
        (worst == nullptr || excess(group) > excess(*worst))) {
      worst = &group;
    }
  }
  if (worst == nullptr) {
    return;
  }
  const double error = worst->figure(Measure::kCalibrationError).value;
  if (excess(*worst) <= 0) {
    out.push_back({"calibration", Weight::kFine,
                   "Every group's scores are as calibrated as its number of rows can show."});
    return;
  }
  const double slant =
      worst->figure(Measure::kMeanScore).value - worst->figure(Measure::kBaseRate).value;
  out.push_back(
      {"calibration", error < kSmallGap ? Weight::kFine : Weight::kClear,
       fmt::format("Scores of {} are off by {:.1f} points on average (chance alone: up to {:.1f}); "
                   "they say {} and {} happens, so they are {}.",
                   worst->name, 100 * error, 100 * worst->ece_by_chance,
                   percent(worst->figure(Measure::kMeanScore).value),
                   percent(worst->figure(Measure::kBaseRate).value),
                   std::abs(slant) < error / 4 ? "too high in places and too low in others"
                   : slant > 0                 ? "too high"
                                               : "too low")});
}

/// With each group's own base rate, and the precision and TPR of all: the FPR that follows.
std::optional<std::string> implied(const GroupAudit& high, const GroupAudit& low) {
  const std::uint64_t selected = high.selected + low.selected;
  const std::uint64_t positives = high.positives + low.positives;
  const double hits = static_cast<double>(high.cell.count[1][1] + low.cell.count[1][1]);
  const double p_high = high.figure(Measure::kBaseRate).value;
  const double p_low = low.figure(Measure::kBaseRate).value;
  if (hits == 0 || p_high >= 1 || p_low <= 0) {
    return std::nullopt;
  }
  const double precision = hits / static_cast<double>(selected);
  const double tpr = hits / static_cast<double>(positives);
  return fmt::format(
      " With the precision ({}) and true positive rate ({}) of both together for each, the false "
      "positive rate would have to be {} for {} and {} for {}.",
      percent(precision), percent(tpr), percent(std::min(1.0, implied_fpr(p_high, precision, tpr))),
      high.name, percent(std::min(1.0, implied_fpr(p_low, precision, tpr))), low.name);
}

void add_impossible(std::vector<Reading>& out, const AttributeAudit& attribute) {
  const Gap* gap = attribute.gap(Measure::kBaseRate);
  if (gap == nullptr || !gap->clear()) {
    return;
  }
  const GroupAudit& high = attribute.groups[gap->highest];
  const GroupAudit& low = attribute.groups[gap->lowest];
  out.push_back(
      {"what cannot be had at once", Weight::kUnsure,
       fmt::format("Base rates differ ({} {}, {} {}), so as long as the model errs at all, equal "
                   "precision, equal true positive and equal false positive rates exclude each "
                   "other (Chouldechova 2017), and so do calibration and equal mean scores of "
                   "positives and of negatives (Kleinberg et al. 2016): choose which matters "
                   "here.{}",
                   high.name, percent(high.figure(Measure::kBaseRate).value), low.name,
                   percent(low.figure(Measure::kBaseRate).value),
                   implied(high, low).value_or(""))});
}

void add_small(std::vector<Reading>& out, const AttributeAudit& attribute) {
  std::vector<std::string> names;
  for (const GroupAudit& group : attribute.groups) {
    if (group.small) {
      names.push_back(fmt::format("{} ({})", group.name, with_commas(group.rows)));
    }
  }
  if (names.empty()) {
    return;
  }
  constexpr std::size_t kMost = 6;
  const std::size_t more = names.size() > kMost ? names.size() - kMost : 0;
  names.resize(names.size() - more);
  out.push_back({"small groups", Weight::kUnsure,
                 "Few rows, or few of one class: " + join(names, ", ") +
                     (more > 0 ? fmt::format(" and {} more", more) : "") +
                     ". Their intervals are wide; that nothing shows there says little."});
}

}  // namespace

std::vector<Reading> read_attribute(const AttributeAudit& attribute) {
  std::vector<Reading> out;
  if (attribute.groups.size() < 2) {
    out.push_back({"one group", Weight::kUnsure,
                   "There is only one group (" + attribute.groups.front().name +
                       "), so nothing can be compared."});
    return out;
  }
  add_gap(out, attribute, "demographic parity", "Selection rates", Measure::kSelectionRate);
  add_impact(out, attribute);
  add_gap(out, attribute, "equal opportunity", "True positive rates", Measure::kTruePositiveRate);
  add_gap(out, attribute, "false alarms", "False positive rates", Measure::kFalsePositiveRate);
  add_odds(out, attribute);
  add_gap(out, attribute, "predictive parity", "Precision", Measure::kPrecision);
  add_calibration(out, attribute);
  add_gap(out, attribute, "balance of positives", "Mean scores of those with a positive label",
          Measure::kScoreOfPositives);
  add_gap(out, attribute, "balance of negatives", "Mean scores of those with a negative label",
          Measure::kScoreOfNegatives);
  add_gap(out, attribute, "ranking", "AUC", Measure::kAuc);
  add_impossible(out, attribute);
  add_small(out, attribute);
  return out;
}

}  // namespace assay::practice
