#pragma once
/// `lab new`, `lab validate` and `lab cards`. Threads: one thread.

#include "cli/context.h"

#include <CLI/CLI.hpp>

namespace assay::cli {

/// Declares them beneath `lab`.
void add_lab_making(CLI::App& lab, Context& context);

}  // namespace assay::cli
