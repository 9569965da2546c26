#pragma once
/// Where copies of what services have are kept. Private to the room. Threads: pure functions.

#include "source/connector.h"

#include <filesystem>

namespace assay::source {

/// $XDG_CACHE_HOME/assay, else .cache/assay at home. Throws kUsage, naming the source, when there
/// is no such place.
std::filesystem::path cache_folder(const SourceSpec& spec);

}  // namespace assay::source
