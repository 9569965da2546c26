#include "base/error.h"
#include "base/time.h"
#include "library/trials.h"
#include "plan/trials.h"
#include "practice/frameworks/views.h"
#include "serve/jobs.h"
#include "serve/parameters.h"

#include <nlohmann/json.hpp>

namespace assay::serve {
namespace {

std::optional<practice::Registry> registry_of(const std::string& name) {
  if (name.empty()) {
    return std::nullopt;
  }
  if (name != "pypi" && name != "npm") {
    throw Error(Errc::kUsage, "no registry: " + name, "registry", "give pypi or npm");
  }
  return name == "npm" ? practice::Registry::kNpm : practice::Registry::kPyPi;
}

Response trials_route(Call& call) {
  return Response::json(practice::trials_json(library::trial_log(call.desk.library())));
}

Response trial_route(Call& call) {
  return Response::json(practice::trial_json(
      call.desk.library().folder(),
      practice::parse_package(call.names.at(0), registry_of(call.request.query.word("registry"))),
      library::trial_log(call.desk.library())));
}

std::string try_it(Store& store, const std::string& reader, const practice::PackageName& package,
                   bool again, const std::atomic<bool>& stop, const JobProgress& progress) {
  practice::TrialRequest request;
  request.package = package;
  request.trials = practice::trials_folder(store.options().library);
  request.again = again;
  request.now = system_clock().now();
  request.stop = &stop;
  request.progress = [&](std::string_view step, std::string_view line) {
    progress.note(std::string(step) + (line.empty() ? "" : ": " + std::string(line)));
  };
  std::optional<library::WeekItem> ticked;
  const practice::TrialResult result =
      practice::run_trial(request, [&](const library::Trial& trial, bool counts) {
        store.write(reader, [&](library::Library& library) {
          ticked = plan::keep_trial(library, trial, practice::names_of(package), counts);
        });
      });
  return practice::to_json(result, ticked ? std::optional(ticked->n) : std::nullopt);
}

/// {"package":"optuna==4.1.0","registry":"pypi","again":false}: all but the package may be left
/// out. What it installs and runs is executed with the rights of this program.
Response try_route(Call& call) {
  if (std::optional<Response> refused = refuse_to_run(call)) {
    return std::move(*refused);
  }
  const nlohmann::json body = call.json();
  check_members(body, {"package", "registry", "again"});
  const practice::PackageName package = practice::parse_package(
      text_member(body, "package"), registry_of(word_member(body, "registry")));
  const bool again = flag_member(body, "again");
  Store& store = call.jobs.store();
  const std::string reader = call.desk.reader();
  return accepted(
      call, "try",
      [&store, reader, package, again](const std::atomic<bool>& stop, const JobProgress& progress) {
        return try_it(store, reader, package, again, stop, progress);
      },
      Jobs::Lane::kTrying, package.name);
}

}  // namespace

void add_trial_routes(Router& router) {
  router.get("/api/v1/trials", trials_route);
  router.get("/api/v1/trials/{package}", trial_route);
  router.post("/api/v1/trials", try_route);
}

}  // namespace assay::serve
