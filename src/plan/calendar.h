#pragma once
/// Events for other programs' calendars. Threads: pure functions.

#include "plan/community.h"
#include "plan/week.h"

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace assay::plan {

/// Writes the events as one iCalendar object (RFC 5545), all times in UTC. `now`: of writing,
/// seconds since 1970 UTC.
void write_events(std::ostream& out, const std::vector<EventView>& events, std::int64_t now);

/// "19:00" as minutes after midnight; nullopt for "". Throws kUsage.
std::optional<int> parse_time_of_day(const std::string& text);

/// Writes what is planned and done of a week, each item on its day: as a whole day, or from
/// `at` (minutes after midnight, on the reader's wall) on, one after the other. The same item of a
/// week keeps its UID, so that a second import puts a swapped one in its place; its SEQUENCE grows
/// with every change.
void write_week(std::ostream& out, const WeekView& view, const std::string& reader,
                std::optional<int> at);

}  // namespace assay::plan
