#include "practice/audit/report.h"

#include "base/text.h"
#include "practice/audit/readings_internal.h"
#include "practice/document.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>

namespace assay::practice {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

Json figure(const IntervalEstimate& estimate) {
  if (!estimate.known()) {
    return {};
  }
  return {
      {"value", estimate.value}, {"low", number(estimate.low)}, {"high", number(estimate.high)}};
}

constexpr std::array<const char*, 3> kWeights = {"fine", "unsure", "clear"};

Json group_json(const GroupAudit& group) {
  Json out = {{"group", group.name},
              {"rows", group.rows},
              {"positives", group.positives},
              {"selected", group.selected},
              {"small", group.small}};
  for (std::size_t i = 0; i < kMeasures; ++i) {
    out[std::string(measure_key(static_cast<Measure>(i)))] = figure(group.figures.at(i));
  }
  out["calibration_error_by_chance"] = group.ece_by_chance;
  out["auc_off_by_at_most"] = group.auc_error;
  Json bins = Json::array();
  for (const ReliabilityBin& bin : group.reliability) {
    bins.push_back({{"from", bin.from},
                    {"to", bin.to},
                    {"rows", bin.rows},
                    {"mean_score", bin.mean_score},
                    {"positives", figure(bin.positives)}});
  }
  out["reliability"] = std::move(bins);
  return out;
}

Json attribute_json(const AttributeAudit& attribute) {
  Json groups = Json::array();
  for (const GroupAudit& group : attribute.groups) {
    Json one = group_json(group);
    one["impact_ratio"] = figure(group.impact);
    Json differences = Json::object();
    for (std::size_t i = 0; i < kMeasures; ++i) {
      differences[std::string(measure_key(static_cast<Measure>(i)))] =
          figure(group.to_reference.at(i));
    }
    one["less_reference"] = std::move(differences);
    groups.push_back(std::move(one));
  }
  Json gaps = Json::array();
  for (const Gap& gap : attribute.gaps) {
    gaps.push_back({{"measure", measure_key(gap.measure)},
                    {"highest", attribute.groups[gap.highest].name},
                    {"lowest", attribute.groups[gap.lowest].name},
                    {"difference", figure(gap.difference)},
                    {"clear", gap.clear()}});
  }
  Json readings = Json::array();
  for (const Reading& reading : attribute.readings) {
    readings.push_back({{"about", reading.about},
                        {"weight", kWeights.at(static_cast<std::size_t>(reading.weight))},
                        {"text", reading.text}});
  }
  return {{"name", attribute.name},
          {"reference", attribute.groups[attribute.reference].name},
          {"groups", std::move(groups)},
          {"gaps", std::move(gaps)},
          {"readings", std::move(readings)}};
}

Json plan_json(const ThresholdPlan& plan) {
  Json groups = Json::array();
  for (const GroupThreshold& group : plan.groups) {
    groups.push_back({{"group", group.group},
                      {"threshold", number(group.threshold)},
                      {"lower", number(group.lower)},
                      {"between", group.between},
                      {"coin_share", group.coin_share},
                      {"coin", group.coin},
                      {"selection_rate", group.selection},
                      {"true_positive_rate", group.tpr},
                      {"false_positive_rate", group.fpr}});
  }
  return {
      {"attribute", plan.attribute},
      {"equalise", equalise_name(plan.what)},
      {"target", plan.target},
      {"target_false_positive_rate", plan.what == Equalise::kOdds ? Json(plan.target_fpr) : Json()},
      {"groups", std::move(groups)},
      {"left_over", plan.left_over},
      {"accuracy_before", number(plan.accuracy_before)},
      {"accuracy_after", plan.accuracy_after},
      {"without", plan.without}};
}

Json drift_json(const DriftGroup& group) {
  const DriftFigure& figure = group.figure;
  Json shares = Json::array();
  for (const DriftShare& share : figure.shares) {
    shares.push_back({{"value", share.value}, {"before", share.before}, {"after", share.after}});
  }
  return {{"attribute", group.attribute.empty() ? Json() : Json(group.attribute)},
          {"group", group.group},
          {"before", figure.before},
          {"after", figure.after},
          {"psi", figure.psi},
          {"psi_by_chance", figure.psi_by_chance},
          {"ks", figure.ks ? Json(*figure.ks) : Json()},
          {"ks_off_by_at_most", figure.ks_error},
          {"ks_p", figure.ks ? Json(figure.ks_p) : Json()},
          {"shares", std::move(shares)}};
}

Json examples_json(const std::vector<LeftOut>& examples) {
  Json out = Json::array();
  for (const LeftOut& one : examples) {
    out.push_back({{"line", one.line}, {"why", one.why}});
  }
  return out;
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string metrics_table(const FairnessAudit& audit) {
  std::string out =
      "| group | rows | base rate | selection rate | true positive rate | false positive rate | "
      "precision | AUC | calibration error |\n|---|---|---|---|---|---|---|---|---|\n";
  const auto line = [&](const std::string& name, const GroupAudit& group) {
    out += "| " + markdown_escaped(name) + (group.small ? " (small)" : "") + " | " +
           with_commas(group.rows);
    for (const Measure measure : {Measure::kBaseRate, Measure::kSelectionRate,
                                  Measure::kTruePositiveRate, Measure::kFalsePositiveRate,
                                  Measure::kPrecision, Measure::kAuc, Measure::kCalibrationError}) {
      out += " | " + figure_words(group.figure(measure), is_rate(measure));
    }
    out += " |\n";
  };
  line("everyone", audit.all);
  for (const AttributeAudit& attribute : audit.attributes) {
    for (const GroupAudit& group : attribute.groups) {
      line(attribute.name + ": " + group.name, group);
    }
  }
  return out;
}

std::string findings(const FairnessAudit& audit, Reading::Weight least) {
  std::string out;
  for (const AttributeAudit& attribute : audit.attributes) {
    for (const Reading& reading : attribute.readings) {
      if (reading.weight >= least) {
        out += "- **" + markdown_escaped(attribute.name) + ", " + reading.about + ".** " +
               markdown_escaped(reading.text) + "\n";
      }
    }
  }
  return out.empty() ? "- nothing stands out in these rows\n" : out;
}

}  // namespace

std::string to_json(const FairnessAudit& audit, const std::vector<ThresholdPlan>& plans) {
  Json attributes = Json::array();
  for (const AttributeAudit& attribute : audit.attributes) {
    attributes.push_back(attribute_json(attribute));
  }
  Json thresholds = Json::array();
  for (const ThresholdPlan& plan : plans) {
    thresholds.push_back(plan_json(plan));
  }
  return text_of(
      Json{{"rows", audit.rows},
           {"left_out", audit.left_out},
           {"examples", examples_json(audit.examples)},
           {"level", 1 - audit.alpha},
           {"threshold", audit.columns.decision.empty() ? Json(audit.columns.threshold) : Json()},
           {"all", group_json(audit.all)},
           {"attributes", std::move(attributes)},
           {"thresholds", std::move(thresholds)}});
}

std::string to_json(const DriftReport& report) {
  Json columns = Json::array();
  for (const ColumnDrift& column : report.columns) {
    Json groups = Json::array();
    for (const DriftGroup& group : column.groups) {
      groups.push_back(drift_json(group));
    }
    columns.push_back(
        {{"column", column.column}, {"numeric", column.numeric}, {"groups", std::move(groups)}});
  }
  return text_of(Json{{"before", report.before},
                      {"after", report.after},
                      {"columns", std::move(columns)},
                      {"only_before", report.only_before},
                      {"only_after", report.only_after},
                      {"left_out", report.left_out},
                      {"rows_left_out", report.rows_left_out},
                      {"examples", examples_json(report.examples)}});
}

std::string figure_words(const IntervalEstimate& estimate, bool percent) {
  if (!estimate.known()) {
    return "-";
  }
  const double scale = percent ? 100 : 1;
  const int digits = percent ? 1 : 3;
  const std::string value =
      fmt::format("{:.{}f}{}", scale * estimate.value, digits, percent ? "%" : "");
  return estimate.bounded() ? fmt::format("{} ({:.{}f} to {:.{}f})", value, scale * estimate.low,
                                          digits, scale * estimate.high, digits)
                            : value;
}

bool is_rate(Measure measure) noexcept {
  return measure <= Measure::kAccuracy;
}

std::string threshold_words(double threshold) {
  return std::isfinite(threshold) ? fmt::format("{:.9g}", threshold) : "nobody";
}

std::string psi_words(const DriftFigure& figure) {
  const char* size = figure.psi < kPsiStable    ? "stable"
                     : figure.psi < kPsiShifted ? "some change"
                                                : "shifted";
  return figure.by_chance() ? "no more than chance" : size;
}

std::string to_model_card(const FairnessAudit& audit, const std::string& file,
                          const std::string& day) {
  constexpr const char* kOpen = "*to be filled in*";
  std::vector<std::string> factors;
  for (const GroupBy& by : audit.columns.groups) {
    factors.push_back("`" + by.column + "`");
  }
  std::string out = "# Model card\n\n## Model details\n";
  for (const char* what : {"Name and version", "Made by, and when", "Kind of model, and paper",
                           "License", "Where to send questions"}) {
    out += fmt::format("- {}: {}\n", what, kOpen);
  }
  out += "\n## Intended use\n";
  for (const char* what : {"Meant for", "Meant to be used by", "Not meant for"}) {
    out += fmt::format("- {}: {}\n", what, kOpen);
  }
  out += fmt::format("\n## Factors\n- Looked at: {}\n- Not looked at, though they may matter: {}\n",
                     factors.empty() ? "none" : join(factors, ", "), kOpen);
  out += fmt::format(
      "\n## Metrics\n- Rates with Wilson intervals, AUC with DeLong's, expected calibration error "
      "over {} bins, all at {:g} %\n- {}\n- Why these and this threshold: {}\n",
      kReliabilityBins, 100 * (1 - audit.alpha),
      audit.columns.decision.empty()
          ? fmt::format("Decisions: `{}` of at least {:g}", audit.columns.score,
                        audit.columns.threshold)
          : fmt::format("Decisions: as in the column `{}`", audit.columns.decision),
      kOpen);
  out += fmt::format(
      "\n## Evaluation data\n- `{}`, {} rows used, {} left out, looked at on {}\n- Where they come "
      "from, and whom they stand for: {}\n",
      file, with_commas(audit.rows), with_commas(audit.left_out), day, kOpen);
  out += fmt::format("\n## Training data\n- {}\n", kOpen);
  out += "\n## Quantitative analyses\n" + metrics_table(audit);
  out += "\n## Ethical considerations\nWhat the figures show, to be weighed by people:\n\n" +
         findings(audit, Reading::Weight::kUnsure);
  out += fmt::format("- Who could be harmed, how, and what was done about it: {}\n", kOpen);
  out += fmt::format(
      "\n## Caveats and recommendations\n- The figures hold for rows like these only.\n- Groups "
      "that are marked as small have too few rows to tell much.\n- {}\n",
      kOpen);
  return out;
}

}  // namespace assay::practice
