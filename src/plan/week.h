#pragma once
/// The week: five tracks filled within the reader's hours from what the library holds. Once made, a
/// week stays as it is. Threads: as the Library.

#include "base/time.h"
#include "identify/judge.h"
#include "library/library.h"
#include "library/reader.h"
#include "plan/profile.h"
#include "plan/settings.h"

#include <string>
#include <string_view>

namespace assay::plan {

struct WeekView {
  std::string week;  ///< "2026-W48"
  double hours = 0;
  std::vector<library::WeekItem> items;
};

/// The stored week, or nullopt when it was never made.
std::optional<WeekView> find_week(library::Library& library, Week week);

/// Chooses the items of a week; stores nothing. The sum of minutes never exceeds the hours; no work
/// appears twice, was done or skipped, or stands in the plan of a later week; what an earlier week
/// left undone may come again. The same library, profile and day give the same week.
WeekView choose_week(library::Library& library, const identify::Judge& judge,
                     const Profile& profile, Week week, Day today);

/// Stores a chosen week. The library must be open for writing.
void store_week(library::Library& library, const WeekView& view, std::int64_t now);

/// Marks item `n` of a stored week as done or skipped, its work as read or skipped, and writes it
/// to the ledger. Doing it twice changes nothing more. Throws kNotFound (no such week or item).
/// Library open for writing.
library::WeekItem finish_item(library::Library& library, Week week, int n, library::ItemState state,
                              std::int64_t now);

}  // namespace assay::plan
