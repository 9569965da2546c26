#pragma once
/// What `assay audit FILE` prints. Threads: pure functions.

#include "cli/style.h"
#include "practice/audit/report.h"

#include <string>
#include <vector>

namespace assay::cli {

std::string fairness_text(const practice::FairnessAudit& audit,
                          const std::vector<practice::ThresholdPlan>& plans, const Style& style);
std::string drift_text(const practice::DriftReport& report, const Style& style);

}  // namespace assay::cli
