#include "practice/experiments/views.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "base/time.h"
#include "library/experiments.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kInterruptedStatus = 130;
constexpr std::int64_t kSecond = 1'000'000'000;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json number(double value, bool strange) {
  return strange || !std::isfinite(value) ? Json() : Json(value);
}

Json run_object(const Run& run) {
  Json metrics = Json::object();
  for (const auto& [name, m] : run.metrics) {
    const bool none = m.count == m.strange;
    metrics[name] = {{"last", number(m.last, m.last_strange)},
                     {"steps", m.count},
                     {"first", number(m.first, none)},
                     {"min", number(m.min, none)},
                     {"max", number(m.max, none)},
                     {"not_numbers", m.strange}};
  }
  return {{"run", run.id},
          {"experiment", run.experiment},
          {"status", run_status_name(run.status)},
          {"reason", run.reason},
          {"exit", run_exit_status(run)},
          {"seconds", run.wall_seconds},
          {"cpu_seconds", run.user_seconds + run.system_seconds},
          {"peak_memory_bytes", run.peak_bytes},
          {"energy_joules", run.energy_joules ? Json(*run.energy_joules) : Json()},
          {"parameters", run.parameters},
          {"seed", run.seed},
          {"last_step", run.last_step},
          {"metrics", metrics},
          {"notes", run.notes}};
}

Json claim_object(const TestedClaim& claim, const std::optional<Comparison>& comparison) {
  Json out = {{"name", claim.name},
              {"text", claim.text},
              {"metric", claim.metric},
              {"kind", claim_kind_name(claim.kind)},
              {"value", claim.value ? Json(*claim.value) : Json()},
              {"unit", claim.unit},
              {"direction", direction_name(claim.direction)},
              {"tolerance", expectation_of(claim).tolerance},
              {"dataset", claim.dataset},
              {"measured", nullptr},
              {"interval", nullptr},
              {"verdict", nullptr},
              {"reason", ""}};
  if (!comparison) {
    return out;
  }
  const auto found = std::find_if(comparison->claims.begin(), comparison->claims.end(),
                                  [&](const ClaimResult& one) { return one.name == claim.name; });
  if (found != comparison->claims.end()) {
    const Estimate& measured = found->measured;
    out["measured"] = measured.runs == 0 ? Json() : number(measured.mean, false);
    if (measured.runs >= 2) {
      out["interval"] = {number(measured.interval.low, false),
                         number(measured.interval.high, false)};
    }
    out["verdict"] = standing_name(found->judgement.standing);
    out["reason"] = found->judgement.reason;
  }
  return out;
}

/// Ends at the last line end where there is one: a line is shown whole or not yet.
std::size_t whole_lines(const std::string& text, bool more) {
  const std::size_t end = text.rfind('\n');
  return !more || end == std::string::npos ? text.size() : end + 1;
}

}  // namespace

int run_exit_status(const Run& run) {
  if (run.status == RunStatus::kInterrupted && run.signal == 0 && !run.exit_code) {
    return kInterruptedStatus;
  }
  return run.exit_code ? *run.exit_code : 128 + run.signal;
}

std::string to_json(const Run& run) {
  return dump(run_object(run));
}

std::string record_json(const Run& run) {
  Json out = run_object(run);
  out["started"] = format_instant(run.start_ns / kSecond);
  out["label"] = run.label;
  out["command"] = run.command;
  out["folder"] = run.folder;
  out["record"] = Json::parse(format_run(run));
  return dump(out);
}

std::string to_json(const SweepResult& result) {
  Json out = {{"runs", Json::array()}, {"earlier", Json::array()}, {"not_begun", result.left}};
  for (const Run& run : result.runs) {
    out["runs"].push_back(run_object(run));
  }
  for (const Run& run : result.earlier) {
    out["earlier"].push_back(run_object(run));
  }
  return dump(out);
}

std::string experiments_json(const std::vector<Experiment>& experiments) {
  Json list = Json::array();
  for (const Experiment& one : experiments) {
    const RunList runs = list_runs(one.folder);
    const auto finished = std::count_if(runs.runs.begin(), runs.runs.end(), [](const Run& run) {
      return run.status == RunStatus::kFinished;
    });
    list.push_back({{"name", one.name},
                    {"question", one.question},
                    {"work", one.work},
                    {"metric", one.metric},
                    {"claims", one.claims.size()},
                    {"runs", runs.runs.size()},
                    {"finished", finished},
                    {"folder", one.folder.string()}});
  }
  return dump(Json{{"experiments", list}});
}

std::map<std::string, std::string> verdicts_of(const Comparison& comparison) {
  std::map<std::string, std::string> out;
  for (const ClaimResult& claim : comparison.claims) {
    out[claim.name] = standing_name(claim.judgement.standing);
  }
  return out;
}

ExperimentView view_experiment(const fs::path& library, const std::string& name) {
  ExperimentView view;
  view.selection = require_selection(library, name);
  for (std::size_t i = 0; i < view.selection.runs.size(); ++i) {
    Run& run = view.selection.runs[i];
    if (run.status == RunStatus::kRunning) {  // its record has them at the end
      run.metrics = summarise_metrics(view.selection.folders[i]);
    }
  }
  if (view.selection.runs.empty()) {
    view.no_comparison = "there is no run yet";
  } else {
    view.comparison = try_compare(view.selection, view.no_comparison);
  }
  if (!view.selection.experiment.checks.empty()) {
    view.grades = grade(
        view.selection.experiment, view.selection.runs,
        view.comparison ? verdicts_of(*view.comparison) : std::map<std::string, std::string>());
  }
  return view;
}

std::string to_json(const ExperimentView& view) {
  const Experiment& one = view.selection.experiment;
  Json claims = Json::array();
  for (const TestedClaim& claim : one.claims) {
    claims.push_back(claim_object(claim, view.comparison));
  }
  Json out = {{"name", one.name},
              {"folder", one.folder.string()},
              {"question", one.question},
              {"work", one.work},
              {"title", one.title},
              {"dataset", one.dataset},
              {"metric", one.metric},
              {"direction", direction_name(one.direction)},
              {"claims", claims},
              {"verdict", nullptr},
              {"why_no_verdict", view.no_comparison}};
  if (view.comparison && !view.comparison->verdict.empty()) {
    const Judgement& verdict = view.comparison->verdict.front();
    out["verdict"] = {{"verdict", standing_name(verdict.standing)},
                      {"words", standing_words(verdict.standing)},
                      {"runs", verdict.runs},
                      {"more", verdict.more},
                      {"reason", verdict.reason}};
  }
  out["checks"] = Json::array();
  for (const Grade& one_grade : view.grades) {
    out["checks"].push_back({{"name", one_grade.name},
                             {"depth", one_grade.depth},
                             {"score", one_grade.score},
                             {"found", one_grade.found}});
  }
  out["runs"] = Json::array();
  for (const Run& run : view.selection.runs) {
    out["runs"].push_back(run_object(run));
  }
  out["troubles"] = view.selection.troubles;
  return dump(out);
}

std::string comparison_json(const Selection& selection, const Comparison& comparison,
                            std::size_t columns) {
  Json json = Json::parse(to_json(comparison));
  json["curves"] = Json::parse(curves_json(read_curves(selection, comparison, columns)));
  return dump(json);
}

bool is_own_verdict(const Selection& selection, const CompareOptions& options) {
  return selection.whole && options.claim.empty() && options.metric.empty() && options.by.empty() &&
         options.baseline.empty() && options.at == WhichPoint::kLast;
}

bool keep_verdict(library::Library& library, const Selection& selection,
                  const Comparison& comparison, std::int64_t at) {
  if (comparison.verdict.empty()) {
    return false;
  }
  const Experiment& experiment = selection.experiment;
  const Judgement& verdict = comparison.verdict.front();
  const std::string said = fmt::format("{} run{}: {}", selection.runs.size(),
                                       selection.runs.size() == 1 ? "" : "s", verdict.reason);
  library.begin();
  const auto set = [&] {
    return library::set_experiment_verdict(library, experiment.name,
                                           standing_name(verdict.standing), said, at);
  };
  bool kept = set();
  if (!kept && !experiment.work.empty()) {
    if (const std::optional<WorkId> work = library.resolve(experiment.work)) {
      library::KeptExperiment made;
      made.name = experiment.name;
      made.work = *work;
      made.made = at;
      library::add_experiment(library, made);
      kept = set();
    }
  }
  library.commit_aside();
  return kept;
}

const TestedClaim& require_claim(const Experiment& experiment, const std::string& name) {
  for (std::size_t i = 0; i < experiment.claims.size(); ++i) {
    if (name.empty() || name == experiment.claims[i].name || name == std::to_string(i + 1)) {
      return experiment.claims[i];
    }
  }
  throw Error(Errc::kNotFound,
              name.empty() ? "the experiment has no claims" : "there is no claim \"" + name + "\"",
              experiment.name, "experiment.toml lists them");
}

Drift drift_since(library::Library& library, const Experiment& experiment,
                  const std::vector<ReleaseNote>& releases, const Run& run) {
  std::string date;
  if (const std::optional<WorkId> id =
          experiment.work.empty() ? std::nullopt : library.resolve(experiment.work)) {
    const Work work = library.load(*id).work;
    date = work.date.empty() && work.year != 0 ? std::to_string(work.year) + "-12-31" : work.date;
  }
  return drift_of(date, releases, run.packages);
}

std::string metrics_json(const Run& run, const std::vector<MetricSeries>& series) {
  Json metrics = Json::array();
  for (const MetricSeries& one : series) {
    Json points = Json::array();
    for (const MetricPoint& point : one.points) {
      points.push_back(Json::array({point.step, number(point.value, false), point.seconds}));
    }
    metrics.push_back({{"name", one.name}, {"count", one.count}, {"points", std::move(points)}});
  }
  return dump(Json{{"run", run.id}, {"experiment", run.experiment}, {"metrics", metrics}});
}

std::string log_json(const fs::path& folder, const Run& run, bool error, std::uint64_t from,
                     std::size_t most) {
  const std::string path = (folder / (error ? "stderr.log" : "stdout.log")).string();
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open() && errno != ENOENT) {
    throw io_error("cannot open file", path, errno);
  }
  struct stat about {};
  const auto size = fd.is_open() && ::fstat(fd.get(), &about) == 0
                        ? static_cast<std::uint64_t>(about.st_size)
                        : 0;
  if (from > size) {
    from = size > most ? size - most : 0;
  }
  std::string text(std::min<std::uint64_t>(most, size - from), '\0');
  std::size_t read = 0;
  while (read < text.size()) {
    const ssize_t n =
        ::pread(fd.get(), text.data() + read, text.size() - read, static_cast<off_t>(from + read));
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n < 0) {
      throw io_error("cannot read file", path, errno);
    }
    if (n == 0) {
      break;  // it was made shorter meanwhile
    }
    read += static_cast<std::size_t>(n);
  }
  text.resize(read);
  text.resize(whole_lines(text, from + read < size));
  return dump(Json{{"run", run.id},
                   {"stream", error ? "stderr" : "stdout"},
                   {"from", from},
                   {"next", from + text.size()},
                   {"size", size},
                   {"text", repair_utf8(text)}});
}

}  // namespace assay::practice
