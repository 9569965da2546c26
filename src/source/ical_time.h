#pragma once
/// Times of iCalendar: on the wall of a zone, and what they are in UTC. Private to ical*.cpp.
/// Threads: pure functions; a zone is immutable. Source: RFC 5545, 3.3.5 and 3.6.5; TZif of RFC
/// 8536.

#include "source/ical_syntax.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

/// What a clock on the wall shows, in seconds as if the wall hung in Greenwich.
using WallTime = std::int64_t;

/// "20260301T180000", "20260301T180000Z" or "20260301".
struct CalendarTime {
  WallTime wall = 0;
  bool utc = false;
  bool day_only = false;
};
std::optional<CalendarTime> parse_calendar_time(std::string_view text);

/// "P1DT2H", "-PT15M", "P2W" in seconds; nullopt when it is none or over ten years.
std::optional<std::int64_t> parse_calendar_duration(std::string_view text);

/// "20260301T180000Z", or "20260301" for a day.
std::string format_calendar_time(std::int64_t seconds, bool day_only);

/// What the clocks of a place do.
class TimeZone {
 public:
  /// From `wall` on they are `offset` seconds ahead of UTC; `wall` is the later of what the clocks
  /// show before and after they are changed.
  struct Change {
    WallTime wall = 0;
    std::int64_t offset = 0;
  };
  /// `changes`: in any order. `before`: the offset before the first.
  TimeZone(std::vector<Change> changes, std::int64_t before);

  /// A time that the clocks skip counts as if they had not been put forward yet, of one that they
  /// show twice the first is meant (RFC 5545, 3.3.5).
  [[nodiscard]] std::int64_t utc_of(WallTime wall) const noexcept;
  /// What the clocks show at an instant.
  [[nodiscard]] WallTime wall_of(std::int64_t utc) const noexcept;

 private:
  std::vector<Change> changes_;
  std::int64_t before_;
};

/// A VTIMEZONE's rules until the year 2100; nullopt when it has none that can be read.
std::optional<TimeZone> zone_of_component(const CalendarComponent& component);

/// "Europe/Berlin", also at the end of a longer name and by Windows' names for the commonest, from
/// the system's zone files; nullopt when they know no such place.
std::optional<TimeZone> zone_of_name(std::string_view name);

/// A zone from the bytes of a TZif file; nullopt when they are none.
std::optional<TimeZone> zone_of_tzif(std::string_view bytes);

}  // namespace assay::source
