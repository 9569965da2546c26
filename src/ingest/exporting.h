#pragma once
/// Works of the library as a bibliography. Threads: as the Library and the Index given.

#include "library/library.h"
#include "search/index.h"
#include "source/writer.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::ingest {

/// Every work, in order of the ids.
std::vector<WorkId> all_works(library::Library& library);

/// What `query` finds, best first. Throws kUsage for a malformed query, kCorrupt for a damaged
/// index.
std::vector<WorkId> found_works(const search::Index& index, std::string_view query);

/// Hands the bibliography of `works` to `write`, piece by piece; those that are gone by now are
/// left out. Ends early when `stop` becomes true. Returns how many works were written. Throws what
/// `write` throws.
std::uint64_t export_works(library::Library& library, const std::vector<WorkId>& works,
                           source::ExportFormat format, const std::atomic<bool>& stop,
                           const std::function<void(const std::string&)>& write);

}  // namespace assay::ingest
