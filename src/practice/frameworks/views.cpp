#include "practice/frameworks/views.h"

#include "base/error.h"
#include "base/files.h"
#include "base/time.h"

#include <nlohmann/json.hpp>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t kMostFile = std::size_t{1} << 20;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json tried_json(const library::Trial& one) {
  return {{"at", format_instant(one.at)},
          {"package", one.package},
          {"registry", one.registry},
          {"version", one.version},
          {"worked", one.worked},
          {"install_seconds", one.install_seconds},
          {"import_seconds", one.import_seconds},
          {"task_seconds", one.task_seconds},
          {"trouble", one.trouble}};
}

Json file_or_null(const fs::path& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored) ? Json(read_file(file, kMostFile)) : Json();
}

}  // namespace

fs::path trials_folder(const fs::path& library) {
  return library / "trials";
}

std::vector<std::string> names_of(const PackageName& package) {
  std::vector<std::string> names = {package.name};
  if (package.task != nullptr) {
    names.insert(names.end(), package.task->aliases.begin(), package.task->aliases.end());
  }
  return names;
}

TrialResult run_trial(const TrialRequest& request,
                      const std::function<void(const library::Trial&, bool)>& keep) {
  library::Trial trial;
  trial.at = request.now;
  trial.package = request.package.name;
  trial.registry = registry_name(request.package.registry);
  trial.version = request.package.version;
  TrialResult result;
  try {
    result = try_package(request);
  } catch (const Error& error) {
    if (error.code() != Errc::kCancelled && error.code() != Errc::kLocked) {
      trial.trouble = error.message();
      keep(trial, false);
    }
    throw;
  }
  trial.version = result.version;
  trial.worked = result.ok();
  trial.task = result.task;
  trial.install_seconds = result.install_seconds;
  trial.import_seconds = result.import_seconds;
  trial.task_seconds = result.task_seconds;
  trial.trouble =
      result.import_trouble.empty() ? result.task_trouble : "import: " + result.import_trouble;
  keep(trial, result.ok() && !result.was_there);
  return result;
}

std::string trials_json(const std::vector<library::Trial>& log) {
  Json tasks = Json::array();
  for (const TrialTask& task : trial_tasks()) {
    tasks.push_back({{"package", task.package},
                     {"registry", registry_name(task.registry)},
                     {"aliases", task.aliases},
                     {"shows", task.shows}});
  }
  Json tried = Json::array();
  for (const library::Trial& one : log) {
    tried.push_back(tried_json(one));
  }
  return dump(Json{{"tasks", tasks}, {"tried", tried}});
}

std::string trial_json(const fs::path& library, const PackageName& package,
                       const std::vector<library::Trial>& log) {
  const fs::path place = trials_folder(library) / trial_folder_name(package);
  std::error_code ignored;
  const bool whole =
      fs::is_regular_file(place / "trial.json", ignored) && !fs::exists(place / ".making", ignored);
  Json tried = Json::array();
  std::string version;
  for (const library::Trial& one : log) {
    if (one.package == package.name && one.registry == registry_name(package.registry)) {
      tried.push_back(tried_json(one));
      version = one.version.empty() ? version : one.version;
    }
  }
  const TrialTask* task = package.task;
  return dump(Json{{"package", package.name},
                   {"registry", registry_name(package.registry)},
                   {"shows", task == nullptr ? Json() : Json(task->shows)},
                   {"task", task == nullptr ? Json() : Json(task->file)},
                   {"source", task == nullptr ? Json() : Json(task->source)},
                   {"place", whole ? Json(place.string()) : Json()},
                   {"version", whole && !version.empty() ? Json(version) : Json()},
                   {"readme", whole ? file_or_null(place / "README.md") : Json()},
                   {"tried", tried}});
}

std::string to_json(const TrialResult& result, std::optional<int> ticked) {
  Json task;
  if (!result.task.empty()) {
    task = {{"file", result.task},
            {"shows", result.shows},
            {"seconds", result.task_seconds},
            {"output", result.task_output},
            {"trouble", result.task_trouble}};
  }
  return dump(Json{{"package", result.package},
                   {"registry", registry_name(result.registry)},
                   {"version", result.version},
                   {"dir", result.folder.string()},
                   {"was_there", result.was_there},
                   {"repaired", result.repaired},
                   {"worked", result.ok()},
                   {"packages", result.packages},
                   {"bytes", result.bytes},
                   {"install_seconds", result.install_seconds},
                   {"import",
                    {{"name", result.import},
                     {"seconds", result.import_seconds},
                     {"trouble", result.import_trouble}}},
                   {"task", task},
                   {"ticked", ticked ? Json(*ticked) : Json()}});
}

}  // namespace assay::practice
