#pragma once
/// Learns OwnWords from a snapshot and gives its works' vectors the words.

#include "search/snapshot_internal.h"

#include <filesystem>
#include <functional>
#include <string>

namespace assay::search {

/// Whether a snapshot by the StaticEncoder has half as many works again as when it was learnt from.
bool is_learning_due(const Snapshot& snapshot) noexcept;

/// Makes what a commit of what was learnt would be: a file of own words, and anew the files of the
/// vectors of all segments; the files of `snapshot` stay as they are. What is learnt depends on the
/// living works alone, not on how they fell into segments. `next_name`: a new file's name with that
/// extension. Cost: about 4 microseconds a work, memory as the vectors of the largest segment
/// and the words of 16,384 works.
/// Throws kIo, kCorrupt.
Snapshot learn_words(const Snapshot& snapshot, const std::filesystem::path& folder,
                     const std::function<std::string(const char*)>& next_name);

}  // namespace assay::search
