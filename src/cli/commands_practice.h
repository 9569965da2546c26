#pragma once
/// Commands of the practice rooms beside labs and audits; one file each, as in commands.h.

#include "cli/context.h"

#include <CLI/CLI.hpp>

namespace assay::cli {

void add_try(CLI::App& app, Context& context);
void add_post(CLI::App& app, Context& context);

}  // namespace assay::cli
