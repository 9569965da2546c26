#pragma once
/// Commands about what runs show: comparing, reporting, sharing. Each declares its arguments as
/// those of commands.h do.

#include "cli/context.h"

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>

namespace assay::cli {

void add_compare(CLI::App& app, Context& context);
/// `experiment differ`, `report`, `checklist`, `export`, `import`, `verify`, declared beneath
/// `experiment`, which add_experiment has declared.
void add_experiment_sharing(CLI::App& app, Context& context);

/// Text of several lines made safe for a terminal line by line, as printable() does.
std::string printable_lines(std::string_view text);
/// Prints the text, or puts it into a file, which is replaced, when `out` names one.
void print_or_write(const std::string& text, const std::string& out);

}  // namespace assay::cli
