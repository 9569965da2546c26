#pragma once
/// A work in a list, as the commands that find works print it, and what they have in common.
/// Threads: pure functions.

#include "cli/style.h"
#include "ingest/views.h"
#include "search/index.h"

#include <CLI/CLI.hpp>

#include <cstddef>
#include <string>

namespace assay::cli {

/// The number, the title with what is highlighted in it, and a line of facts, with the score where
/// `explain`; each ended by a line end.
std::string hit_lines(const ingest::HitView& hit, std::size_t number, const Style& style,
                      bool explain);

/// --sort and --mode, for commands that find works.
void add_order_options(CLI::App& command, search::Sort& sort, search::SearchMode& mode);

}  // namespace assay::cli
