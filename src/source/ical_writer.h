#pragma once
/// Writes calendars that calendar programs import. Threads: pure functions. Source: RFC 5545,
/// sections 3.1 (lines folded at 75 octets, CRLF), 3.3.11 (escapes), 3.6.1 (VEVENT).

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace assay::source {

struct CalendarEvent {
  std::string uid;  ///< Globally unique and stable, so that a second import updates the event.
  std::string title, description, location, url;  ///< UTF-8; empty ones are left out.
  /// Seconds since 1970-01-01T00:00:00Z; `end` is exclusive and left out where not behind `start`.
  std::int64_t start = 0, end = 0;
  bool whole_day = false;  ///< `start` and `end` are written as days (UTC).
  /// `start` and `end` are what the clock on the wall shows wherever the reader is (RFC 5545,
  /// 3.3.5, form 1): no zone, so no change of the clocks moves them.
  bool floating = false;
};

/// One VCALENDAR with the events in their order, times in UTC unless floating. The same events give
/// the same bytes: DTSTAMP, which the format demands, is the event's start.
void write_calendar(std::ostream& out, const std::vector<CalendarEvent>& events);

}  // namespace assay::source
