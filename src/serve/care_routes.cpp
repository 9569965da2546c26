#include "base/error.h"
#include "base/files.h"
#include "ingest/artefact_check.h"
#include "ingest/finding.h"
#include "ingest/health.h"
#include "ingest/import.h"
#include "ingest/settings.h"
#include "ingest/training.h"
#include "ingest/web.h"
#include "library/reader.h"
#include "plan/readers.h"
#include "plan/review.h"
#include "serve/jobs.h"
#include "serve/long_writer.h"
#include "serve/parameters.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::serve {
namespace {

constexpr std::uint64_t kMostChecked = 1000;

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

/// As `assay doctor`: the index is mended where it must be.
std::string check_health(Store& store, const std::string& reader) {
  const StoreOptions& settings = store.options();
  ingest::HealthOptions options;
  options.open = [&] {
    auto library =
        std::make_unique<library::Library>(settings.library, library::Library::Mode::kRead);
    if (!reader.empty()) {
      library::use_reader(*library, reader);
    }
    return library;
  };
  options.with_index = [&](library::Library& library, const auto& use) {
    ingest::IndexOptions how;
    how.encoder = settings.encoder;
    ingest::with_index(library, how,
                       [&](const search::Index& index, bool /*stale*/) { use(index); });
  };
  options.stale_cards = plan::count_stale_cards;
  options.encoder = [&] {
    static_cast<void>(ingest::read_settings(settings.settings_file));  // says what is wrong there
    return std::dynamic_pointer_cast<const ingest::EndpointEncoder>(settings.encoder);
  };
  options.settings_file = settings.settings_file;
  return ingest::to_json(ingest::check_health(options), settings.library);
}

Response doctor_route(Call& call) {
  Store& store = call.jobs.store();
  const std::string reader = call.desk.reader();
  return accepted(
      call, "doctor",
      [&store, reader](const std::atomic<bool>& /*stop*/, const auto& /*progress*/) {
        return check_health(store, reader);
      },
      Jobs::Lane::kLooking);
}

/// Adapts the verdicts to the ratings of the server's reader, as `assay train --feedback`.
Response train_route(Call& call) {
  Store& store = call.jobs.store();
  return accepted(call, "train",
                  [&store](const std::atomic<bool>& /*stop*/, const auto& /*progress*/) {
                    nlohmann::ordered_json out;
                    store.write_long([&](library::Library& library, Turn& turn) {
                      const ingest::Feedback feedback = ingest::train_on_ratings(library);
                      out = {{"up", feedback.up}, {"down", feedback.down}};
                      out["judged"] = ingest::judge_again(library, store.judge(), &turn);
                      out["model"] = feedback.model;
                    });
                    return out.dump();
                  });
}

/// As `assay assess --again`.
Response judge_again_route(Call& call) {
  Store& store = call.jobs.store();
  return accepted(call, "assess",
                  [&store](const std::atomic<bool>& /*stop*/, const auto& /*progress*/) {
                    nlohmann::ordered_json out;
                    store.write_long([&](library::Library& library, Turn& turn) {
                      const identify::Judge& judge = store.judge();
                      out["judged"] = ingest::judge_again(library, judge, &turn);
                      out["model"] = judge.model();
                    });
                    return out.dump();
                  });
}

/// Asks about the works' code and data one work after the other, so that others may write between.
std::string check_links(const LongWriter& writer, Store& store, const std::vector<WorkId>& works,
                        const std::atomic<bool>& stop,
                        const std::function<void(std::uint64_t)>& progress) {
  ingest::HostMemory hosts(writer.library);
  const auto client =
      ingest::make_web_client(store.options().settings_file, store.options().version, hosts, stop);
  ingest::ArtefactReport all;
  for (const WorkId work : works) {
    if (stop.load()) {
      all.interrupted = true;
      break;
    }
    const ingest::ArtefactReport one = ingest::check_artefacts(
        writer.library, writer.judge, {work}, *client, {}, system_clock().now(), &stop);
    all.works += one.works;
    all.findings.insert(all.findings.end(), one.findings.begin(), one.findings.end());
    progress(all.works);
    const Rest rest(&writer.turn);
  }
  return ingest::to_json(all);
}

/// {"ids":["w1"]} or {"k":20}: those due for a look.
Response checks_route(Call& call) {
  const nlohmann::json body = call.json();
  std::vector<WorkId> works;
  for (const std::string& id : list_member(body, "ids")) {
    works.push_back(work_of(call, id));
  }
  if (works.empty()) {
    const std::int64_t most = body.contains("k") ? number_member(body, "k") : 20;
    if (most < 0 || most > static_cast<std::int64_t>(kMostChecked)) {
      throw Error(Errc::kUsage, "from 0 to 1000 works are checked", "k");
    }
    works = ingest::works_to_check(call.desk.library(), static_cast<std::size_t>(most));
  }
  Store& store = call.jobs.store();
  return accepted(call, "check",
                  [&store, works](const std::atomic<bool>& stop, const auto& progress) {
                    return with_writer(store, [&](const LongWriter& writer) {
                      return check_links(writer, store, works, stop, progress);
                    });
                  });
}

/// An account is told of its own reader alone.
Response readers_route(Call& call) {
  std::string text = plan::readers_json(call.desk.library());
  if (call.request.account.empty()) {
    return Response::json(std::move(text));
  }
  auto told = nlohmann::ordered_json::parse(text);
  auto& readers = told["readers"];
  readers.erase(std::remove_if(readers.begin(), readers.end(),
                               [&](const auto& one) { return one["name"] != call.request.reader; }),
                readers.end());
  return Response::json(dump(told));
}

Response add_reader_route(Call& call) {
  const std::string name = text_member(call.json(), "name");
  call.desk.write([&](library::Library& library) { plan::add_reader(library, name); });
  Response response = readers_route(call);
  response.status = 201;
  return response;
}

Response remove_reader_route(Call& call) {
  const bool force = call.request.query.flag("force");
  call.desk.write(
      [&](library::Library& library) { plan::remove_reader(library, call.names.at(0), force); });
  return readers_route(call);
}

}  // namespace

void add_care_routes(Router& router) {
  router.get("/api/v1/status", status_route);
  router.post("/api/v1/backup", backup_route);
  router.post("/api/v1/doctor", doctor_route);
  router.post("/api/v1/train", train_route);
  router.post("/api/v1/judge-again", judge_again_route);
  router.post("/api/v1/checks", checks_route);
  router.get("/api/v1/readers", readers_route);
  router.post("/api/v1/readers", add_reader_route);
  router.remove("/api/v1/readers/{name}", remove_reader_route);
}

}  // namespace assay::serve
