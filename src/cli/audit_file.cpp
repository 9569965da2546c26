#include "cli/audit_file.h"

#include "base/files.h"
#include "base/progress.h"
#include "base/time.h"
#include "cli/audit_text.h"

#include <fmt/format.h>

namespace assay::cli {
namespace {

constexpr int kSomeLeftOut = 4;

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

/// Tells of rows that were left out.
int status_of_left_out(const Context& context, std::uint64_t rows,
                       const std::vector<practice::LeftOut>& examples) {
  if (rows == 0) {
    return 0;
  }
  context.tell(fmt::format("{} row{} left out, the first in line {}: {}", rows,
                           rows == 1 ? "" : "s", examples.front().line, examples.front().why));
  return kSomeLeftOut;
}

int run_drift(const Context& context, const AuditFileArguments& arguments) {
  practice::DriftReport report;
  {
    Progress progress("reading", 0, !context.quiet && stderr_is_terminal());
    report =
        practice::compare_files(arguments.file, arguments.against,
                                practice::parse_groups(arguments.request.groups), bar(progress));
  }
  write_to(context, arguments.html,
           practice::to_html(report, name_of(arguments.against) + " to " + name_of(arguments.file)),
           "report");
  if (context.json) {
    Context::print_json(practice::to_json(report));
  } else {
    Context::print(drift_text(report, context.style()));
  }
  return status_of_left_out(context, report.rows_left_out, report.examples);
}

}  // namespace

void declare_audit_file(CLI::App& audit, const std::shared_ptr<AuditFileArguments>& arguments) {
  AuditFileArguments& a = *arguments;
  audit.add_option("FILE", a.file, "Predictions, a CSV file with a header");
  audit.add_option("--label", a.request.label, "Column of what came true")->type_name("COLUMN");
  audit.add_option("--score", a.request.score, "Column of probabilities")->type_name("COLUMN");
  audit.add_option("--decision", a.request.decision, "Column of decisions, instead of a threshold")
      ->type_name("COLUMN");
  audit.add_option("--threshold", a.request.threshold, "Scores from here on are selected (0.5)")
      ->type_name("T");
  audit.add_option("--group", a.request.groups, "Columns of groups; numbers: age:30:50")
      ->delimiter(',')
      ->type_name("COLUMN,…");
  audit
      .add_option("--positive", a.request.positive,
                  "Value of label and decision that counts as yes")
      ->type_name("VALUE");
  audit.add_option("--equalise", a.request.equalise, "Thresholds for selection, tpr, fpr or odds")
      ->delimiter(',')
      ->type_name("RATE");
  audit.add_option("--level", a.request.level, "Of confidence (0.95)")
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
  practice::AuditResult result;
  {
    Progress progress("reading", size_of(arguments.file), !context.quiet && stderr_is_terminal());
    result = practice::audit_file(arguments.file, arguments.request, bar(progress));
  }
  const practice::FairnessAudit& audit = result.audit;
  const std::vector<practice::ThresholdPlan>& plans = result.plans;
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
  return status_of_left_out(context, audit.left_out, audit.examples);
}

}  // namespace assay::cli
