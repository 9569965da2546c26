#pragma once
/// The web client as the commands use it. Threads: one thread.

#include "cli/context.h"
#include "ingest/host_memory.h"
#include "ingest/sync.h"
#include "source/web_client.h"

#include <cstdint>
#include <memory>
#include <string>

namespace assay::cli {

/// A client that says who the user is (config.toml, [sources] contact) and remembers in `hosts`
/// what it asked; it stops as interrupted() says. `hosts` must outlive it. Throws as
/// ingest::read_settings.
std::unique_ptr<source::WebClient> make_web_client(ingest::HostMemory& hosts);

/// "2026-11-26 10:00" for people, "never" for 0.
std::string short_instant(std::int64_t unix_seconds);

}  // namespace assay::cli
