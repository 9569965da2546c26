#include "base/error.h"
#include "base/tar.h"
#include "base/time.h"
#include "practice/experiments/crate.h"
#include "practice/experiments/mlflow.h"
#include "practice/experiments/trackio.h"
#include "practice/experiments/views.h"
#include "serve/parameters.h"

#include <nlohmann/json.hpp>

#include <cstdlib>

namespace assay::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostUnpacked = std::uint64_t{4} << 30;

Response archive(const std::shared_ptr<const TempDir>& folder, const fs::path& packed,
                 const std::string& name) {
  Response response;
  response.folder = folder;
  response.file = folder->path() / (name + ".tar");
  write_tar(packed, name, response.file);
  response.type = "application/x-tar";
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + ".tar\"");
  return response;
}

practice::Signer open_signer(const StoreOptions& options) {
  if (options.settings_file.empty()) {
    throw Error(Errc::kInvalid, "there is no place for a signing key", "",
                "set HOME or XDG_CONFIG_HOME");
  }
  return practice::Signer::open(options.settings_file.parent_path() / "signing.key");
}

/// {"format":"crate","license","author"}: a tar archive of a signed RO-Crate, or of MLflow's store.
Response export_route(Call& call) {
  const nlohmann::json body = call.json();
  check_members(body, {"format", "license", "author"});
  const practice::Selection selection =
      practice::require_selection(call.desk.library().folder(), call.names.at(0));
  const std::string format = word_member(body, "format");
  const auto folder = std::make_shared<const TempDir>();
  const fs::path made = folder->path() / "made";
  const std::string name = selection.experiment.name;
  if (format == "mlflow") {
    practice::export_mlflow(selection, made);
    return archive(folder, made, "mlruns");
  }
  if (!format.empty() && format != "crate") {
    throw Error(Errc::kUsage, "no format: " + format, "format", "give crate or mlflow");
  }
  practice::CrateOptions options;
  options.license = text_member(body, "license", false);
  options.author = text_member(body, "author", false);
  options.at = system_clock().now();
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables
  const char* home = std::getenv("HOME");
  options.home = home == nullptr ? "" : home;
  practice::export_crate(selection, made, open_signer(call.desk.store().options()), options);
  return archive(folder, made, name + "-crate");
}

/// The folder within an unpacked archive that holds `file`: its top, or the only folder there.
fs::path top_with(const fs::path& folder, const std::string& file) {
  std::error_code ignored;
  if (!file.empty() && fs::exists(folder / file, ignored)) {
    return folder;
  }
  fs::path only;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (!only.empty() || !entry.is_directory()) {
      return folder;
    }
    only = entry.path();
  }
  return only.empty() ? folder : only;
}

fs::path unpacked(const Call& call) {
  if (call.request.file.empty()) {
    throw Error(Errc::kUsage, "there is no file", "the body", "send a tar archive as the body");
  }
  fs::path folder = call.request.folder->path() / "unpacked";
  read_tar(call.request.file, folder, kMostUnpacked);
  return folder;
}

/// The body: a tar archive of MLflow's store, or a project file of Trackio.
Response import_runs_route(Call& call) {
  const std::string format = call.request.query.word("format");
  const std::string name = call.request.query.word("name");
  if (!name.empty() && !practice::is_experiment_name(name)) {
    throw Error(Errc::kUsage, "an experiment cannot be called that: " + name, "name",
                "use small letters, digits, \".\", \"-\" and \"_\"");
  }
  const fs::path library = call.desk.library().folder();
  if (format == "mlflow") {
    return Response::json(
        practice::to_json(practice::import_mlflow(library, top_with(unpacked(call), {}), name)));
  }
  if (format == "trackio") {
    if (call.request.file.empty()) {
      throw Error(Errc::kUsage, "there is no file", "the body", "send the file as the body");
    }
    return Response::json(practice::to_json(
        practice::import_trackio(library, call.request.file, name.empty() ? "imported" : name)));
  }
  throw Error(Errc::kUsage, "no format: " + format, "format", "give mlflow or trackio");
}

/// The body: a tar archive of a crate. Is it as it was signed?
Response check_route(Call& call) {
  return Response::json(practice::to_json(practice::verify_crate(
      top_with(unpacked(call), "ro-crate-metadata.json"), call.request.query.word("key"))));
}

}  // namespace

void add_sharing_routes(Router& router) {
  router.post("/api/v1/experiments/{name}/export", export_route);
  router.post("/api/v1/run-imports", import_runs_route);
  router.post("/api/v1/crate-checks", check_route);
}

}  // namespace assay::serve
