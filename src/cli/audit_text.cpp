#include "cli/audit_text.h"

#include "base/text.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace assay::cli {
namespace {

using practice::IntervalEstimate;
using practice::Measure;

constexpr std::size_t kNameColumns = 18;
constexpr std::size_t kMostGroups = 40;
constexpr std::size_t kMostShares = 12;

struct Column {
  Measure measure;
  const char* head;
};
constexpr std::array<Column, 4> kRates = {{{Measure::kBaseRate, "base rate"},
                                           {Measure::kSelectionRate, "selected"},
                                           {Measure::kTruePositiveRate, "TPR"},
                                           {Measure::kFalsePositiveRate, "FPR"}}};
constexpr std::array<Column, 4> kQualities = {{{Measure::kPrecision, "precision"},
                                               {Measure::kAccuracy, "accuracy"},
                                               {Measure::kAuc, "AUC"},
                                               {Measure::kCalibrationError, "calib. error"}}};

std::string padded(std::string_view text, std::size_t columns) {
  const std::string cut = ellipsize(printable(text), columns);
  return cut + std::string(columns - display_width(cut), ' ');
}

/// A line without the blanks at its end.
std::string line_of(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

/// "62.0 58-66": in hundredths, 12 columns.
std::string figure(const IntervalEstimate& estimate) {
  if (!estimate.known()) {
    return fmt::format("{:>13}", "-");
  }
  return fmt::format("{:>6.1f} {:<6}", 100 * estimate.value,
                     estimate.bounded()
                         ? fmt::format("{:.0f}-{:.0f}", 100 * estimate.low, 100 * estimate.high)
                         : "");
}

std::string table(const practice::AttributeAudit& attribute, const practice::GroupAudit& all,
                  const std::array<Column, 4>& columns, const Style& style) {
  std::string head = padded("", kNameColumns) + fmt::format("{:>10}", "rows");
  for (const Column& column : columns) {
    head += fmt::format(" {:>12}", column.head);
  }
  std::string out = style.quiet(head) + "\n";
  const auto line = [&](const practice::GroupAudit& group, const std::string& name) {
    std::string text = padded(name, kNameColumns) + fmt::format("{:>10}", with_commas(group.rows));
    for (const Column& column : columns) {
      text += figure(group.figure(column.measure));
    }
    out += line_of(std::move(text));
  };
  for (std::size_t i = 0; i < attribute.groups.size() && i < kMostGroups; ++i) {
    line(attribute.groups[i], attribute.groups[i].name + (attribute.groups[i].small ? " *" : ""));
  }
  if (attribute.groups.size() > kMostGroups) {
    out += fmt::format("… and {} more groups, all in --json and --html\n",
                       attribute.groups.size() - kMostGroups);
  }
  line(all, "everyone");
  return out;
}

std::string readings(const practice::AttributeAudit& attribute, const Style& style) {
  std::string out;
  for (const practice::Reading& reading : attribute.readings) {
    const std::string text =
        paragraph(printable(reading.about + ": " + reading.text), 2, text_columns());
    switch (reading.weight) {
      case practice::Reading::Weight::kFine:
        out += "✓" + text.substr(1);
        break;
      case practice::Reading::Weight::kUnsure:
        out += "?" + text.substr(1);
        break;
      case practice::Reading::Weight::kClear:
        out += style.warning("!") + text.substr(1);
        break;
    }
  }
  return out;
}

std::string plan_text(const practice::ThresholdPlan& plan, const Style& style) {
  std::string out = style.bold(fmt::format("Thresholds that equalise {} by {}",
                                           practice::equalise_name(plan.what), plan.attribute)) +
                    "\n";
  for (const practice::GroupThreshold& group : plan.groups) {
    out += padded(group.group, kNameColumns) +
           fmt::format(" {:<12} selected {:5.1f}%  TPR {:5.1f}%  FPR {:5.1f}%\n",
                       practice::threshold_words(group.threshold), 100 * group.selection,
                       100 * group.tpr, 100 * group.fpr);
    if (group.between > 0) {
      out += paragraph(fmt::format("and {:.1f}% of those from {} on, by a draw",
                                   100 * group.between, practice::threshold_words(group.lower)),
                       kNameColumns + 1, text_columns());
    }
    if (group.coin_share > 0) {
      out += paragraph(fmt::format("but {:.1f}% of the rows by a coin that selects {:.1f}%",
                                   100 * group.coin_share, 100 * group.coin),
                       kNameColumns + 1, text_columns());
    }
  }
  if (!plan.without.empty()) {
    out += paragraph("without: " + join(plan.without, ", ") + " (no rows of a class it needs)", 0,
                     text_columns());
  }
  if (!plan.groups.empty()) {
    out += paragraph(
        fmt::format("Accuracy {:.1f}% before, {:.1f}% after; groups still differ by {:.1f} points. "
                    "Whether different thresholds for different people are right, or lawful, is "
                    "for people to decide.",
                    100 * plan.accuracy_before, 100 * plan.accuracy_after, 100 * plan.left_over),
        0, text_columns());
  }
  return out + "\n";
}

std::string drift_line(const practice::DriftGroup& group) {
  const practice::DriftFigure& figure = group.figure;
  const std::string name =
      group.attribute.empty() ? "all rows" : group.attribute + ": " + group.group;
  return line_of("  " + padded(name, 22) +
                 fmt::format(" PSI {:<7.3f} {:<20}", figure.psi, practice::psi_words(figure)) +
                 (figure.ks ? fmt::format("KS {:.3f}, p {:.2g}", *figure.ks, figure.ks_p) : ""));
}

}  // namespace

std::string fairness_text(const practice::FairnessAudit& audit,
                          const std::vector<practice::ThresholdPlan>& plans, const Style& style) {
  std::string out =
      fmt::format("{} rows. In hundredths, with {:g} % intervals; {}.\n\n", with_commas(audit.rows),
                  100 * (1 - audit.alpha),
                  audit.columns.decision.empty()
                      ? fmt::format("selected from a score of {:g} on", audit.columns.threshold)
                      : "selected as the file says");
  bool small = false;
  for (const practice::AttributeAudit& attribute : audit.attributes) {
    out += style.bold("By " + printable(attribute.name)) + "\n" +
           table(attribute, audit.all, kRates, style) + "\n" +
           table(attribute, audit.all, kQualities, style) + "\n" + readings(attribute, style) +
           "\n";
    for (const practice::GroupAudit& group : attribute.groups) {
      small = small || group.small;
    }
  }
  if (audit.attributes.empty()) {
    practice::AttributeAudit none;
    out += table(none, audit.all, kRates, style) + "\n" +
           table(none, audit.all, kQualities, style) + "\n";
  }
  for (const practice::ThresholdPlan& plan : plans) {
    out += plan_text(plan, style);
  }
  if (small) {
    out += "* few rows, or few of one class: the intervals are wide\n";
  }
  if (audit.all.auc_error > 0) {
    out += fmt::format("AUC is off by {:.1g} at the most, since scores were binned to fit\n",
                       audit.all.auc_error);
  }
  return out;
}

std::string drift_text(const practice::DriftReport& report, const Style& style) {
  std::string out = fmt::format("{} rows before, {} now\n\n", with_commas(report.before),
                                with_commas(report.after));
  for (const practice::ColumnDrift& column : report.columns) {
    out += style.bold(printable(column.column)) + "\n";
    for (const practice::DriftGroup& group : column.groups) {
      out += drift_line(group);
    }
    const practice::DriftFigure& all = column.groups.front().figure;
    if (all.psi >= practice::kPsiStable && !all.by_chance()) {
      for (std::size_t i = 0; i < all.shares.size() && i < kMostShares; ++i) {
        const practice::DriftShare& share = all.shares[i];
        out += "    " + padded(share.value, 22) +
               fmt::format("{:>6.1f}% -> {:>5.1f}%\n", 100 * share.before, 100 * share.after);
      }
      if (all.shares.size() > kMostShares) {
        out += fmt::format("    … and {} more\n", all.shares.size() - kMostShares);
      }
    }
  }
  const auto list = [&](const char* what, const std::vector<std::string>& names) {
    if (!names.empty()) {
      out += paragraph(printable(what + join(names, ", ")), 0, text_columns());
    }
  };
  list("only before: ", report.only_before);
  list("only now: ", report.only_after);
  list("left out, since their words name rows: ", report.left_out);
  return out;
}

}  // namespace assay::cli
