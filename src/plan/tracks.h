#pragma once
/// What a work is for the five tracks, how long it takes, and how that is said. Threads: pure
/// functions.

#include "plan/lesson.h"
#include "plan/settings.h"
#include "work/work.h"

#include <string>
#include <string_view>

namespace assay::plan {

/// Minutes that are planned are multiples of this.
inline constexpr int kMinuteStep = 5;

/// Its place among kTracks; 0 for any other word.
std::size_t track_index(std::string_view track) noexcept;
/// The track on which a work is practised: what it was prepared for, else by its kind. One of
/// kTracks.
std::string_view track_of(const Work& work, const Lesson& lesson) noexcept;
std::string_view track_of(const Work& work);
/// How long a work of unknown length takes, in minutes.
int usual_minutes(std::string_view track) noexcept;
/// How long a work takes, in minutes: the lesson's own, for a paper by its pages, else
/// usual_minutes of its track. `gap`: levels above the reader's, see level_gap.
int minutes_of(const Work& work, const Lesson& lesson, double gap);
/// How many levels a work of these topics asks above the reader's, negative below; 0 where the
/// reader said nothing of it.
double level_gap(const ReaderSettings& settings, const Work& work, const Lesson& lesson,
                 std::uint32_t topics);
/// What to type to begin with a work of a track.
std::string start_command(std::string_view track, WorkId work);
/// "45 min", "1 h", "2 h 05", "0 h".
std::string duration_words(int minutes);

}  // namespace assay::plan
