#pragma once
/// Lists of names, one a line, as phrases for an automaton. Threads: pure functions.

#include <string>
#include <string_view>
#include <vector>

namespace assay::identify {

/// Names of a list: "Name | other name"; those ending in "?" are common words too. Capitals of the
/// list are required in a text.
struct Names {
  std::vector<std::string> sure;
  std::vector<std::string> unsure;
};

/// Reads a list; lines that begin with # are comments.
Names read_names(std::string_view text);

}  // namespace assay::identify
