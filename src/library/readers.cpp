#include "base/error.h"
#include "library/library_internal.h"
#include "library/reader.h"

#include <algorithm>

namespace assay::library {
namespace {

constexpr std::size_t kMostName = 64;

bool is_reader_name(std::string_view name) {
  return !name.empty() && name.size() <= kMostName && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
         });
}

std::optional<std::int64_t> find_reader(Library& library, std::string_view name) {
  Statement& select = library.impl().sql("SELECT id FROM readers WHERE name = ?");
  select.bind(1, name);
  const Resetting resetting(select);
  return select.step() ? std::optional(select.column_int(0)) : std::nullopt;
}

std::int64_t require_reader(Library& library, std::string_view name) {
  const std::optional<std::int64_t> id = find_reader(library, name);
  if (!id) {
    throw Error(Errc::kNotFound, "there is no reader '" + std::string(name) + "'",
                library.folder().string(),
                "add one with `assay reader add " + std::string(name) + "`");
  }
  return *id;
}

/// Tables whose rows belong to a reader each.
std::vector<std::string> tables_of_readers(Library& library) {
  Statement& select = library.impl().sql(
      "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c "
      "WHERE m.type = 'table' AND c.name = 'reader' ORDER BY m.name");
  const Resetting resetting(select);
  std::vector<std::string> tables;
  while (select.step()) {
    tables.push_back(select.column_text(0));
  }
  return tables;
}

}  // namespace

std::vector<std::string> readers(Library& library) {
  Statement& select = library.impl().sql("SELECT name FROM readers ORDER BY id");
  const Resetting resetting(select);
  std::vector<std::string> names;
  while (select.step()) {
    names.push_back(select.column_text(0));
  }
  return names;
}

void use_reader(Library& library, std::string_view name) {
  library.impl().reader = require_reader(library, name);
}

std::string current_reader(Library& library) {
  Statement& select = library.impl().sql("SELECT name FROM readers WHERE id = ?");
  select.bind(1, library.impl().reader);
  const Resetting resetting(select);
  return select.step() ? select.column_text(0) : std::string(kFirstReader);
}

bool add_reader(Library& library, std::string_view name) {
  if (!is_reader_name(name)) {
    throw Error(Errc::kUsage, "not a name for a reader: " + std::string(name), "",
                "use letters, digits, \"-\", \"_\" and \".\", at most 64 bytes");
  }
  if (find_reader(library, name)) {
    return false;
  }
  library.impl().sql("INSERT INTO readers (name) VALUES (?)").bind(1, name).run();
  return true;
}

void remove_reader(Library& library, std::string_view name) {
  const std::int64_t id = require_reader(library, name);
  if (name == kFirstReader) {
    throw Error(Errc::kUsage, "the reader '" + std::string(name) + "' stays", "",
                "it is the one that commands without --reader are for");
  }
  // Answers name their card, not the reader.
  library.impl()
      .sql("DELETE FROM reviews WHERE card IN (SELECT id FROM cards WHERE reader = ?)")
      .bind(1, id)
      .run();
  Database& database = library.impl().database;
  for (const std::string& table : tables_of_readers(library)) {
    database.execute(
        ("DELETE FROM \"" + table + "\" WHERE reader = " + std::to_string(id)).c_str());
  }
  library.impl().sql("DELETE FROM readers WHERE id = ?").bind(1, id).run();
}

std::int64_t reader_rows(Library& library, std::string_view name) {
  const std::int64_t id = require_reader(library, name);
  std::int64_t rows = 0;
  for (const std::string& table : tables_of_readers(library)) {
    rows += library.impl().database.query_int(
        ("SELECT count(*) FROM \"" + table + "\" WHERE reader = " + std::to_string(id)).c_str());
  }
  return rows;
}

}  // namespace assay::library
