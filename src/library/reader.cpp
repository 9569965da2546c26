#include "library/reader.h"

#include "base/names.h"
#include "library/library_internal.h"

#include <array>

namespace assay::library {
namespace {

constexpr std::array<std::string_view, 3> kReadStates = {"read", "skipped", "rated"};

}  // namespace

std::string setting(Library& library, std::string_view key) {
  Statement& select = library.impl().sql("SELECT value FROM settings WHERE reader = ? AND key = ?");
  select.bind(1, library.impl().reader).bind(2, key);
  const Resetting resetting(select);
  return select.step() ? select.column_text(0) : std::string();
}

void set_setting(Library& library, std::string_view key, std::string_view value) {
  library.impl()
      .sql(
          "INSERT INTO settings (reader, key, value) VALUES (?1, ?2, ?3) "
          "ON CONFLICT (reader, key) DO UPDATE SET value = ?3")
      .bind(1, library.impl().reader)
      .bind(2, key)
      .bind(3, value)
      .run();
}

std::vector<std::pair<std::string, std::string>> settings(Library& library,
                                                          std::string_view prefix) {
  Statement& select = library.impl().sql(
      "SELECT key, value FROM settings WHERE reader = ?1 AND substr(key, 1, length(?2)) = ?2 "
      "ORDER BY key");
  select.bind(1, library.impl().reader).bind(2, prefix);
  const Resetting resetting(select);
  std::vector<std::pair<std::string, std::string>> out;
  while (select.step()) {
    out.emplace_back(select.column_text(0), select.column_text(1));
  }
  return out;
}

std::vector<Interest> interests(Library& library) {
  Statement& select = library.impl().sql(
      "SELECT kind, value, weight FROM interests WHERE reader = ? ORDER BY kind, value");
  select.bind(1, library.impl().reader);
  const Resetting resetting(select);
  std::vector<Interest> out;
  while (select.step()) {
    out.push_back({select.column_text(0), select.column_text(1), select.column_double(2)});
  }
  return out;
}

void set_interest(Library& library, const Interest& interest) {
  if (interest.weight == 0) {
    library.impl()
        .sql("DELETE FROM interests WHERE reader = ? AND kind = ? AND value = ?")
        .bind(1, library.impl().reader)
        .bind(2, std::string_view(interest.kind))
        .bind(3, std::string_view(interest.value))
        .run();
    return;
  }
  library.impl()
      .sql(
          "INSERT INTO interests (reader, kind, value, weight) VALUES (?1, ?2, ?3, ?4) "
          "ON CONFLICT (reader, kind, value) DO UPDATE SET weight = ?4")
      .bind(1, library.impl().reader)
      .bind(2, std::string_view(interest.kind))
      .bind(3, std::string_view(interest.value))
      .bind(4, interest.weight)
      .run();
}

std::unordered_map<std::int64_t, Reading> readings(Library& library) {
  Statement& select = library.impl().sql(
      "SELECT work, state, rating, at FROM reading r WHERE reader = ? AND NOT EXISTS "
      "(SELECT 1 FROM works w WHERE w.id = r.work AND w.merged_into IS NOT NULL)");
  select.bind(1, library.impl().reader);
  const Resetting resetting(select);
  std::unordered_map<std::int64_t, Reading> out;
  while (select.step()) {
    Reading reading;
    reading.state =
        parse_name<ReadState>(kReadStates, select.column_text(1)).value_or(ReadState::kRead);
    if (!select.column_is_null(2)) {
      reading.rating = static_cast<int>(select.column_int(2));
    }
    reading.at = select.column_int(3);
    out.emplace(select.column_int(0), reading);
  }
  return out;
}

bool has_read(const std::unordered_map<std::int64_t, Reading>& readings, WorkId id) {
  const auto found = readings.find(id.v);
  return found != readings.end() && found->second.state == ReadState::kRead;
}

void set_reading(Library& library, WorkId work, const Reading& reading, std::int64_t at) {
  Statement& write = library.impl().sql(
      "INSERT INTO reading (reader, work, state, rating, at) VALUES (?1, ?2, ?3, ?4, ?5) "
      "ON CONFLICT (reader, work) DO UPDATE SET "
      "state = CASE WHEN ?3 = 'rated' THEN state ELSE ?3 END, rating = coalesce(?4, rating), at = "
      "?5");
  write.bind(1, library.impl().reader)
      .bind(2, work.v)
      .bind(3, kReadStates.at(static_cast<std::size_t>(reading.state)));
  if (reading.rating) {
    write.bind(4, std::int64_t{*reading.rating});
  } else {
    write.bind_null(4);
  }
  write.bind(5, at).run();
}

void forget_reading(Library& library, WorkId work) {
  library.impl()
      .sql("DELETE FROM reading WHERE reader = ? AND work = ?")
      .bind(1, library.impl().reader)
      .bind(2, work.v)
      .run();
}

void record_event(Library& library, std::string_view event, std::optional<WorkId> work,
                  std::string_view detail, std::int64_t at) {
  Statement& insert = library.impl().sql(
      "INSERT INTO ledger (reader, at, event, work, detail) VALUES (?, ?, ?, ?, ?)");
  insert.bind(1, library.impl().reader).bind(2, at).bind(3, event).bind(5, detail);
  if (work) {
    insert.bind(4, work->v);
  } else {
    insert.bind_null(4);
  }
  insert.run();
}

std::vector<LedgerLine> ledger(Library& library) {
  Statement& select = library.impl().sql(
      "SELECT l.at, l.event, coalesce(w.merged_into, l.work), l.detail FROM ledger l "
      "LEFT JOIN works w ON w.id = l.work WHERE l.reader = ? ORDER BY l.at, l.id");
  select.bind(1, library.impl().reader);
  const Resetting resetting(select);
  std::vector<LedgerLine> out;
  while (select.step()) {
    LedgerLine line;
    line.at = select.column_int(0);
    line.event = select.column_text(1);
    if (!select.column_is_null(2)) {
      line.work = WorkId{select.column_int(2)};
    }
    line.detail = select.column_text(3);
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace assay::library
