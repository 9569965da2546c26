#include "base/error.h"
#include "base/instant.h"
#include "base/text.h"
#include "library/weeks.h"
#include "plan/tracks.h"
#include "plan/week.h"
#include "plan/week_internal.h"

#include <fmt/format.h>

#include <algorithm>

namespace assay::plan {
namespace {

using library::ItemState;
using library::WeekItem;
using library::WeekMark;

/// Removes a pin under whatever id its work had when it was set.
bool end_pin(library::Library& library, const std::string& item) {
  bool ended = false;
  for (const library::MarkedItem& marked : library::week_marks(library)) {
    if (marked.mark == WeekMark::kPin &&
        item_name(work_of(library, marked.item), marked.item) == item) {
      ended = library::remove_week_mark(library, marked.item, WeekMark::kPin) || ended;
    }
  }
  return ended;
}

/// What the ledger tells of an item's work but for its last tick.
struct Undone {
  bool found = false;   ///< There was such a tick.
  bool pinned = false;  ///< It ended a pin.
  std::optional<library::Reading> reading;
};

Undone without_tick(const std::vector<library::LedgerLine>& ledger, const WeekItem& item,
                    const std::string& detail) {
  Undone undone;
  std::size_t tick = ledger.size();
  // Two items of a week may have one track and title.
  const auto is_here = [&](const library::LedgerLine& line) {
    return line.detail == detail && line.work == item.work;
  };
  const auto is_tick = [&](const library::LedgerLine& line) {
    return (line.event == "done" || line.event == "skipped") && is_here(line);
  };
  // Ticks that were undone before count for nothing.
  std::set<std::size_t> void_lines;
  for (std::size_t i = 0; i < ledger.size(); ++i) {
    if (is_tick(ledger[i])) {
      tick = i;
    } else if (ledger[i].event == "reopened" && is_here(ledger[i])) {
      for (std::size_t j = 0; j < i; ++j) {
        if (is_tick(ledger[j])) {
          void_lines.insert(j);
        }
      }
      tick = ledger.size();
    }
  }
  undone.found = tick < ledger.size();
  // All ticks of this item go, also one that a second one took the place of.
  const std::string pin = item.track + ": " + item.title;
  for (std::size_t i = 0; i < ledger.size(); ++i) {
    const library::LedgerLine& line = ledger[i];
    if (void_lines.count(i) != 0) {
      continue;
    }
    if (is_tick(line)) {
      continue;
    }
    if (line.detail == pin && (line.event == "pinned" || line.event == "unpinned")) {
      undone.pinned = undone.found && line.event == "pinned";
    }
    if (!item.work || line.work != item.work) {
      continue;
    }
    library::Reading reading = undone.reading.value_or(
        library::Reading{library::ReadState::kRated, std::nullopt, line.at});
    if (line.event == "read" || line.event == "done") {
      reading.state = library::ReadState::kRead;
      undone.pinned = false;
    } else if (line.event == "skipped" && reading.state != library::ReadState::kRead) {
      reading.state = library::ReadState::kSkipped;
      undone.pinned = false;
    } else if (line.event == "rated") {
      reading.rating = line.detail.empty() ? 0 : std::clamp(line.detail.front() - '0', 0, 5);
    } else {
      continue;
    }
    reading.at = line.at;
    undone.reading = reading;
  }
  return undone;
}

void change_pin(library::Library& library, const PinView& view, const std::optional<WorkId>& work,
                std::int64_t now) {
  library.begin();
  if (view.pinned) {
    library::remove_week_mark(library, view.item, WeekMark::kPassed);
    library::add_week_mark(library, {view.item, WeekMark::kPin, view.track, now});
  } else if (!end_pin(library, view.item)) {
    library.rollback();
    throw Error(Errc::kInvalid, "this is not pinned: " + view.title, "",
                "see what is with `assay pin`");
  }
  library::record_event(library, view.pinned ? "pinned" : "unpinned", work,
                        view.track + ": " + view.title, now);
  library.commit();
}

}  // namespace

library::WeekItem finish_item(library::Library& library, Week week, int n, library::ItemState state,
                              std::int64_t now) {
  const std::string name = format_week(week);
  WeekItem item = require_item(library, require_week(library, name), name, n);
  if (item.state == state) {
    return item;
  }
  item.state = state;
  library.begin();
  library::set_item_state(library, name, n, state, now);
  const bool done = state == ItemState::kDone;
  // What was read stays read, whatever becomes of the plan.
  if (item.work && (done || !library::has_read(library::readings(library), *item.work))) {
    library::set_reading(
        library, *item.work,
        {done ? library::ReadState::kRead : library::ReadState::kSkipped, std::nullopt}, now);
    library.touch(*item.work);
  }
  end_pin(library, item_name(item.work, item.command));
  library::record_event(library, library::item_state_name(state), item.work,
                        name + " " + item.track + ": " + item.title, now);
  library.commit();
  return item;
}

library::WeekItem reopen_item(library::Library& library, Week week, int n, std::int64_t now) {
  const std::string name = format_week(week);
  WeekItem item = require_item(library, require_week(library, name), name, n);
  if (item.state == ItemState::kPlanned) {
    throw Error(Errc::kInvalid, fmt::format("item {} is not ticked", n), name,
                "see `assay week " + name + "`");
  }
  const std::string detail = name + " " + item.track + ": " + item.title;
  const Undone undone = without_tick(library::ledger(library), item, detail);
  library.begin();
  item.state = ItemState::kPlanned;
  library::set_item_state(library, name, n, item.state, now);
  if (item.work && undone.found) {
    library::forget_reading(library, *item.work);
    if (undone.reading) {
      library::set_reading(library, *item.work, *undone.reading, undone.reading->at);
    }
    library.touch(*item.work);
  }
  if (undone.pinned) {
    library::add_week_mark(library,
                           {item_name(item.work, item.command), WeekMark::kPin, item.track, now});
  }
  library::record_event(library, "reopened", item.work, detail, now);
  library.commit();
  return item;
}

void tick_read(library::Library& library, WorkId work, std::int64_t now) {
  tick_item(library, work, "papers", now);
}

void tick_item(library::Library& library, WorkId work, std::string_view track, std::int64_t now) {
  const std::string name = format_week(week_of(day_of_instant(now)));
  const std::optional<library::StoredWeek> stored = library::find_week(library, name);
  if (!stored) {
    return;
  }
  for (const WeekItem& item : stored->items) {
    if (item.work == work && item.track == track && item.state == ItemState::kPlanned) {
      library::set_item_state(library, name, item.n, ItemState::kDone, now);
      end_pin(library, item_name(item.work, item.command));
      library::record_event(library, "ticked", item.work,
                            name + " " + item.track + ": " + item.title, now);
    }
  }
}

void swap_item(library::Library& library, Week week, const WeekItem& item, std::int64_t now) {
  const std::string name = format_week(week);
  const WeekItem old = require_item(library, require_week(library, name), name, item.n);
  require_planned(old, name);
  library.begin();
  library::put_week_item(library, name, item, now);
  library::add_week_mark(library,
                         {item_name(old.work, old.command), WeekMark::kPassed, old.track, now});
  library::record_event(library, "swapped", old.work, name + " " + old.track + ": " + old.title,
                        now);
  library.commit();
}

std::vector<PinView> list_pins(library::Library& library) {
  std::vector<PinView> pins;
  for (const library::MarkedItem& marked : library::week_marks(library)) {
    if (marked.mark == WeekMark::kPin) {
      const std::optional<WorkId> work = work_of(library, marked.item);
      const std::optional<library::StoredWork> stored = work ? library.find(*work) : std::nullopt;
      pins.push_back({item_name(work, marked.item), marked.track,
                      stored ? collapse_spaces(stored->work.title) : marked.item, true});
    }
  }
  return pins;
}

PinView pin_item(library::Library& library, Week week, int n, bool pin, std::int64_t now) {
  const std::string name = format_week(week);
  const WeekItem item = require_item(library, require_week(library, name), name, n);
  if (pin) {
    require_planned(item, name);
  }
  PinView view{item_name(item.work, item.command), item.track, item.title, pin};
  change_pin(library, view, item.work, now);
  return view;
}

PinView pin_work(library::Library& library, WorkId work, bool pin, std::int64_t now) {
  const library::StoredWork stored = library.load(work);
  PinView view{format_work_id(work), std::string(track_of(stored.work)),
               collapse_spaces(stored.work.title), pin};
  for (const library::MadeWeek& made : library::made_weeks(library)) {
    for (const WeekItem& item : made.stored.items) {
      if (pin && item.work == work && item.state != ItemState::kPlanned) {
        throw Error(
            Errc::kInvalid,
            fmt::format("it was {} in week {}", library::item_state_name(item.state), made.week),
            view.item, "open it again with `assay read " + view.item + "`");
      }
    }
  }
  change_pin(library, view, work, now);
  return view;
}

}  // namespace assay::plan
