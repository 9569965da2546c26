#pragma once
/// The web client as syncs and imports use it. Threads: as the client and its HostMemory.

#include "ingest/host_memory.h"
#include "ingest/sync.h"
#include "source/web_client.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

namespace assay::ingest {

/// A client that says who the user is (`settings_file`, [sources] contact) and remembers in `hosts`
/// what it asked; it ends as `stop` says. Both must outlive it. Throws as read_settings.
std::unique_ptr<source::WebClient> make_web_client(const std::filesystem::path& settings_file,
                                                   const std::string& version, HostMemory& hosts,
                                                   const std::atomic<bool>& stop);

/// The ways of `client` for one source each. The client must outlive them.
FetcherFor fetcher_for(source::WebClient& client);

}  // namespace assay::ingest
