#pragma once
/// An audit as it is asked for, in words: by the command line and by the API. Threads: one thread.

#include "practice/audit/fairness.h"
#include "practice/audit/tally.h"
#include "practice/audit/thresholds.h"

#include <filesystem>
#include <string>
#include <vector>

namespace assay::practice {

struct AuditRequest {
  std::string label;
  std::string score;
  std::string decision;
  std::string positive;
  std::vector<std::string> groups;    ///< As parse_group reads them.
  std::vector<std::string> equalise;  ///< As parse_equalise reads them.
  double threshold = 0.5;
  double level = 0.95;  ///< Of confidence, 0.5 to 0.9999.
};

struct AuditResult {
  FairnessAudit audit;
  std::vector<ThresholdPlan> plans;  ///< For each word of `equalise` and each attribute.
};

/// Throws kUsage for a group that is named twice, or is none.
std::vector<GroupBy> parse_groups(const std::vector<std::string>& texts);
/// Throws kUsage for what is missing or no such word, and as tally_predictions.
AuditResult audit_file(const std::filesystem::path& file, const AuditRequest& request,
                       const ReadProgress& progress = {});

}  // namespace assay::practice
