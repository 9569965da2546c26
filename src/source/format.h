#pragma once
/// Recognises a format by a file's first bytes. Private to the room. Threads: pure functions.

#include "source/reader.h"

#include <optional>
#include <string_view>

namespace assay::source {

/// `head`: the first bytes of the decompressed file. nullopt when it looks like none of the
/// formats.
std::optional<Format> recognise(std::string_view head);

}  // namespace assay::source
