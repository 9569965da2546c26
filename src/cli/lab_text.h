#pragma once
/// Labs for a terminal of 80 columns. Threads: pure functions.

#include "cli/style.h"
#include "plan/lab_memory.h"
#include "practice/labs/catalogue.h"
#include "practice/labs/check.h"

#include <map>
#include <string>

namespace assay::cli {

using LabMemories = std::map<std::string, plan::LabMemory>;

/// The map: state, name, title, minutes and what comes before.
std::string lab_list_text(const practice::Catalogue& catalogue, const LabMemories& memories,
                          const Style& style);
std::string lab_list_json(const practice::Catalogue& catalogue, const LabMemories& memories);
/// What a check found.
std::string lab_report_text(const practice::LabReport& report, const std::string& language,
                            const Style& style);
/// The lab to do next: one that is due, else the first new one whose prerequisites are solved;
/// nullptr when all are done.
const practice::Lab* next_lab(const practice::Catalogue& catalogue, const LabMemories& memories);

}  // namespace assay::cli
