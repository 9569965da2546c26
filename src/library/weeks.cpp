#include "library/weeks.h"

#include "base/names.h"
#include "library/library_internal.h"

#include <array>

namespace assay::library {
namespace {

constexpr std::array<std::string_view, 3> kItemStates = {"planned", "done", "skipped"};
constexpr std::array<std::string_view, 2> kWeekMarks = {"pin", "passed"};

}  // namespace

std::string_view item_state_name(ItemState state) noexcept {
  return kItemStates[static_cast<std::size_t>(state)];
}

std::optional<StoredWeek> find_week(Library& library, std::string_view week) {
  StoredWeek stored;
  {
    Statement& hours = library.impl().sql(
        "SELECT hours, minutes, remarks FROM week_hours WHERE reader = ? AND week = ?");
    hours.bind(1, library.impl().reader).bind(2, week);
    const Resetting resetting(hours);
    if (!hours.step()) {
      return std::nullopt;
    }
    stored.hours = hours.column_double(0);
    stored.minutes = static_cast<int>(hours.column_int(1));
    stored.remarks = split_lines(hours.column_text(2));
  }
  Statement& items = library.impl().sql(
      "SELECT n, track, work, title, why, minutes, state, command, day, changed FROM week_items "
      "WHERE reader = ? AND week = ? ORDER BY n");
  items.bind(1, library.impl().reader).bind(2, week);
  const Resetting resetting(items);
  while (items.step()) {
    WeekItem item;
    item.n = static_cast<int>(items.column_int(0));
    item.track = items.column_text(1);
    if (!items.column_is_null(2)) {
      item.work = WorkId{items.column_int(2)};
    }
    item.title = items.column_text(3);
    item.why = split_lines(items.column_text(4));
    item.minutes = static_cast<int>(items.column_int(5));
    item.state =
        parse_name<ItemState>(kItemStates, items.column_text(6)).value_or(ItemState::kPlanned);
    item.command = items.column_text(7);
    item.day = static_cast<std::int32_t>(items.column_int(8));
    item.changed = items.column_int(9);
    stored.items.push_back(std::move(item));
  }
  return stored;
}

std::vector<MadeWeek> made_weeks(Library& library) {
  std::vector<MadeWeek> weeks;
  {
    Statement& select =
        library.impl().sql("SELECT week FROM week_hours WHERE reader = ? ORDER BY week");
    select.bind(1, library.impl().reader);
    const Resetting resetting(select);
    while (select.step()) {
      weeks.push_back({select.column_text(0), {}});
    }
  }
  for (MadeWeek& week : weeks) {
    week.stored = *find_week(library, week.week);
  }
  return weeks;
}

void save_week(Library& library, std::string_view week, const StoredWeek& stored, std::int64_t at) {
  const std::string remarks = join_lines(stored.remarks);
  Statement& hours = library.impl().sql(
      "INSERT INTO week_hours (reader, week, hours, minutes, remarks) VALUES (?1, ?2, ?3, ?4, ?5) "
      "ON CONFLICT (reader, week) DO UPDATE SET hours = ?3, minutes = ?4, remarks = ?5");
  hours.bind(1, library.impl().reader).bind(2, week).bind(3, stored.hours);
  if (stored.minutes > 0) {
    hours.bind(4, std::int64_t{stored.minutes});
  } else {
    hours.bind_null(4);
  }
  hours.bind(5, std::string_view(remarks)).run();
  library.impl()
      .sql("DELETE FROM week_items WHERE reader = ? AND week = ?")
      .bind(1, library.impl().reader)
      .bind(2, week)
      .run();
  for (const WeekItem& item : stored.items) {
    put_week_item(library, week, item, at);
  }
}

void put_week_item(Library& library, std::string_view week, const WeekItem& item, std::int64_t at) {
  const std::string why = join_lines(item.why);
  Statement& insert = library.impl().sql(
      "INSERT OR REPLACE INTO week_items (reader, week, n, track, work, title, why, minutes, "
      "state, command, changed, day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(1, library.impl().reader)
      .bind(2, week)
      .bind(3, std::int64_t{item.n})
      .bind(4, std::string_view(item.track))
      .bind(6, std::string_view(item.title))
      .bind(7, std::string_view(why))
      .bind(8, std::int64_t{item.minutes})
      .bind(9, item_state_name(item.state))
      .bind(10, std::string_view(item.command))
      .bind(11, at);
  if (item.work) {
    insert.bind(5, item.work->v);
  } else {
    insert.bind_null(5);
  }
  if (item.day != 0) {
    insert.bind(12, std::int64_t{item.day});
  } else {
    insert.bind_null(12);
  }
  insert.run();
}

void set_item_state(Library& library, std::string_view week, int n, ItemState state,
                    std::int64_t at) {
  library.impl()
      .sql("UPDATE week_items SET state = ?, changed = ? WHERE reader = ? AND week = ? AND n = ?")
      .bind(1, item_state_name(state))
      .bind(2, at)
      .bind(3, library.impl().reader)
      .bind(4, week)
      .bind(5, std::int64_t{n})
      .run();
}

std::vector<MarkedItem> week_marks(Library& library) {
  Statement& select = library.impl().sql(
      "SELECT item, mark, track, at FROM week_marks WHERE reader = ? ORDER BY at, item");
  select.bind(1, library.impl().reader);
  const Resetting resetting(select);
  std::vector<MarkedItem> marks;
  while (select.step()) {
    if (const auto mark = parse_name<WeekMark>(kWeekMarks, select.column_text(1))) {
      marks.push_back({select.column_text(0), *mark, select.column_text(2), select.column_int(3)});
    }
  }
  return marks;
}

void add_week_mark(Library& library, const MarkedItem& marked) {
  library.impl()
      .sql(
          "INSERT OR IGNORE INTO week_marks (reader, item, mark, track, at) VALUES (?, ?, ?, ?, ?)")
      .bind(1, library.impl().reader)
      .bind(2, std::string_view(marked.item))
      .bind(3, kWeekMarks.at(static_cast<std::size_t>(marked.mark)))
      .bind(4, std::string_view(marked.track))
      .bind(5, marked.at)
      .run();
}

bool remove_week_mark(Library& library, std::string_view item, WeekMark mark) {
  const std::string_view name = kWeekMarks.at(static_cast<std::size_t>(mark));
  {
    Statement& select =
        library.impl().sql("SELECT 1 FROM week_marks WHERE reader = ? AND item = ? AND mark = ?");
    select.bind(1, library.impl().reader).bind(2, item).bind(3, name);
    const Resetting resetting(select);
    if (!select.step()) {
      return false;
    }
  }
  library.impl()
      .sql("DELETE FROM week_marks WHERE reader = ? AND item = ? AND mark = ?")
      .bind(1, library.impl().reader)
      .bind(2, item)
      .bind(3, name)
      .run();
  return true;
}

std::vector<DaysOff> days_off(Library& library) {
  Statement& select =
      library.impl().sql("SELECT first, last FROM days_off WHERE reader = ? ORDER BY first");
  select.bind(1, library.impl().reader);
  const Resetting resetting(select);
  std::vector<DaysOff> all;
  while (select.step()) {
    all.push_back({static_cast<std::int32_t>(select.column_int(0)),
                   static_cast<std::int32_t>(select.column_int(1))});
  }
  return all;
}

void set_days_off(Library& library, const std::vector<DaysOff>& all) {
  library.impl().sql("DELETE FROM days_off WHERE reader = ?").bind(1, library.impl().reader).run();
  for (const DaysOff& off : all) {
    library.impl()
        .sql("INSERT INTO days_off (reader, first, last) VALUES (?, ?, ?)")
        .bind(1, library.impl().reader)
        .bind(2, std::int64_t{off.first})
        .bind(3, std::int64_t{off.last})
        .run();
  }
}

std::int64_t last_event_at(Library& library) {
  Statement& select = library.impl().sql(
      "SELECT max(at) FROM ledger WHERE reader = ?1 AND id >= (SELECT COALESCE(max(id), 0) FROM "
      "ledger WHERE reader = ?1 AND event = 'clock trusted')");
  select.bind(1, library.impl().reader);
  const Resetting resetting(select);
  return select.step() ? select.column_int(0) : 0;
}

}  // namespace assay::library
