#pragma once
/// Sources and syncs as text, --json and the API show them. Threads: pure functions.

#include "ingest/sync.h"
#include "library/sources.h"

#include <string>
#include <vector>

namespace assay::ingest {

/// In a word: "paused", "new" (never synced), "failing", "unfinished" (left off in the middle),
/// "ok".
std::string source_health(const library::StoredSource& source);

/// A JSON object of one source; times are ISO 8601 or null.
std::string source_json(const library::StoredSource& source);
/// {"sources":[…]}
std::string sources_json(const std::vector<library::StoredSource>& sources);
/// {"presets":[{"name","about","needs","sources":[…]}]}
std::string presets_json();
/// {"sources":[{"name","connector","pages","read","added",…,"error"}],"added",…,"seconds"}
std::string sync_json(const SyncReport& report);

/// The sums of a report: added and so on; name and connector are empty.
SourceReport sum_of(const SyncReport& report);

}  // namespace assay::ingest
