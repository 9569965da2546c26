#include "library/saved.h"

#include "base/error.h"
#include "base/text.h"
#include "library/library_internal.h"

#include <algorithm>

namespace assay::library {
namespace {

constexpr std::size_t kMostName = 64;
constexpr const char* kFields =
    "SELECT id, name, query, mode, sort, shown, guid, made, looked, generation FROM saved "
    "WHERE reader = ?1 AND (?2 IS NULL OR name = ?2) ORDER BY name";

std::vector<SavedSearch> select_saved(Library& library, std::optional<std::string_view> name) {
  Statement& select = library.impl().sql(kFields);
  select.bind(1, library.impl().reader);
  if (name) {
    select.bind(2, *name);
  } else {
    select.bind_null(2);
  }
  const Resetting resetting(select);
  std::vector<SavedSearch> all;
  while (select.step()) {
    SavedSearch& one = all.emplace_back();
    one.id = select.column_int(0);
    one.name = select.column_text(1);
    one.query = select.column_text(2);
    one.mode = select.column_text(3);
    one.sort = select.column_text(4);
    one.shown = static_cast<std::size_t>(select.column_int(5));
    one.guid = select.column_text(6);
    one.made = select.column_int(7);
    one.looked = select.column_int(8);
    one.generation = select.column_int(9);
  }
  return all;
}

}  // namespace

void check_saved_name(std::string_view name) {
  const bool fits = !name.empty() && name.size() <= kMostName && name.front() != '-' &&
                    name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
                      const auto byte = static_cast<unsigned char>(c);
                      return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
                    });
  if (!fits || find_invalid_utf8(name) != std::string_view::npos) {
    throw Error(Errc::kUsage, "not a name for a saved search: " + repair_utf8(name), "",
                "use letters, digits, \"-\", \"_\" and \".\", at most 64 bytes");
  }
}

std::vector<SavedSearch> saved_searches(Library& library) {
  return select_saved(library, std::nullopt);
}

std::optional<SavedSearch> find_saved(Library& library, std::string_view name) {
  std::vector<SavedSearch> found = select_saved(library, name);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::int64_t add_saved(Library& library, const SavedSearch& saved) {
  library.impl()
      .sql(
          "INSERT INTO saved (reader, name, query, mode, sort, shown, guid, made, looked, "
          "generation) VALUES (?, ?, ?, ?, ?, ?, lower(hex(randomblob(16))), ?, ?, ?)")
      .bind(1, library.impl().reader)
      .bind(2, std::string_view(saved.name))
      .bind(3, std::string_view(saved.query))
      .bind(4, std::string_view(saved.mode))
      .bind(5, std::string_view(saved.sort))
      .bind(6, static_cast<std::int64_t>(saved.shown))
      .bind(7, saved.made)
      .bind(8, saved.looked)
      .bind(9, saved.generation)
      .run();
  return library.impl().database.last_insert_id();
}

void set_saved(Library& library, const SavedSearch& saved) {
  library.impl()
      .sql(
          "UPDATE saved SET name = ?2, query = ?3, mode = ?4, sort = ?5, shown = ?6, made = ?7, "
          "looked = ?8, generation = ?9 WHERE id = ?1")
      .bind(1, saved.id)
      .bind(2, std::string_view(saved.name))
      .bind(3, std::string_view(saved.query))
      .bind(4, std::string_view(saved.mode))
      .bind(5, std::string_view(saved.sort))
      .bind(6, static_cast<std::int64_t>(saved.shown))
      .bind(7, saved.made)
      .bind(8, saved.looked)
      .bind(9, saved.generation)
      .run();
}

bool remove_saved(Library& library, std::string_view name) {
  if (!find_saved(library, name)) {
    return false;
  }
  library.impl()
      .sql("DELETE FROM saved WHERE reader = ? AND name = ?")
      .bind(1, library.impl().reader)
      .bind(2, name)
      .run();
  return true;
}

std::unordered_set<std::int64_t> seen_works(Library& library, std::int64_t saved) {
  Statement& select = library.impl().sql("SELECT work FROM saved_seen WHERE saved = ?");
  select.bind(1, saved);
  const Resetting resetting(select);
  std::unordered_set<std::int64_t> works;
  while (select.step()) {
    works.insert(select.column_int(0));
  }
  return works;
}

void add_seen(Library& library, std::int64_t saved, const std::vector<WorkId>& works) {
  Statement& insert =
      library.impl().sql("INSERT OR IGNORE INTO saved_seen (saved, work) VALUES (?, ?)");
  for (const WorkId work : works) {
    insert.bind(1, saved).bind(2, work.v).run();
  }
}

void forget_seen(Library& library, std::int64_t saved) {
  library.impl().sql("DELETE FROM saved_seen WHERE saved = ?").bind(1, saved).run();
}

void Library::Impl::copy_seen(WorkId to, WorkId from) {
  sql("INSERT OR IGNORE INTO saved_seen (saved, work) SELECT saved, ?1 FROM saved_seen "
      "WHERE work = ?2")
      .bind(1, to.v)
      .bind(2, from.v)
      .run();
}

}  // namespace assay::library
