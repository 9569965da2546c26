#include "practice/audit/request.h"

#include "base/error.h"

#include <algorithm>
#include <optional>

namespace assay::practice {
namespace {

void check(const AuditRequest& request) {
  constexpr double kLeast = 0.5;
  constexpr double kMost = 0.9999;
  if (request.label.empty()) {
    throw Error(Errc::kUsage, "no label named", "",
                "`assay audit FILE --label y --score p --group sex`, or --against OLDER");
  }
  if (!request.equalise.empty() && (request.score.empty() || request.groups.empty())) {
    throw Error(Errc::kUsage, "thresholds want scores and groups", "",
                "add --score p and --group g");
  }
  if (request.decision.empty() && !(request.threshold >= 0 && request.threshold <= 1)) {
    throw Error(Errc::kUsage, "a threshold is within 0 and 1", "threshold",
                "scores are probabilities; a column of decisions is named by --decision");
  }
  if (!(request.level >= kLeast && request.level <= kMost)) {
    throw Error(Errc::kUsage, "a level of confidence is from 0.5 to 0.9999", "level");
  }
}

}  // namespace

std::vector<GroupBy> parse_groups(const std::vector<std::string>& texts) {
  std::vector<GroupBy> out;
  for (const std::string& text : texts) {
    out.push_back(parse_group(text));
    if (std::count_if(out.begin(), out.end(),
                      [&](const GroupBy& one) { return one.column == out.back().column; }) > 1) {
      throw Error(Errc::kUsage, "the group '" + out.back().column + "' is named twice");
    }
  }
  return out;
}

AuditResult audit_file(const std::filesystem::path& file, const AuditRequest& request,
                       const ReadProgress& progress) {
  check(request);
  const PredictionColumns columns = {.label = request.label,
                                     .score = request.score,
                                     .decision = request.decision,
                                     .groups = parse_groups(request.groups),
                                     .positive = request.positive,
                                     .threshold = request.threshold};
  AuditResult out;
  out.audit = audit_fairness(tally_predictions(file, columns, progress), 1 - request.level);
  for (const std::string& word : request.equalise) {
    const std::optional<Equalise> what = parse_equalise(word);
    if (!what) {
      throw Error(Errc::kUsage, "not a rate to equalise: " + word, "",
                  "name selection, tpr, fpr or odds");
    }
    for (const AttributeAudit& attribute : out.audit.attributes) {
      out.plans.push_back(equalise(out.audit, attribute, *what));
    }
  }
  return out;
}

}  // namespace assay::practice
