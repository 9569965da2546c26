#pragma once
/// Releases of frameworks in the library, as packages. Threads: one thread.

#include "library/library.h"
#include "practice/experiments/environment_lock.h"

#include <vector>

namespace assay::cli {

/// Every release with a version and a date whose package is certain: its record names the package's
/// page, or it is of the framework's first repository and so of its first package.
std::vector<practice::ReleaseNote> release_notes(library::Library& library);

}  // namespace assay::cli
