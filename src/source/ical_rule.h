#pragma once
/// Recurrence rules. Private to ical*.cpp. Threads: pure functions. Source: RFC 5545, 3.3.10.

#include "source/ical_time.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace assay::source {

struct RecurrenceRule {
  enum class Frequency : std::uint8_t { kDaily, kWeekly, kMonthly, kYearly };
  struct WeekDay {
    int ordinal = 0;  ///< 2: the second; -1: the last; 0: each.
    int day = 0;      ///< 0 Monday .. 6 Sunday
  };
  Frequency frequency = Frequency::kDaily;
  int interval = 1;
  std::int64_t count = 0;             ///< 0: no end by number.
  std::optional<CalendarTime> until;  ///< Inclusive.
  std::vector<WeekDay> days;
  std::vector<int> month_days;  ///< 1..31, -1..-31
  std::vector<int> months;      ///< 1..12
  std::vector<int> positions;   ///< BYSETPOS
  int week_start = 0;
  [[nodiscard]] bool is_finite() const noexcept { return count > 0 || until.has_value(); }
};

/// nullopt for a rule that is broken or has parts that are not followed here: hours, minutes and
/// seconds, BYWEEKNO, BYYEARDAY, RSCALE.
std::optional<RecurrenceRule> parse_rule(std::string_view text);

/// The occurrences from `first` (which is one itself) up to `last`, ascending, at most `most`; the
/// time of day is that of `first`. COUNT and, in wall time, UNTIL are obeyed; a UNTIL in UTC is
/// taken a day generously: the caller compares exactly.
std::vector<WallTime> occurrences(const RecurrenceRule& rule, WallTime first, WallTime last,
                                  std::size_t most);

}  // namespace assay::source
