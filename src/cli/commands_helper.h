#pragma once
/// The commands of the helper in words, as commands.h has the others. Threads: one thread.

#include "cli/context.h"

#include <CLI/CLI.hpp>

namespace assay::cli {

/// A question about a work.
void add_ask(CLI::App& app, Context& context);
/// A summary of a work.
void add_summary(CLI::App& app, Context& context);

}  // namespace assay::cli
