#include "ingest/source_views.h"

#include "base/time.h"
#include "ingest/sources.h"

#include <nlohmann/json.hpp>

namespace assay::ingest {
namespace {

using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json instant(std::int64_t unix_seconds) {
  return unix_seconds == 0 ? Json(nullptr) : Json(format_instant(unix_seconds));
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json view(const library::StoredSource& source) {
  Json out;
  out["name"] = source.setup.name;
  out["connector"] = source.setup.connector;
  out["address"] = text_or_null(address_of(source.setup));
  out["options"] = source.setup.options;
  out["every"] = format_interval(source.setup.interval_s);
  out["since"] = text_or_null(source.setup.since);
  out["health"] = source_health(source);
  out["paused"] = source.setup.paused;
  out["proposed"] = source.setup.proposed;
  out["last_attempt"] = instant(source.state.last_attempt);
  out["last_success"] = instant(source.state.last_success);
  out["next_due"] = instant(source.state.next_due);
  out["records"] = source.state.records;
  out["rejected"] = source.state.rejected;
  out["failures"] = source.state.failures;
  out["error"] = text_or_null(source.state.error);
  return out;
}

void add_counts(Json& out, const SourceReport& report) {
  out["read"] = report.read;
  out["added"] = report.added;
  out["updated"] = report.updated;
  out["unchanged"] = report.unchanged;
  out["rejected"] = report.rejected;
  out["withdrawn"] = report.withdrawn;
}

Json view(const SourceReport& report) {
  Json out;
  out["name"] = report.name;
  out["connector"] = report.connector;
  out["pages"] = report.pages;
  add_counts(out, report);
  out["rejections"] = report.rejections ? Json(report.rejections->string()) : Json(nullptr);
  out["titles"] = report.titles;
  out["sources"] = report.sources;
  out["remarks"] = report.remarks;
  out["more"] = report.more;
  out["next_due"] = instant(report.next_due);
  out["error"] = nullptr;
  if (report.error) {
    const std::string& where = report.error->where();
    out["error"] = {
        {"code", errc_name(report.error->code())},
        {"message", report.error->message() + (where.empty() ? "" : " (" + where + ")")},
        {"hint", report.error->hint()}};
  }
  return out;
}

}  // namespace

std::string source_health(const library::StoredSource& source) {
  if (source.setup.paused) {
    return "paused";
  }
  if (source.state.failures > 0) {
    return "failing";
  }
  if (source.state.unfinished) {
    return "unfinished";
  }
  return source.state.last_success == 0 ? "new" : "ok";
}

std::string source_json(const library::StoredSource& source) {
  return dumped(view(source));
}

std::string sources_json(const std::vector<library::StoredSource>& sources) {
  Json out;
  out["sources"] = Json::array();
  for (const library::StoredSource& source : sources) {
    out["sources"].push_back(view(source));
  }
  return dumped(out);
}

SourceReport sum_of(const SyncReport& report) {
  SourceReport sum;
  for (const SourceReport& one : report.sources) {
    sum.pages += one.pages;
    sum.read += one.read;
    sum.added += one.added;
    sum.updated += one.updated;
    sum.unchanged += one.unchanged;
    sum.rejected += one.rejected;
    sum.withdrawn += one.withdrawn;
  }
  return sum;
}

std::string sync_json(const SyncReport& report) {
  Json out;
  out["sources"] = Json::array();
  for (const SourceReport& one : report.sources) {
    out["sources"].push_back(view(one));
  }
  add_counts(out, sum_of(report));
  out["seconds"] = report.seconds;
  return dumped(out);
}

std::string presets_json() {
  nlohmann::ordered_json out;
  for (const Preset& preset : presets()) {
    std::vector<std::string> names;
    for (const library::SourceSetup& setup : preset.sources) {
      names.push_back(setup.name);
    }
    out["presets"].push_back({{"name", preset.name},
                              {"about", preset.about},
                              {"needs", preset.needs},
                              {"sources", names}});
  }
  return out.dump();
}

}  // namespace assay::ingest
