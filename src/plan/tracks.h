#pragma once
/// What a work is for the five tracks where it does not say so itself. Threads: pure functions.

#include "plan/settings.h"
#include "work/work.h"

#include <string>
#include <string_view>

namespace assay::plan {

/// Its place among kTracks; 0 for any other word.
std::size_t track_index(std::string_view track) noexcept;
/// The track that a work belongs to by what it is.
std::string_view track_of_kind(Kind kind) noexcept;
/// How long a work of unknown length takes, in minutes.
int usual_minutes(std::string_view track) noexcept;
/// What to type to begin with a work of a track.
std::string start_command(std::string_view track, WorkId work);

}  // namespace assay::plan
