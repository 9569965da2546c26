#pragma once
/// Events for other programs' calendars. Threads: pure functions.

#include "plan/community.h"

#include <iosfwd>
#include <vector>

namespace assay::cli {

/// Writes the events as one iCalendar object (RFC 5545), all times in UTC.
void write_events(std::ostream& out, const std::vector<plan::EventView>& events);

}  // namespace assay::cli
