#include "base/error.h"
#include "practice/experiments/running.h"
#include "practice/experiments/views.h"
#include "serve/jobs.h"
#include "serve/parameters.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace assay::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostRuns = 1000;
constexpr std::uint64_t kUsualPoints = 2000;
constexpr std::uint64_t kMostPoints = 100'000;
constexpr std::uint64_t kUsualLog = std::uint64_t{64} << 10;
constexpr std::uint64_t kMostLog = std::uint64_t{1} << 20;

fs::path folder_of(Call& call) {
  const std::string& experiment = call.names.at(0);
  if (!practice::is_experiment_name(experiment)) {
    throw Error(Errc::kNotFound, "no experiment \"" + experiment + "\"", "",
                "see /api/v1/experiments");
  }
  return practice::find_run(call.desk.library().folder(), experiment, call.names.at(1));
}

/// Of one experiment or of all, the newest first; ?state=running.
Response runs_route(Call& call) {
  const Query& query = call.request.query;
  const fs::path library = call.desk.library().folder();
  std::vector<practice::Experiment> experiments;
  if (query.has("experiment")) {
    experiments.push_back(practice::require_selection(library, query.get("experiment")).experiment);
  } else {
    std::vector<std::string> troubles;
    experiments = practice::list_experiments(library, troubles);
  }
  const std::string state = query.word("state");
  using practice::RunStatus;
  constexpr std::array kStates = {RunStatus::kRunning, RunStatus::kFinished, RunStatus::kFailed,
                                  RunStatus::kInterrupted, RunStatus::kStopped};
  if (!state.empty() && std::none_of(kStates.begin(), kStates.end(), [&](RunStatus one) {
        return practice::run_status_name(one) == state;
      })) {
    throw Error(Errc::kUsage, "no such state: " + state, "state",
                "give running, finished, failed, interrupted or stopped");
  }
  std::vector<practice::Run> runs;
  for (const practice::Experiment& experiment : experiments) {
    practice::RunList list = practice::list_runs(experiment.folder);
    std::copy_if(std::make_move_iterator(list.runs.begin()),
                 std::make_move_iterator(list.runs.end()), std::back_inserter(runs),
                 [&](const practice::Run& run) {
                   return state.empty() || state == practice::run_status_name(run.status);
                 });
  }
  std::stable_sort(runs.begin(), runs.end(), [](const practice::Run& a, const practice::Run& b) {
    return a.start_ns > b.start_ns;
  });
  const std::uint64_t offset = offset_of(query);
  const std::uint64_t k = query.number("k", 100, 1, kMostRuns);
  std::string list;
  std::size_t shown = 0;
  for (std::uint64_t i = offset; i < runs.size() && shown < k; ++i, ++shown) {
    list += (list.empty() ? "" : ",") + practice::to_json(runs[i]);
  }
  Response response =
      Response::json(fmt::format("{{\"runs\":[{}],\"total\":{}}}", list, runs.size()));
  add_next(response, call.request, offset, shown, runs.size());
  return response;
}

Response run_route(Call& call) {
  const fs::path folder = folder_of(call);
  practice::Run run = practice::read_run(folder);
  if (run.status == practice::RunStatus::kRunning) {
    run.metrics = practice::summarise_metrics(folder);
  }
  return Response::json(practice::record_json(run));
}

/// ?name=loss&name=accuracy&points=2000: of more points the smallest and the largest of each
/// stretch, so that every peak stays; 0 gives all, up to 100,000 a metric.
Response metrics_route(Call& call) {
  const Query& query = call.request.query;
  const fs::path folder = folder_of(call);
  std::uint64_t points = query.number("points", kUsualPoints, 0, kMostPoints);
  points = points == 0 ? kMostPoints : std::max<std::uint64_t>(points, 4);
  return Response::json(practice::metrics_json(
      practice::read_run(folder), practice::read_metrics(folder, points, query.all("name"))));
}

/// ?stream=stdout&from=0&bytes=65536; without `from` the end of it.
Response log_route(Call& call) {
  const Query& query = call.request.query;
  const std::string stream = query.word("stream");
  if (!stream.empty() && stream != "stdout" && stream != "stderr") {
    throw Error(Errc::kUsage, "no such stream: " + stream, "stream", "give stdout or stderr");
  }
  const fs::path folder = folder_of(call);
  return Response::json(practice::log_json(folder, practice::read_run(folder), stream == "stderr",
                                           query.number("from", UINT64_MAX, 0, UINT64_MAX),
                                           query.number("bytes", kUsualLog, 1, kMostLog)));
}

practice::SweepWords words_of(const nlohmann::json& body, const std::string& experiment) {
  constexpr std::int64_t kMostJobs = 1024;
  check_members(body, {"command", "seeds", "sweep", "set", "stop_when", "metrics", "data", "label",
                       "folder", "jobs", "sandbox", "again"});
  practice::SweepWords words;
  words.command = list_member(body, "command");
  words.experiment = experiment;
  words.seeds = text_member(body, "seeds", false);
  words.sweeps = list_member(body, "sweep");
  words.settings = list_member(body, "set");
  words.rules = list_member(body, "stop_when");
  words.metric_files = list_member(body, "metrics");
  words.data = list_member(body, "data");
  words.label = text_member(body, "label", false);
  words.sandboxed = flag_member(body, "sandbox");
  words.again = flag_member(body, "again");
  if (body.contains("jobs")) {
    words.jobs =
        static_cast<int>(std::clamp<std::int64_t>(number_member(body, "jobs"), 1, kMostJobs));
  }
  return words;
}

/// Runs in the experiment's folder, or in "folder". Its events: "run" for each, "job" for all.
Response start_route(Call& call) {
  if (std::optional<Response> refused = refuse_to_run(call)) {
    return std::move(*refused);
  }
  const nlohmann::json body = call.json();
  const fs::path library = fs::absolute(call.desk.library().folder());
  const std::string name = call.names.at(0);
  const practice::Experiment experiment = practice::require_selection(library, name).experiment;
  const std::string given = word_member(body, "folder");
  const fs::path folder = given.empty() ? fs::absolute(experiment.folder) : fs::path(given);
  std::error_code ignored;
  if (!folder.is_absolute() || !fs::is_directory(folder, ignored)) {
    throw Error(Errc::kUsage, "no folder to run in: " + folder.string(), "folder",
                "name one that there is, from / on");
  }
  const practice::SweepRequest request = practice::sweep_of(words_of(body, name), library, folder);
  return accepted(
      call, "run",
      [request](const std::atomic<bool>& stop, const JobProgress& progress) {
        practice::SweepRequest going = request;
        going.base.interrupted = &stop;
        practice::repair_runs(going.base.library);
        std::uint64_t ended = 0;
        return practice::to_json(practice::run_sweep(going, [&](const practice::Run& run) {
          progress.note("run " + run.id + " " + std::string(practice::run_status_name(run.status)));
          progress(++ended);
        }));
      },
      Jobs::Lane::kRunning, name);
}

}  // namespace

void add_run_routes(Router& router) {
  router.get("/api/v1/runs", runs_route);
  router.post("/api/v1/experiments/{name}/runs", start_route);
  router.get("/api/v1/experiments/{name}/runs/{run}", run_route);
  router.get("/api/v1/experiments/{name}/runs/{run}/metrics", metrics_route);
  router.get("/api/v1/experiments/{name}/runs/{run}/log", log_route);
}

}  // namespace assay::serve
