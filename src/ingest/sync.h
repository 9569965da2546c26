#pragma once
/// Sources into the library: several are fetched, parsed and judged at once, one writer stores each
/// page together with the place where its source is to go on, so that an end at any moment neither
/// loses nor doubles a record. One source that fails never stops another. docs/sources.md.
/// Threads: one sync at a time a library.

#include "base/error.h"
#include "base/time.h"
#include "base/turn.h"
#include "identify/judge.h"
#include "ingest/host_memory.h"
#include "library/library.h"
#include "search/index.h"
#include "source/connector.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::ingest {

/// How one source fared.
struct SourceReport {
  std::string name;
  std::string connector;
  std::uint64_t pages = 0;
  std::uint64_t read = 0;       ///< Records seen: added + updated + unchanged + rejected.
  std::uint64_t added = 0;      ///< New works.
  std::uint64_t updated = 0;    ///< Records that changed a known work, or came to one.
  std::uint64_t unchanged = 0;  ///< Records that the library had already.
  std::uint64_t rejected = 0;   ///< Records that could not be read.
  std::uint64_t withdrawn = 0;  ///< Records that the source has taken back.
  std::uint64_t left_out = 0;   ///< Works older than `since`; not among those read.
  std::optional<std::filesystem::path> rejections;  ///< Where they are listed.
  std::vector<std::string> titles;                  ///< try_sources: of the first records.
  std::vector<std::string> remarks;                 ///< The source's own, each once.
  std::vector<std::string> sources;                 ///< Names of sources that it has added.
  std::optional<Error> error;                       ///< Why it ended early.
  bool more = false;          ///< Further pages are there: it was left off before the end.
  std::int64_t next_due = 0;  ///< Seconds since 1970 UTC; 0 where nothing was stored.
};

struct SyncReport {
  std::vector<SourceReport> sources;  ///< In the order of their names.
  double seconds = 0;
  bool interrupted = false;  ///< Stopped by `stop`; everything counted is kept.
};

/// A way to the outside world for one source, such as WebClient::for_source.
using FetcherFor = std::function<std::unique_ptr<source::Fetcher>(const source::SourceSpec&)>;

struct SyncOptions {
  std::vector<std::string> names;    ///< Those to sync, paused or not; empty: all that are due.
  std::vector<std::string> restart;  ///< Those to read from their beginning again; also synced.
  /// Nothing older is wanted, of sources that were never synced or are read again: "2026-11-01".
  std::string since;
  std::size_t most_pages = 0;  ///< Of each source; 0: to the end.
  HostMemory* hosts = nullptr;
  const Clock* clock = nullptr;  ///< The system's when null.
  const std::atomic<bool>* stop = nullptr;
  /// Held by the caller, who lets others write with this library while it is put down: whenever a
  /// page is waited for. Sources that they pause or remove stay so.
  Turn* turn = nullptr;
  /// Called now and then from the writer's thread: records so far.
  std::function<void(std::uint64_t records)> progress;
};

/// Syncs the due or named sources. The library must be open for writing; `index` as
/// open_current_index() gave it. A list of feeds that adds sources has them synced as well. What
/// was committed stays whatever happens. Throws: kNotFound for a name that there is not (nothing
/// changed); kIo when the disk is full or fails. What goes wrong with a source is in its report.
SyncReport sync_sources(library::Library& library, search::Index& index,
                        const identify::Judge& judge, const FetcherFor& fetcher_for,
                        const SyncOptions& options);

/// Fetches and counts as a sync would, and stores nothing: a library open for reading will do.
/// Records that would join or change a work count as updated where their source brought them
/// before, else as added.
SyncReport try_sources(library::Library& library, const FetcherFor& fetcher_for,
                       const SyncOptions& options);

}  // namespace assay::ingest
