#pragma once
/// The radar as a feed. Threads: as the Library.

#include "library/library.h"
#include "plan/feed.h"
#include "plan/radar.h"

#include <cstdint>
#include <string_view>

namespace assay::plan {

/// An entry for each work in the radar's order, with why it was chosen. No time in it is later than
/// `now`. `library_name` tells the library from all others.
Feed radar_feed(library::Library& library, const RadarView& radar, std::string_view library_name,
                std::int64_t now);

}  // namespace assay::plan
