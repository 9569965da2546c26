/// run.json: format_run and parse_run.
#include "base/error.h"
#include "practice/experiments/record.h"

#include <nlohmann/json.hpp>

#include <array>

namespace assay::practice {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kVersion = 1;

Json git_json(const GitState& git) {
  return {{"commit", git.commit},  {"branch", git.branch},       {"remote", git.remote},
          {"dirty", git.dirty},    {"untracked", git.untracked}, {"diff_sha256", git.diff_sha256},
          {"trouble", git.trouble}};
}

Json hardware_json(const Hardware& hardware) {
  return {
      {"cpu", hardware.cpu},   {"cores", hardware.cores}, {"memory_bytes", hardware.memory_bytes},
      {"gpus", hardware.gpus}, {"os", hardware.os},       {"host", hardware.host}};
}

Json metrics_json(const std::map<std::string, MetricSummary>& metrics) {
  Json out = Json::object();
  for (const auto& [name, m] : metrics) {
    out[name] = {{"count", m.count},
                 {"strange", m.strange},
                 {"first", m.first},
                 {"last", m.last},
                 {"min", m.min},
                 {"max", m.max},
                 {"last_strange", m.last_strange},
                 {"last_step", m.last_step}};
  }
  return out;
}

Json inputs_json(const std::vector<RunInput>& inputs) {
  Json out = Json::array();
  for (const RunInput& one : inputs) {
    out.push_back(
        {{"path", one.path}, {"bytes", one.bytes}, {"sha256", one.sha256}, {"seen", one.seen}});
  }
  return out;
}

Json outputs_json(const std::vector<RunOutput>& outputs) {
  Json out = Json::array();
  for (const RunOutput& one : outputs) {
    out.push_back({{"path", one.path}, {"bytes", one.bytes}, {"sha256", one.sha256}});
  }
  return out;
}

Json packages_json(const std::vector<PackageVersion>& packages) {
  Json out = Json::object();
  for (const PackageVersion& one : packages) {
    out[one.ecosystem][one.name] = one.version;
  }
  return out;
}

/// Takes what has the right type; everything else keeps its default.
class Fields {
 public:
  explicit Fields(const Json& json) : json_(json) {}

  template <typename T>
  void take(const char* key, T& value) const {
    const auto found = json_.find(key);
    if (found == json_.end()) {
      return;
    }
    try {
      value = found->get<T>();
    } catch (const nlohmann::json::exception&) {  // another type: the default stays
      return;
    }
  }
  [[nodiscard]] Json object(const char* key) const {
    const auto found = json_.find(key);
    return found != json_.end() && found->is_object() ? *found : Json::object();
  }
  [[nodiscard]] Json list(const char* key) const {
    const auto found = json_.find(key);
    return found != json_.end() && found->is_array() ? *found : Json::array();
  }

 private:
  const Json& json_;
};

void read_git(const Json& json, GitState& git) {
  const Fields fields(json);
  fields.take("commit", git.commit);
  fields.take("branch", git.branch);
  fields.take("remote", git.remote);
  fields.take("dirty", git.dirty);
  fields.take("untracked", git.untracked);
  fields.take("diff_sha256", git.diff_sha256);
  fields.take("trouble", git.trouble);
}

void take_hardware(const Json& json, Hardware& hardware) {
  const Fields fields(json);
  fields.take("cpu", hardware.cpu);
  fields.take("cores", hardware.cores);
  fields.take("memory_bytes", hardware.memory_bytes);
  fields.take("gpus", hardware.gpus);
  fields.take("os", hardware.os);
  fields.take("host", hardware.host);
}

MetricSummary read_summary(const Json& json) {
  MetricSummary m;
  if (!json.is_object()) {
    return m;
  }
  const Fields fields(json);
  fields.take("count", m.count);
  fields.take("strange", m.strange);
  fields.take("first", m.first);
  fields.take("last", m.last);
  fields.take("min", m.min);
  fields.take("max", m.max);
  fields.take("last_strange", m.last_strange);
  fields.take("last_step", m.last_step);
  return m;
}

void read_lists(const Fields& fields, Run& run) {
  const Json ecosystems = fields.object("packages");
  for (const auto& [ecosystem, packages] : ecosystems.items()) {
    for (const auto& [name, version] : packages.items()) {
      if (version.is_string()) {
        run.packages.push_back({ecosystem, name, version.get<std::string>()});
      }
    }
  }
  const Json inputs = fields.list("inputs");
  for (const Json& one : inputs) {
    if (one.is_object()) {
      RunInput& input = run.inputs.emplace_back();
      const Fields inner(one);
      inner.take("path", input.path);
      inner.take("bytes", input.bytes);
      inner.take("sha256", input.sha256);
      inner.take("seen", input.seen);
    }
  }
  const Json outputs = fields.list("outputs");
  for (const Json& one : outputs) {
    if (one.is_object()) {
      RunOutput& output = run.outputs.emplace_back();
      const Fields inner(one);
      inner.take("path", output.path);
      inner.take("bytes", output.bytes);
      inner.take("sha256", output.sha256);
    }
  }
  const Json metrics = fields.object("metrics");
  for (const auto& [name, summary] : metrics.items()) {
    run.metrics[name] = read_summary(summary);
  }
}

void read_course(const Fields& fields, Run& run) {
  fields.take("start_ns", run.start_ns);
  fields.take("end_ns", run.end_ns);
  fields.take("reason", run.reason);
  fields.take("signal", run.signal);
  fields.take("wall_seconds", run.wall_seconds);
  fields.take("user_seconds", run.user_seconds);
  fields.take("system_seconds", run.system_seconds);
  fields.take("peak_bytes", run.peak_bytes);
  fields.take("inputs_left_out", run.inputs_left_out);
  fields.take("outputs_left_out", run.outputs_left_out);
  fields.take("stdout_bytes", run.stdout_bytes);
  fields.take("stderr_bytes", run.stderr_bytes);
  fields.take("last_step", run.last_step);
  fields.take("notes", run.notes);
}

void read_optional(const Json& json, Run& run) {
  if (json.contains("exit_code") && json["exit_code"].is_number_integer()) {
    run.exit_code = json["exit_code"].get<int>();
  }
  if (json.contains("energy_joules") && json["energy_joules"].is_number()) {
    run.energy_joules = json["energy_joules"].get<double>();
  }
}

void add_course(const Run& run, Json& json) {
  json["start_ns"] = run.start_ns;
  json["end_ns"] = run.end_ns;
  json["status"] = run_status_name(run.status);
  json["reason"] = run.reason;
  json["exit_code"] = run.exit_code ? Json(*run.exit_code) : Json();
  json["signal"] = run.signal;
  json["wall_seconds"] = run.wall_seconds;
  json["user_seconds"] = run.user_seconds;
  json["system_seconds"] = run.system_seconds;
  json["peak_bytes"] = run.peak_bytes;
  json["energy_joules"] = run.energy_joules ? Json(*run.energy_joules) : Json();
  json["stdout_bytes"] = run.stdout_bytes;
  json["stderr_bytes"] = run.stderr_bytes;
  json["last_step"] = run.last_step;
  json["metrics"] = metrics_json(run.metrics);
  json["inputs"] = inputs_json(run.inputs);
  json["inputs_left_out"] = run.inputs_left_out;
  json["outputs"] = outputs_json(run.outputs);
  json["outputs_left_out"] = run.outputs_left_out;
  json["notes"] = run.notes;
  json["watcher"] = {
      {"pid", run.watcher.pid}, {"start", run.watcher.start}, {"boot", run.watcher.boot}};
}

}  // namespace

std::string format_run(const Run& run) {
  Json json = {{"version", kVersion},
               {"id", run.id},
               {"experiment", run.experiment},
               {"command", run.command},
               {"asked", run.asked},
               {"folder", run.folder},
               {"parameters", run.parameters},
               {"seed", run.seed},
               {"label", run.label},
               {"git", git_json(run.git)},
               {"environment", run.environment},
               {"interpreter", run.interpreter},
               {"packages", packages_json(run.packages)},
               {"hardware", hardware_json(run.hardware)},
               {"sandboxed", run.sandboxed}};
  add_course(run, json);
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Run parse_run(std::string_view text, const std::string& where) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("version") || !json["version"].is_number_integer()) {
    throw Error(Errc::kCorrupt, "this is no record of a run", where,
                "move the folder away; its logs and metrics can still be read");
  }
  if (json["version"].get<std::int64_t>() > kVersion) {
    throw Error(Errc::kUnsupportedVersion, "the run was recorded by a newer assay", where,
                "update assay");
  }
  Run run;
  const Fields fields(json);
  fields.take("id", run.id);
  fields.take("experiment", run.experiment);
  fields.take("command", run.command);
  fields.take("asked", run.asked);
  fields.take("folder", run.folder);
  fields.take("parameters", run.parameters);
  fields.take("seed", run.seed);
  fields.take("label", run.label);
  fields.take("environment", run.environment);
  fields.take("interpreter", run.interpreter);
  fields.take("sandboxed", run.sandboxed);
  read_git(fields.object("git"), run.git);
  take_hardware(fields.object("hardware"), run.hardware);
  read_course(fields, run);
  read_lists(fields, run);
  read_optional(json, run);
  std::string status;
  fields.take("status", status);
  for (const RunStatus one : {RunStatus::kRunning, RunStatus::kFinished, RunStatus::kFailed,
                              RunStatus::kInterrupted, RunStatus::kStopped}) {
    if (status == run_status_name(one)) {
      run.status = one;
    }
  }
  const Json watcher_json = fields.object("watcher");
  const Fields watcher(watcher_json);
  watcher.take("pid", run.watcher.pid);
  watcher.take("start", run.watcher.start);
  watcher.take("boot", run.watcher.boot);
  return run;
}

}  // namespace assay::practice
