#include "base/error.h"
#include "ingest/finding.h"
#include "ingest/package_releases.h"
#include "library/note_files.h"
#include "plan/post.h"
#include "practice/experiments/differ.h"
#include "practice/experiments/for_work.h"
#include "practice/experiments/machine.h"
#include "practice/experiments/report.h"
#include "practice/experiments/views.h"
#include "serve/parameters.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::serve {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t kMostDiff = std::size_t{8} << 20;
constexpr std::uint64_t kCurveColumns = 668;
constexpr std::uint64_t kMostColumns = 4000;
constexpr const char* kMarkdown = "text/markdown; charset=utf-8";

Response list_route(Call& call) {
  std::vector<std::string> troubles;
  return Response::json(practice::experiments_json(
      practice::list_experiments(call.desk.library().folder(), troubles)));
}

Response show_route(Call& call) {
  return Response::json(
      practice::to_json(practice::view_experiment(call.desk.library().folder(), call.names.at(0))));
}

/// {"work","name","template","claims":[1],"commit"}: all but the work may be left out.
Response new_route(Call& call) {
  const nlohmann::json body = call.json();
  check_members(body, {"work", "name", "template", "claims", "commit"});
  const WorkId work = work_of(call, text_member(body, "work"));
  practice::ForWorkOptions options;
  options.name = word_member(body, "name");
  options.form = word_member(body, "template");
  options.commit = word_member(body, "commit");
  if (const auto claims = body.find("claims"); claims != body.end() && !claims->is_null()) {
    const auto counts = [](const nlohmann::json& one) { return one.is_number_unsigned(); };
    if (!claims->is_array() || !std::all_of(claims->begin(), claims->end(), counts)) {
      throw Error(Errc::kUsage, "\"claims\" is to be a list of numbers from 1", "the body",
                  "see …/feasible");
    }
    options.claims = claims->get<std::vector<std::size_t>>();
  }
  const fs::path folder = fs::absolute(call.desk.library().folder());
  const practice::MakeRequest request =
      practice::request_for_work(call.desk.library(), work, folder, options);
  std::vector<std::string> files;
  for (const fs::path& made : practice::make_experiment(request)) {
    files.push_back(made.string());
  }
  const std::string name = request.experiment.name;
  call.desk.write([&](library::Library& library) {
    practice::keep_experiment(library, name, work, system_clock().now());
  });
  return Response::json(dump(Json{{"name", name},
                                  {"dir", practice::experiment_folder(folder, name).string()},
                                  {"claims", request.experiment.claims.size()},
                                  {"files", files}}),
                        201);
}

Response feasible_for(const Work& work, const practice::Experiment& experiment,
                      const practice::CodeTerms& code) {
  return Response::json(practice::feasibility_json(
      practice::feasibility(work, experiment, practice::read_hardware(), code)));
}

Response feasible_work_route(Call& call) {
  library::Library& library = call.desk.library();
  const WorkId id = work_of(call, call.names.at(0));
  const Work work = library.load(id).work;
  practice::Experiment experiment;
  experiment.claims = practice::claims_of_work(work);
  return feasible_for(work, experiment, practice::code_terms(library, id, work));
}

practice::Selection all_runs(Call& call) {
  return practice::require_selection(call.desk.library().folder(), call.names.at(0));
}

Response feasible_route(Call& call) {
  const practice::Experiment experiment = all_runs(call).experiment;
  Work work;
  practice::CodeTerms code;
  if (!experiment.work.empty()) {
    const WorkId id = work_of(call, experiment.work);
    work = call.desk.library().load(id).work;
    code = practice::code_terms(call.desk.library(), id, work);
  }
  return feasible_for(work, experiment, code);
}

// --- Comparing -----------------------------------------------------------------------------------

practice::CompareOptions compare_options(const Query& query) {
  practice::CompareOptions options;
  options.metric = query.get("metric");
  options.by = query.get("by");
  options.baseline = query.get("baseline");
  options.claim = query.get("claim");
  options.seed = query.number("seed", 1, 0, UINT64_MAX);
  const std::string at = query.word("at");
  if (at == "best") {
    options.at = practice::WhichPoint::kBest;
  } else if (at == "first") {
    options.at = practice::WhichPoint::kFirst;
  } else if (!at.empty() && at != "last") {
    throw Error(Errc::kUsage, "no such point: " + at, "at", "give last, best or first");
  }
  return options;
}

Response compared(const Query& query, const practice::Selection& selection) {
  const practice::Comparison comparison =
      practice::compare_runs(selection.experiment, selection.runs, compare_options(query));
  const std::string format = query.word("format");
  const std::size_t columns = query.number("columns", kCurveColumns, 1, kMostColumns);
  if (format.empty() || format == "json") {
    return Response::json(practice::comparison_json(selection, comparison, columns));
  }
  if (format == "markdown") {
    return Response::text(kMarkdown, practice::to_markdown(comparison));
  }
  if (format == "latex") {
    return Response::text("application/x-latex", practice::to_latex(comparison));
  }
  if (format == "svg") {
    return Response::text(
        "image/svg+xml", practice::curves_svg(practice::read_curves(selection, comparison, columns),
                                              comparison.experiment, comparison.metric));
  }
  throw Error(Errc::kUsage, "no format: " + format, "format", "give json, markdown, latex or svg");
}

Response comparison_route(Call& call) {
  return compared(call.request.query, all_runs(call));
}

/// Any runs, and all those of experiments: ?run=…&run=…
Response compare_route(Call& call) {
  const Query& query = call.request.query;
  const std::vector<std::string> words = query.all("run");
  if (words.empty()) {
    throw Error(Errc::kUsage, "no run named", "run", "add ?run=ID&run=ID, or an experiment's name");
  }
  const std::string experiment = query.word("experiment");
  for (const std::string& word : words) {
    if (word.find('/') != std::string::npos || word == "..") {
      throw Error(Errc::kNotFound, "no run \"" + word + "\"", "run", "see /api/v1/runs");
    }
  }
  if (!experiment.empty() && !practice::is_experiment_name(experiment)) {
    throw Error(Errc::kNotFound, "no experiment \"" + experiment + "\"", "experiment",
                "see /api/v1/experiments");
  }
  return compared(query, practice::select_runs(call.desk.library().folder(), words, experiment));
}

/// The experiment's own verdict goes into the dossier of its work.
Response verdict_route(Call& call) {
  const practice::Selection selection = all_runs(call);
  const practice::Comparison comparison =
      practice::compare_runs(selection.experiment, selection.runs, {});
  bool kept = false;
  call.desk.write([&](library::Library& library) {
    kept = practice::keep_verdict(library, selection, comparison, system_clock().now());
  });
  Json out = Json::parse(practice::to_json(comparison));
  return Response::json(dump(Json{
      {"experiment", selection.experiment.name}, {"verdict", out["verdict"]}, {"kept", kept}}));
}

std::string patch_of(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "diff.patch", ignored) ? read_file(folder / "diff.patch", kMostDiff)
                                                    : std::string();
}

practice::Drift drift_for(Call& call, const practice::Experiment& experiment,
                          const practice::Run& run) {
  std::vector<practice::ReleaseNote> notes;
  for (ingest::PackageRelease& one : ingest::package_releases(call.desk.library())) {
    notes.push_back({one.package, one.version, one.date, std::move(one.text)});
  }
  return practice::drift_since(call.desk.library(), experiment, notes, run);
}

/// ?run=ID&other=ID|claim&claim=N
Response differ_route(Call& call) {
  const Query& query = call.request.query;
  const practice::Selection all = all_runs(call);
  const std::string name = all.experiment.name;
  const fs::path library = call.desk.library().folder();
  const fs::path mine = practice::find_run(library, name, query.get("run"));
  const practice::Run run = practice::read_run(mine);
  const std::string other = query.word("other");
  if (other.empty() || other == "claim") {
    return Response::json(practice::to_json(practice::differ_claim(
        all.experiment, practice::require_claim(all.experiment, query.get("claim")), run, all.runs,
        drift_for(call, all.experiment, run))));
  }
  const fs::path theirs = practice::find_run(library, {}, other);
  return Response::json(
      practice::to_json(practice::differ_runs(all.experiment, run, practice::read_run(theirs),
                                              all.runs, patch_of(mine), patch_of(theirs))));
}

/// The packages of the work's day, for pip: as `experiment differ --lock`.
Response lock_route(Call& call) {
  const practice::Selection all = all_runs(call);
  const fs::path folder = practice::find_run(call.desk.library().folder(), all.experiment.name,
                                             call.request.query.get("run"));
  const practice::Drift drift = drift_for(call, all.experiment, practice::read_run(folder));
  if (drift.date.empty()) {
    throw Error(Errc::kNotFound, "the work's date is unknown, so there is nothing to lock",
                all.experiment.work, "import the work, or name it in experiment.toml");
  }
  return Response::text("text/plain; charset=utf-8",
                        practice::lock_text(drift, all.experiment.work));
}

// --- Telling -------------------------------------------------------------------------------------

Response report_route(Call& call) {
  const practice::Selection selection = all_runs(call);
  const practice::Report made = practice::make_report(selection, {}, system_clock().now());
  const std::string format = call.request.query.word("format");
  if (format.empty() || format == "json") {
    return Response::json(dump(
        Json{{"experiment", selection.experiment.name}, {"report", made.document.markdown()}}));
  }
  if (format == "markdown") {
    return Response::text(kMarkdown, made.document.markdown());
  }
  if (format == "html") {
    Response response = Response::text("text/html; charset=utf-8", made.document.html());
    response.headers.emplace_back(
        "Content-Disposition", "attachment; filename=\"" + selection.experiment.name + ".html\"");
    return response;
  }
  throw Error(Errc::kUsage, "no format: " + format, "format", "give json, markdown or html");
}

Response checklist_route(Call& call) {
  const practice::Selection selection = all_runs(call);
  const std::string venue = call.request.query.word("venue");
  if (!venue.empty() && venue != "all" && venue != "neurips" && venue != "acl") {
    throw Error(Errc::kUsage, "no venue: " + venue, "venue", "give neurips, acl or all");
  }
  std::string why;
  const std::optional<practice::Comparison> comparison = practice::try_compare(selection, why);
  std::string lists;
  for (const auto& [name, which] :
       {std::pair{"neurips", practice::Venue::kNeurips}, std::pair{"acl", practice::Venue::kAcl}}) {
    if (venue.empty() || venue == "all" || venue == name) {
      lists += (lists.empty() ? "" : ",") +
               practice::to_json(practice::fill_checklist(which, selection.experiment,
                                                          selection.runs, comparison));
    }
  }
  return Response::json("{\"checklists\":[" + lists + "]}");
}

/// As `assay post`: a draft, of which nothing is sent.
Response draft(const Call& call, const plan::PostDraft& made) {
  const std::string text = plan::to_markdown(made, system_clock().today());
  const std::string format = call.request.query.word("format");
  if (format == "markdown") {
    return Response::text(kMarkdown, text);
  }
  if (!format.empty() && format != "json") {
    throw Error(Errc::kUsage, "no format: " + format, "format", "give json or markdown");
  }
  return Response::json(dump(Json{{"title", made.title}, {"file", nullptr}, {"markdown", text}}));
}

/// Of report.md in the experiment's folder, where there is one, else of the report as it is now.
Response experiment_draft_route(Call& call) {
  const practice::Selection selection = all_runs(call);
  const std::string report = practice::report_text(selection, system_clock().now());
  const std::optional<Work> work =
      practice::work_of_experiment(call.desk.library(), selection.experiment);
  return draft(call,
               plan::draft_of_report(report, selection.experiment.name, work ? &*work : nullptr));
}

Response work_draft_route(Call& call) {
  const WorkId work = work_of(call, call.names.at(0));
  std::vector<library::Note> notes;
  for (const library::KeptNote& kept : library::all_notes(call.desk.library())) {
    if (kept.work == work) {
      notes.push_back(kept.note);
    }
  }
  if (notes.empty()) {
    throw Error(Errc::kNotFound, "no note on " + format_work_id(work), "",
                "write one: POST /api/v1/works/" + format_work_id(work) + "/notes");
  }
  return draft(call, plan::draft_of_notes(call.desk.library().load(work).work, notes));
}

}  // namespace

void add_experiment_routes(Router& router) {
  router.get("/api/v1/experiments", list_route);
  router.post("/api/v1/experiments", new_route);
  router.get("/api/v1/experiments/{name}", show_route);
  router.get("/api/v1/experiments/{name}/feasible", feasible_route);
  router.get("/api/v1/works/{id}/feasible", feasible_work_route);
  router.get("/api/v1/experiments/{name}/comparison", comparison_route);
  router.get("/api/v1/compare", compare_route);
  router.post("/api/v1/experiments/{name}/verdict", verdict_route);
  router.get("/api/v1/experiments/{name}/differ", differ_route);
  router.get("/api/v1/experiments/{name}/lock", lock_route);
  router.get("/api/v1/experiments/{name}/report", report_route);
  router.get("/api/v1/experiments/{name}/checklist", checklist_route);
  router.get("/api/v1/experiments/{name}/draft", experiment_draft_route);
  router.get("/api/v1/works/{id}/draft", work_draft_route);
}

}  // namespace assay::serve
