#pragma once
/// Which code belongs to which lab; the table is made by CMake from the files' names. Threads:
/// immutable.

#include "practice/labs/code.h"

#include <string_view>
#include <vector>

namespace assay::practice {

struct CodeEntry {
  std::string_view lab;
  LabCode (*make)();
};
const std::vector<CodeEntry>& code_table();

}  // namespace assay::practice
