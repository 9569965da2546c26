#include "cli/audit_file.h"

#include "base/files.h"
#include "base/progress.h"
#include "base/time.h"
#include "cli/audit_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace assay::cli {
namespace {

constexpr int kSomeLeftOut = 4;

std::vector<practice::GroupBy> groups_of(const AuditFileArguments& arguments) {
  std::vector<practice::GroupBy> out;
  for (const std::string& text : arguments.groups) {
    out.push_back(practice::parse_group(text));
    if (std::count_if(out.begin(), out.end(),
                      [&](const auto& one) { return one.column == out.back().column; }) > 1) {
      throw Error(Errc::kUsage, "the group '" + out.back().column + "' is named twice");
    }
  }
  return out;
}

practice::ReadProgress bar(Progress& progress) {
  return [&progress](std::uint64_t bytes, std::uint64_t rows, std::uint64_t) {
    progress.update(bytes, rows);
  };
}

std::uint64_t size_of(const std::string& file) {
  std::error_code ignored;
  const std::uintmax_t size = std::filesystem::file_size(file, ignored);
  return ignored ? 0 : size;
}

std::string name_of(const std::string& file) {
  return std::filesystem::path(file).filename().string();
}

void write_to(const Context& context, const std::string& file, const std::string& text,
              const char* what) {
  if (!file.empty()) {
    write_file_atomically(file, text);
    context.tell(fmt::format("{} written to {}", what, file));
  }
}

int run_drift(const Context& context, const AuditFileArguments& arguments) {
  practice::DriftReport report;
  {
    Progress progress("reading", 0, !context.quiet && stderr_is_terminal());
    report = practice::compare_files(arguments.file, arguments.against, groups_of(arguments),
                                     bar(progress));
  }
  write_to(context, arguments.html,
           practice::to_html(report, name_of(arguments.against) + " to " + name_of(arguments.file)),
           "report");
  if (context.json) {
    Context::print_json(practice::to_json(report));
  } else {
    Context::print(drift_text(report, context.style()));
  }
  return 0;
}

std::vector<practice::ThresholdPlan> plans_of(const practice::FairnessAudit& audit,
                                              const AuditFileArguments& arguments) {
  std::vector<practice::ThresholdPlan> out;
  for (const std::string& word : arguments.equalise) {
    const std::optional<practice::Equalise> what = practice::parse_equalise(word);
    if (!what) {
      throw Error(Errc::kUsage, "not a rate to equalise: " + word, "",
                  "name selection, tpr, fpr or odds");
    }
    for (const practice::AttributeAudit& attribute : audit.attributes) {
      out.push_back(practice::equalise(audit, attribute, *what));
    }
  }
  return out;
}

void check(const AuditFileArguments& arguments) {
  if (arguments.label.empty()) {
    throw Error(Errc::kUsage, "no label named", "",
                "`assay audit FILE --label y --score p --group sex`, or --against OLDER");
  }
  if (!arguments.equalise.empty() && (arguments.score.empty() || arguments.groups.empty())) {
    throw Error(Errc::kUsage, "thresholds want scores and groups", "",
                "add --score p and --group g");
  }
}

}  // namespace

void declare_audit_file(CLI::App& audit, const std::shared_ptr<AuditFileArguments>& arguments) {
  AuditFileArguments& a = *arguments;
  audit.add_option("FILE", a.file, "Predictions, a CSV file with a header");
  audit.add_option("--label", a.label, "Column of what came true")->type_name("COLUMN");
  audit.add_option("--score", a.score, "Column of probabilities")->type_name("COLUMN");
  audit.add_option("--decision", a.decision, "Column of decisions, instead of a threshold")
      ->type_name("COLUMN");
  audit.add_option("--threshold", a.threshold, "Scores from here on are selected (0.5)")
      ->type_name("T");
  audit.add_option("--group", a.groups, "Columns of groups; numbers: age:30:50")
      ->delimiter(',')
      ->type_name("COLUMN,…");
  audit.add_option("--positive", a.positive, "Value of label and decision that counts as yes")
      ->type_name("VALUE");
  audit.add_option("--equalise", a.equalise, "Thresholds for selection, tpr, fpr or odds")
      ->delimiter(',')
      ->type_name("RATE");
  audit.add_option("--level", a.level, "Of confidence (0.95)")
      ->check(CLI::Range(0.5, 0.9999))
      ->type_name("L");
  audit.add_option("--against", a.against, "An older file: what has drifted since")
      ->type_name("FILE");
  audit.add_option("--html", a.html, "Write a report with plots")->type_name("FILE");
  audit.add_option("--card", a.card, "Write a model card, filled in as far as known")
      ->type_name("FILE");
}

int run_audit_file(const Context& context, const AuditFileArguments& arguments) {
  if (!arguments.against.empty()) {
    return run_drift(context, arguments);
  }
  check(arguments);
  const practice::PredictionColumns columns = {.label = arguments.label,
                                               .score = arguments.score,
                                               .decision = arguments.decision,
                                               .groups = groups_of(arguments),
                                               .positive = arguments.positive,
                                               .threshold = arguments.threshold};
  practice::FairnessAudit audit;
  {
    Progress progress("reading", size_of(arguments.file), !context.quiet && stderr_is_terminal());
    audit = practice::audit_fairness(
        practice::tally_predictions(arguments.file, columns, bar(progress)), 1 - arguments.level);
  }
  const std::vector<practice::ThresholdPlan> plans = plans_of(audit, arguments);
  write_to(context, arguments.html,
           practice::to_html(audit, plans, "Audit of " + name_of(arguments.file)), "report");
  write_to(
      context, arguments.card,
      practice::to_model_card(audit, name_of(arguments.file), format_day(system_clock().today())),
      "model card");
  if (context.json) {
    Context::print_json(practice::to_json(audit, plans));
  } else {
    Context::print(fairness_text(audit, plans, context.style()));
  }
  if (audit.left_out > 0) {
    context.tell(fmt::format("{} row{} left out, the first in line {}: {}", audit.left_out,
                             audit.left_out == 1 ? "" : "s", audit.examples.front().line,
                             audit.examples.front().why));
    return kSomeLeftOut;
  }
  return 0;
}

}  // namespace assay::cli
