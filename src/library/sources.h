#pragma once
/// The sources that the user has set up, where each sync was left off, and how they fare. All
/// functions work on an open Library; those that write need Library::Mode::kWrite and a transaction
/// begun by the caller, so that a cursor is stored with the records that it covers. Threads: as the
/// Library.

#include "library/library.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::library {

/// What the user has said. Times are seconds since 1970 UTC.
struct SourceSetup {
  std::string name;       ///< Also the source of its records.
  std::string connector;  ///< A kind of source::connector_kinds().
  std::string address;    ///< "" for the connector's usual one.
  std::map<std::string, std::string> options;
  std::int64_t interval_s = std::int64_t{6} * 3600;  ///< Between two syncs; above 0.
  bool paused = false;
  std::string since;  ///< Nothing older is wanted: "2026-11-01", or "".
  /// The address comes from a list of feeds, not from the user, who has allowed it nothing.
  bool proposed = false;
  bool operator==(const SourceSetup&) const = default;
};

/// What came of it.
struct SourceState {
  std::string cursor;             ///< The connector's own words; "" at the beginning.
  bool unfinished = false;        ///< More pages were there when it was left off.
  std::int64_t last_attempt = 0;  ///< 0: never, here and below.
  std::int64_t last_success = 0;
  std::int64_t next_due = 0;
  std::int64_t records = 0;   ///< Works and records that it brought or changed, over all syncs.
  std::int64_t rejected = 0;  ///< Records that could not be read in the last sync.
  std::int64_t failures = 0;  ///< Syncs in a row that failed.
  std::string error;          ///< Why the last one did; "" when it did not.
  bool operator==(const SourceState&) const = default;
};

struct StoredSource {
  SourceSetup setup;
  SourceState state;
};

/// By name.
std::vector<StoredSource> list_sources(Library& library);
std::optional<StoredSource> find_source(Library& library, std::string_view name);
/// Adds a source, or gives one that there is another setup; its state stays.
void save_source(Library& library, const SourceSetup& setup, std::int64_t now);
void save_source_state(Library& library, std::string_view name, const SourceState& state);
/// Forgets the source; its records stay. False when there is none.
bool remove_source(Library& library, std::string_view name);

/// When hosts were asked, in milliseconds since 1970 UTC.
struct HostRow {
  std::string host;  ///< "export.arxiv.org:443"
  std::int64_t last_request_ms = 0;
  std::int64_t blocked_until_ms = 0;
};
std::vector<HostRow> hosts(Library& library);
void save_host(Library& library, const HostRow& row);

}  // namespace assay::library
