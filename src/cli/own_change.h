#pragma once
/// The index after a command's own change. Threads: one thread.

#include "cli/context.h"
#include "ingest/indexing.h"

namespace assay::cli {

/// Brings the index up to what this command has just written, without the remark that it was
/// behind: it could not be otherwise.
inline void follow_own_change(const Context& context, library::Library& library) {
  ingest::IndexOptions options;
  options.encoder = context.encoder();
  ingest::open_current_index(library, options).reset();
}

}  // namespace assay::cli
