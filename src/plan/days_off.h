#pragma once
/// Days without practice, and the days that are left of a week. Functions on a Library: as the
/// Library; the others are pure.

#include "base/time.h"
#include "library/library.h"
#include "library/weeks.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

/// "2026-12-21" or "2026-W52" to the end of the same, or of `last` where it is given. Throws kUsage
/// for anything else, an end before its beginning, and more than a year.
library::DaysOff parse_days_off(std::string_view first, std::string_view last);

/// `all` with one more; those that touch become one. Ascending.
std::vector<library::DaysOff> with_days_off(std::vector<library::DaysOff> all,
                                            library::DaysOff more);
/// `all` without these days. Ascending.
std::vector<library::DaysOff> without_days_off(const std::vector<library::DaysOff>& all,
                                               library::DaysOff less);

bool is_day_off(const std::vector<library::DaysOff>& all, Day day) noexcept;

/// Of a week: the reader's days, and those of them that are not off.
struct WeekDays {
  std::vector<Day> usual;
  std::vector<Day> free;
};
/// `days`: 0 Monday .. 6 Sunday, as in ReaderSettings; empty: any.
WeekDays days_of_week(Week week, const std::vector<int>& days,
                      const std::vector<library::DaysOff>& off);

/// Changes the reader's days off and writes it to the ledger, in a transaction. Library open for
/// writing.
void change_days_off(library::Library& library, library::DaysOff days, bool off, std::int64_t now);

/// "2026-12-21 to 2026-12-27", or the one day.
std::string format_days_off(library::DaysOff days);

/// {"holidays":[{"first","last"}]}
std::string to_json(const std::vector<library::DaysOff>& all);

}  // namespace assay::plan
