#pragma once
/// Turns the command line into a Context with a command to run. Threads: one thread.

#include "base/time.h"
#include "cli/context.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::cli {

/// The largest number of things that an option may ask for.
inline constexpr std::size_t kMostCount = 1'000'000'000;

/// Parses the arguments. Returns false when there is nothing more to do (help or version was
/// printed). Throws kUsage with a near name for an unknown command.
bool parse_arguments(int argc, const char* const* argv, Context& context);

/// True when --json stands among the arguments, for errors that come before they are parsed.
bool wants_json(int argc, const char* const* argv);

/// Words of a search query may begin with "-" ("-survey"): marks those that are no option of the
/// command, so that the parser of options lets them pass. `unprotected` takes the mark away.
void protect_query_words(std::vector<std::string>& arguments);
std::string unprotected(std::string word);

/// The day that an option names; nullopt when it was not given. Throws kUsage for what is no date.
std::optional<Day> day_option(const std::string& text, const char* option);

}  // namespace assay::cli
