#pragma once
/// `assay audit FILE`: its options, and what it does. Threads: one thread.

#include "cli/context.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

namespace assay::cli {

struct AuditFileArguments {
  std::string file;
  std::string against;
  std::string label;
  std::string score;
  std::string decision;
  std::string positive;
  std::vector<std::string> groups;
  std::vector<std::string> equalise;
  double threshold = 0.5;
  double level = 0.95;
  std::string html;
  std::string card;
};

/// Declares the options on `audit`.
void declare_audit_file(CLI::App& audit, const std::shared_ptr<AuditFileArguments>& arguments);
/// Exit status 4 when rows were left out. Throws as practice::tally_predictions, compare_files.
int run_audit_file(const Context& context, const AuditFileArguments& arguments);

}  // namespace assay::cli
