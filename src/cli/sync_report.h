#pragma once
/// What came of a sync, as text or JSON. Threads: one thread.

#include "cli/context.h"
#include "ingest/sync.h"

#include <string>

namespace assay::cli {

enum class SyncKind { kSync, kDryRun, kTest };

/// Prints the report, and a line on standard error for each source that failed. Returns the exit
/// status: 130 interrupted, 1 a source failed, 4 some records were rejected, else 0.
int print_sync_report(const Context& context, const ingest::SyncReport& report, SyncKind kind);

/// A day as services are asked for it: "2026" and "2026-11" are their first, "" stays. Throws
/// kUsage for what is no date.
std::string whole_day(const std::string& text);

}  // namespace assay::cli
