#pragma once
/// Turns the command line into a Context with a command to run. Threads: one thread.

#include "cli/context.h"

namespace assay::cli {

/// Parses the arguments. Returns false when there is nothing more to do (help or version was
/// printed). Throws kUsage with a near name for an unknown command.
bool parse_arguments(int argc, const char* const* argv, Context& context);

/// True when --json stands among the arguments, for errors that come before they are parsed.
bool wants_json(int argc, const char* const* argv);

/// Number of single-character edits between two words.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace assay::cli
