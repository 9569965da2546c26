#include "library/sources.h"

#include "library/library_internal.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace assay::library {
namespace {

std::map<std::string, std::string> read_options(const std::string& text) {
  const nlohmann::json fields = nlohmann::json::parse(text, nullptr, false);
  std::map<std::string, std::string> options;
  if (fields.is_object()) {
    for (const auto& [name, value] : fields.items()) {
      if (value.is_string()) {
        options.emplace(name, value.get<std::string>());
      }
    }
  }
  return options;
}

StoredSource read_row(const Statement& row) {
  StoredSource source;
  source.setup = {row.column_text(0), row.column_text(1),
                  row.column_text(2), read_options(row.column_text(3)),
                  row.column_int(4),  row.column_int(5) != 0,
                  row.column_text(6), row.column_int(16) != 0};
  source.state = {row.column_text(7), row.column_int(8) != 0, row.column_int(9),
                  row.column_int(10), row.column_int(11),     row.column_int(12),
                  row.column_int(13), row.column_int(14),     row.column_text(15)};
  return source;
}

}  // namespace

std::vector<StoredSource> list_sources(Library& library) {
  Statement& select = library.impl().sql(
      "SELECT s.name, f.connector, f.address, f.options, f.interval, f.paused, f.since, f.cursor, "
      "f.unfinished, f.last_attempt, f.last_success, f.next_due, f.records, f.rejected, "
      "f.failures, f.error, f.proposed FROM followed f JOIN sources s ON s.id = f.source ORDER BY "
      "s.name");
  const Resetting resetting(select);
  std::vector<StoredSource> out;
  while (select.step()) {
    out.push_back(read_row(select));
  }
  return out;
}

std::optional<StoredSource> find_source(Library& library, std::string_view name) {
  for (StoredSource& source : list_sources(library)) {
    if (source.setup.name == name) {
      return std::move(source);
    }
  }
  return std::nullopt;
}

void save_source(Library& library, const SourceSetup& setup, std::int64_t now) {
  const std::string options =
      nlohmann::json(setup.options).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  library.impl()
      .sql(
          "INSERT INTO followed (source, connector, address, options, interval, paused, since, "
          "added, proposed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
          "ON CONFLICT (source) DO UPDATE SET connector = ?2, address = ?3, options = ?4, "
          "interval = ?5, paused = ?6, since = ?7, proposed = ?9")
      .bind(1, library.impl().source_id(setup.name))
      .bind(2, std::string_view(setup.connector))
      .bind(3, std::string_view(setup.address))
      .bind(4, std::string_view(options))
      .bind(5, setup.interval_s)
      .bind(6, std::int64_t{setup.paused ? 1 : 0})
      .bind(7, std::string_view(setup.since))
      .bind(8, now)
      .bind(9, std::int64_t{setup.proposed ? 1 : 0})
      .run();
}

void save_source_state(Library& library, std::string_view name, const SourceState& state) {
  library.impl()
      .sql(
          "UPDATE followed SET cursor = ?2, unfinished = ?3, last_attempt = ?4, last_success = ?5, "
          "next_due = ?6, records = ?7, rejected = ?8, failures = ?9, error = ?10 "
          "WHERE source = (SELECT id FROM sources WHERE name = ?1)")
      .bind(1, name)
      .bind(2, std::string_view(state.cursor))
      .bind(3, std::int64_t{state.unfinished ? 1 : 0})
      .bind(4, state.last_attempt)
      .bind(5, state.last_success)
      .bind(6, state.next_due)
      .bind(7, state.records)
      .bind(8, state.rejected)
      .bind(9, state.failures)
      .bind(10, std::string_view(state.error))
      .run();
}

bool remove_source(Library& library, std::string_view name) {
  const bool known = find_source(library, name).has_value();
  library.impl()
      .sql("DELETE FROM followed WHERE source = (SELECT id FROM sources WHERE name = ?)")
      .bind(1, name)
      .run();
  return known;
}

std::vector<HostRow> hosts(Library& library) {
  Statement& select = library.impl().sql("SELECT host, last_request, blocked_until FROM hosts");
  const Resetting resetting(select);
  std::vector<HostRow> out;
  while (select.step()) {
    out.push_back({select.column_text(0), select.column_int(1), select.column_int(2)});
  }
  return out;
}

void save_host(Library& library, const HostRow& row) {
  library.impl()
      .sql(
          "INSERT INTO hosts (host, last_request, blocked_until) VALUES (?1, ?2, ?3) "
          "ON CONFLICT (host) DO UPDATE SET last_request = ?2, blocked_until = ?3")
      .bind(1, std::string_view(row.host))
      .bind(2, row.last_request_ms)
      .bind(3, row.blocked_until_ms)
      .run();
}

}  // namespace assay::library
