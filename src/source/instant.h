#pragma once
/// Instants as programmes, calendars and services write them. Private to the room. Threads: pure
/// functions.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::source {

/// RFC 3339 and what is near it: "2026-03-01T10:00:00+01:00", "2026-03-01 10:00Z", fractions of a
/// second, offsets without a colon. Without an offset it is taken for UTC. Seconds since
/// 1970-01-01T00:00:00Z; nullopt when it is none, a date alone included.
std::optional<std::int64_t> parse_instant(std::string_view text);

/// "01:30", "01:30:00", "1:02:30:00" (days first) or "90" (minutes) in seconds; nullopt when it is
/// none or longer than a year.
std::optional<std::int64_t> parse_clock(std::string_view text);

/// The first ten bytes when they are a date that exists, else "".
std::string day_of_text(std::string_view text);

}  // namespace assay::source
