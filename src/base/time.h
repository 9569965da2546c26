#pragma once
/// Calendar time: ISO 8601 dates, UTC instants, ISO weeks. No local time zone is ever consulted.
/// Threads: pure functions; Clock implementations are safe from several threads.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

/// A day of the proleptic Gregorian calendar, counted from 1970-01-01 (day 0).
struct Day {
  std::int32_t since_epoch = 0;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 misreads the 0 in a defaulted <=>
  auto operator<=>(const Day&) const = default;
};

/// "2021-06-17" for a day.
std::string format_day(Day day);

/// Parses "2021-06-17", or "2021-06" and "2021" as their first day; nullopt for anything else,
/// impossible dates included. A time after the date ("T10:00Z") is ignored.
std::optional<Day> parse_day(std::string_view text);

/// ISO 8601 week-numbering year and week (1..53).
struct Week {
  int year = 1970;
  int week = 1;
  auto operator<=>(const Week&) const = default;  // NOLINT(modernize-use-nullptr): as above
};

/// The ISO week that holds `day` (ISO 8601:2004, 3.2.2: weeks start on Monday, week 1 holds 4
/// January).
Week week_of(Day day) noexcept;

/// Monday of a week.
Day monday_of(Week week) noexcept;

/// "2026-W48".
std::string format_week(Week week);

/// Parses "2026-W48" (also "2026W48"); nullopt when that year has no such week.
std::optional<Week> parse_week(std::string_view text);

/// Seconds since 1970-01-01T00:00:00Z as "2021-06-17T08:30:00Z".
std::string format_instant(std::int64_t unix_seconds);

/// Parses an RFC 822/5322 date such as "Mon, 2 Apr 2007 19:18:42 GMT"; only the day is kept.
std::optional<Day> parse_rfc822_day(std::string_view text);

/// Where "now" comes from; tests put a fixed one in its place.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  Clock(Clock&&) = delete;
  Clock& operator=(Clock&&) = delete;
  virtual ~Clock() = default;
  /// Seconds since 1970-01-01T00:00:00Z.
  [[nodiscard]] virtual std::int64_t now() const = 0;
  [[nodiscard]] Day today() const;
};

/// The system clock, or the instant in the environment variable ASSAY_NOW (a date, for tests and
/// reproducible documents) when it is set and valid.
const Clock& system_clock();

}  // namespace assay
