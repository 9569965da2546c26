#pragma once
/// What surrounds the reader's weeks (library/reader.h): all that were made, what is to come first
/// or not again, and days off. Functions that write need Library::Mode::kWrite and a transaction
/// begun by the caller. Threads: as the Library.

#include "library/reader.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::library {

struct MadeWeek {
  std::string week;  ///< "2026-W48"
  StoredWeek stored;
};
/// All of the reader's, ascending.
std::vector<MadeWeek> made_weeks(Library& library);

/// Puts an item into a made week, in place of the one with its number if there is one; the others
/// stay as they are. `at`: seconds since 1970 UTC.
void put_week_item(Library& library, std::string_view week, const WeekItem& item, std::int64_t at);

/// What the reader said of a thing for their weeks.
enum class WeekMark {
  kPin,     ///< It comes first until it is done.
  kPassed,  ///< It was swapped for another.
};
struct MarkedItem {
  std::string item;  ///< "w12", or the command of a thing that is no work.
  WeekMark mark = WeekMark::kPin;
  std::string track;
  std::int64_t at = 0;  ///< Seconds since 1970 UTC.
};
/// Oldest first.
std::vector<MarkedItem> week_marks(Library& library);
/// Keeps a mark that is there already as it is.
void add_week_mark(Library& library, const MarkedItem& marked);
/// False when it was not there.
bool remove_week_mark(Library& library, std::string_view item, WeekMark mark);

/// Days without practice, both ends included, in days since 1970-01-01.
struct DaysOff {
  std::int32_t first = 0;
  std::int32_t last = 0;
  bool operator==(const DaysOff&) const = default;
};
/// Ascending.
std::vector<DaysOff> days_off(Library& library);
/// Puts these in place of all. Requires that none has the first day of another.
void set_days_off(Library& library, const std::vector<DaysOff>& all);

/// The latest time at which a line of the ledger was written, seconds since 1970 UTC, of those
/// since the clock was last said to be right; 0 without any. A clock that shows less was set back.
std::int64_t last_event_at(Library& library);

}  // namespace assay::library
