#include "base/error.h"
#include "base/files.h"
#include "library/reader.h"
#include "serve/parameters.h"

#include <nlohmann/json.hpp>

namespace assay::serve {
namespace {

Response status_route(Call& call) {
  nlohmann::ordered_json out;
  out["version"] = call.desk.store().options().version;
  out["reader"] = library::current_reader(call.desk.library());
  out["works"] = call.desk.library().size();
  out["generation"] = call.desk.library().generation();
  out["today"] = format_day(system_clock().today());
  out["week"] = format_week(week_of(system_clock().today()));
  return Response::json(out.dump());
}

Response backup_route(Call& call) {
  const auto folder = std::make_shared<const TempDir>();
  Response response;
  response.folder = folder;
  response.file = folder->path() / "library.db";
  call.desk.library().backup(response.file);
  response.type = "application/vnd.sqlite3";
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"library.db\"");
  return response;
}

}  // namespace

void add_care_routes(Router& router) {
  router.get("/api/v1/status", status_route);
  router.post("/api/v1/backup", backup_route);
}

}  // namespace assay::serve
