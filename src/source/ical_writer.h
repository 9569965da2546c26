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
  /// When this was last changed, 0 unknown; a calendar takes the event that changed later (RFC
  /// 5545, 3.8.7.2, for a calendar without METHOD).
  std::int64_t changed = 0;
  int sequence = 0;        ///< How many times its time or content was changed (3.8.7.4).
  bool whole_day = false;  ///< `start` and `end` are written as days (UTC).
  /// `start` and `end` are what the clock on the wall shows wherever the reader is (RFC 5545,
  /// 3.3.5, form 1): no zone, so no change of the clocks moves them.
  bool floating = false;
};

/// One VCALENDAR with the events in their order, times in UTC unless floating. The same events give
/// the same bytes: DTSTAMP, which the format demands, is when the event changed, else `made`, when
/// the calendar was made (3.8.7.2: without a METHOD, when what it says was last revised).
/// Without events there is a zone in it, since a calendar without any component is not valid.
void write_calendar(std::ostream& out, const std::vector<CalendarEvent>& events, std::int64_t made);

}  // namespace assay::source
