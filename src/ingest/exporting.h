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

namespace assay::ingest {

/// Hands the bibliography of what `query` finds, best first, to `write`, piece by piece; of all
/// works in order of their ids when `query` is empty (`index` may then be null). Ends early when
/// `stop` becomes true. Returns how many works were written. Throws kUsage for a malformed query
/// and what `write` throws.
std::uint64_t export_works(library::Library& library, const search::Index* index,
                           std::string_view query, source::ExportFormat format,
                           const std::atomic<bool>& stop,
                           const std::function<void(const std::string&)>& write);

}  // namespace assay::ingest
