#pragma once
/// What jobs write with that take minutes. Threads: that of the job.

#include "serve/store.h"

#include <functional>
#include <string>

namespace assay::serve {

struct LongWriter {
  library::Library& library;
  search::Index& index;
  const identify::Judge& judge;
  Turn& turn;  ///< To be put down wherever others may write.
};

/// Brings verdicts, links and the index up to date, then runs `use`, whose text is returned. Throws
/// as Store::write_long and `use`.
std::string with_writer(Store& store, const std::function<std::string(const LongWriter&)>& use);

}  // namespace assay::serve
