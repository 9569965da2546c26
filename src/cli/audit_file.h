#pragma once
/// `assay audit FILE`: its options, and what it does. Threads: one thread.

#include "cli/context.h"
#include "practice/audit/request.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <string>

namespace assay::cli {

struct AuditFileArguments {
  std::string file;
  std::string against;
  practice::AuditRequest request;
  std::string html;
  std::string card;
};

/// Declares the options on `audit`.
void declare_audit_file(CLI::App& audit, const std::shared_ptr<AuditFileArguments>& arguments);
/// Exit status 4 when rows were left out. Throws as practice::tally_predictions, compare_files.
int run_audit_file(const Context& context, const AuditFileArguments& arguments);

}  // namespace assay::cli
