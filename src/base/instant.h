#pragma once
/// Instants, in seconds since 1970-01-01T00:00:00Z, and UTC days. Threads: pure functions.

#include "base/time.h"

namespace assay {

/// Seconds of a UTC day, days of a week.
inline constexpr std::int64_t kDaySeconds = 86400;
inline constexpr int kDaysAWeek = 7;

/// The UTC day of an instant, and a day's midnight.
Day day_of_instant(std::int64_t unix_seconds) noexcept;
constexpr std::int64_t midnight_of(Day day) noexcept {
  return kDaySeconds * day.since_epoch;
}

/// "Fri, 27 Nov 2026 02:07:22" (RFC 5322, 3.3, without its zone).
std::string format_rfc822(std::int64_t unix_seconds);

}  // namespace assay
