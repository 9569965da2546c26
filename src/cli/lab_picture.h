#pragma once
/// A picture of what a check of a lab compared, in text of at most 80 columns. Threads: pure
/// functions.

#include "practice/labs/plot.h"

#include <cstddef>
#include <string>

namespace assay::cli {

/// Lines, each indented and ended; empty where there is nothing to draw. Requires indent <= 16.
std::string plot_text(const practice::Plot& plot, std::size_t indent);

}  // namespace assay::cli
