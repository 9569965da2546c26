#pragma once
/// The week: five tracks filled within the reader's hours from what the library holds, by the rules
/// of plan/week_choice.h. Once made, a week changes only by what the reader does to it. Threads: as
/// the Library.

#include "base/time.h"
#include "identify/judge.h"
#include "library/library.h"
#include "library/reader.h"
#include "plan/profile.h"
#include "plan/settings.h"
#include "plan/week_material.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

struct WeekView {
  std::string week;  ///< "2026-W48"
  double hours = 0;  ///< The reader's, less days off.
  std::vector<library::WeekItem> items;
  int minutes = 0;                   ///< Of them to be filled.
  std::vector<std::string> remarks;  ///< Days off, load, what was let go: in words.
  std::set<int> pinned;              ///< Numbers of the items that the reader pinned.
  /// When any of its items was ticked, reopened or swapped; ascending.
  std::vector<std::int64_t> changes = {};
};

/// The week that an item was left over from, as its reasons say; nullopt for one that is new.
std::optional<Week> carried_from(const library::WeekItem& item);

/// The stored week, or nullopt when it was never made.
std::optional<WeekView> find_week(library::Library& library, Week week);

/// What a week is made with.
struct WeekMaker {
  library::Library& library;
  const identify::Judge& judge;
  const Profile& profile;
  Day today;
  std::vector<FrameworkNews> news = {};  ///< Releases of watched frameworks.
  /// The lab in which a work's algorithm is written, by WorkId::v.
  std::map<std::int64_t, std::string> labs = {};
  /// What `assay try` is called with, by the names of packages in lower case (plan/trials.h).
  std::map<std::string, std::string> trials = {};
};

/// Chooses the items of a week; stores nothing. The same library, profile and day give the same
/// week.
WeekView choose_week(const WeekMaker& maker, Week week);

/// Stores a chosen week. The library must be open for writing.
void store_week(library::Library& library, const WeekView& view, std::int64_t now);

/// What was read by the timer is done where this week's plan has it as a paper. Within the caller's
/// transaction; writes nothing to the ledger, which has the reading. `now`: seconds since 1970 UTC.
void tick_read(library::Library& library, WorkId work, std::int64_t now);
/// The same for what was done on any track, such as a solved lab on "algorithms".
void tick_item(library::Library& library, WorkId work, std::string_view track, std::int64_t now);

/// Marks item `n` of a stored week as done or skipped, its work as read or skipped, and writes it
/// to the ledger; a pin on it ends. Doing it twice changes nothing more. Throws kNotFound (no such
/// week or item). Library open for writing.
library::WeekItem finish_item(library::Library& library, Week week, int n, library::ItemState state,
                              std::int64_t now);

/// Undoes that: the item is planned again, its work what it was before (a reading by the timer, a
/// rating and other weeks' items stay), and a pin that ended with it is back. Throws kNotFound;
/// kInvalid for one that is planned. Library open for writing.
library::WeekItem reopen_item(library::Library& library, Week week, int n, std::int64_t now);

/// What is to take the place of item `n`: the next best of its track that fits in its time and in
/// what is left of the week. Stores nothing. Throws kNotFound (no such week or item, or nothing
/// else is there), kInvalid (it is done, skipped or pinned).
library::WeekItem find_swap(const WeekMaker& maker, Week week, int n);

/// Puts `item` in the place of the item with its number, which does not come again for a year.
/// Throws as find_swap. Library open for writing.
void swap_item(library::Library& library, Week week, const library::WeekItem& item,
               std::int64_t now);

/// What was pinned or is no longer.
struct PinView {
  std::string item;  ///< "w12", or the command of a thing that is no work.
  std::string track;
  std::string title;
  bool pinned = false;
};
/// Pins: they come first in every week until they are done. Oldest first.
std::vector<PinView> list_pins(library::Library& library);
/// Pins item `n` of a stored week, or ends that. Throws kNotFound; kInvalid for one that is done or
/// skipped, or was not pinned. Library open for writing.
PinView pin_item(library::Library& library, Week week, int n, bool pin, std::int64_t now);
/// The same for a work: it comes in the next week that is made.
PinView pin_work(library::Library& library, WorkId work, bool pin, std::int64_t now);

/// What to tell the reader when the clock shows less than the last line of the ledger, by more than
/// ten minutes; nullopt when it does not.
std::optional<std::string> clock_trouble(library::Library& library, std::int64_t now);

}  // namespace assay::plan
