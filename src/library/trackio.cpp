#include "library/trackio.h"

#include "base/error.h"
#include "library/database_internal.h"

#include <sqlite3.h>

#include <set>

namespace assay::library {
namespace {

/// Of a plain table; of a view, which may never end, or a virtual table none.
std::set<std::string> columns_of(Database& database, std::string_view table) {
  Statement select(database,
                   "SELECT name FROM pragma_table_info(?1) WHERE EXISTS (SELECT 1 FROM "
                   "sqlite_master WHERE type = 'table' AND name = ?1 COLLATE NOCASE AND sql NOT "
                   "LIKE 'CREATE VIRTUAL%')");
  select.bind(1, table);
  std::set<std::string> out;
  while (select.step()) {
    out.insert(select.column_text(0));
  }
  return out;
}

void read_rows(Database& database, const std::set<std::string>& columns,
               const std::function<void(const TrackioRow&)>& row) {
  const bool has_ids = columns.count("run_id") > 0;
  Statement select(database,
                   // Rows from before there were ids have none.
                   has_ids ? "SELECT COALESCE(run_id, run_name) AS run, run_name, timestamp, step, "
                             "metrics FROM metrics ORDER BY run, step, id"
                           : "SELECT run_name, run_name, timestamp, step, metrics FROM metrics "
                             "ORDER BY run_name, step, id");
  while (select.step()) {
    TrackioRow one;
    one.run = select.column_text(0);
    one.name = select.column_text(1);
    one.timestamp = select.column_text(2);
    one.step = select.column_int(3);
    one.metrics = select.column_text(4);
    row(one);
  }
}

void read_configs(Database& database, const std::function<void(const TrackioConfig&)>& config) {
  const std::set<std::string> columns = columns_of(database, "configs");
  if (columns.count("config") == 0) {
    return;
  }
  Statement select(database, columns.count("run_id") > 0
                                 ? "SELECT COALESCE(run_id, run_name), config FROM configs"
                                 : "SELECT run_name, config FROM configs");
  while (select.step()) {
    config({select.column_text(0), select.column_text(1)});
  }
}

}  // namespace

void read_trackio(const std::filesystem::path& file,
                  const std::function<void(const TrackioConfig&)>& config,
                  const std::function<void(const TrackioRow&)>& row) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {
    throw Error(Errc::kNotFound, "there is no such file", file.string());
  }
  const char* what = "this is no database of Trackio's";
  std::set<std::string> columns;
  try {
    constexpr int kMostBytes = 64 << 20;  // of a value: the file may come from anybody
    Database database(file.string(), Database::Mode::kRead);
    sqlite3_limit(database.handle(), SQLITE_LIMIT_LENGTH, kMostBytes);
    columns = columns_of(database, "metrics");
    if (columns.count("run_name") > 0 && columns.count("step") > 0 &&
        columns.count("metrics") > 0 && columns.count("timestamp") > 0) {
      what = nullptr;
      read_configs(database, config);
      read_rows(database, columns, row);
    }
  } catch (const Error& error) {
    if (error.code() != Errc::kCorrupt) {
      throw;
    }
    what = what == nullptr ? "this database of Trackio's is damaged" : what;
  }
  if (what != nullptr) {
    throw Error(Errc::kInvalid, what, file.string(),
                "name a project's .db file, such as ~/.cache/huggingface/trackio/NAME.db");
  }
}

}  // namespace assay::library
