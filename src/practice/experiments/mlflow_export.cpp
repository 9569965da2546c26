#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "practice/experiments/mlflow.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <map>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::size_t kMostValue = 6000;  // of a parameter; MLflow refuses longer ones

/// A YAML double-quoted scalar.
std::string yaml_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : repair_utf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

/// Letters, digits, "_", "-", ".", " " and "/" may stand in names; a path must not leave or end
/// oddly.
std::string mlflow_name(const std::string& name, std::vector<std::string>& renamed) {
  std::string out;
  for (const char c : name) {
    const bool fine = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                      std::string_view("_-. /").find(c) != std::string_view::npos;
    out += fine ? c : '_';
  }
  const std::vector<std::string_view> parts = split(out, '/');
  const bool odd = std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.empty() || part == "." || part == "..";
  });
  if (odd) {
    std::replace(out.begin(), out.end(), '/', '_');
    std::replace(out.begin(), out.end(), '.', '_');
  }
  out = out.empty() ? "_" : out;
  if (out != name) {
    const std::string words = name + " as " + out;
    if (std::find(renamed.begin(), renamed.end(), words) == renamed.end()) {
      renamed.push_back(words);
    }
  }
  return out;
}

void put(const fs::path& file, std::string_view text) {
  make_folders(file.parent_path());
  write_file_atomically(file, text);
}

std::string file_address(const fs::path& path) {
  std::string out = "file://";
  for (const char c : fs::absolute(path).lexically_normal().string()) {
    const auto byte = static_cast<unsigned char>(c);
    const bool fine =
        std::isalnum(byte) != 0 || std::string_view("/-._~").find(c) != std::string_view::npos;
    out += fine ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

/// RunStatus of MLflow: RUNNING 1, SCHEDULED 2, FINISHED 3, FAILED 4, KILLED 5.
int mlflow_status(RunStatus status) {
  switch (status) {
    case RunStatus::kRunning:
      return 1;
    case RunStatus::kFinished:
      return 3;
    case RunStatus::kFailed:
      return 4;
    default:
      return 5;
  }
}

/// As Python prints a float.
std::string python_number(double value) {
  return std::isnan(value)   ? "nan"
         : std::isinf(value) ? (value > 0 ? "inf" : "-inf")
                             : fmt::format("{}", value);
}

class RunWriter {
 public:
  RunWriter(const Run& run, fs::path from, fs::path to, MlflowReport& report)
      : run_(run), from_(std::move(from)), to_(std::move(to)), report_(report) {}

  void write(const std::string& run_id) {
    const std::string end = run_.end_ns == 0 ? "null" : std::to_string(run_.end_ns / kMillisecond);
    put(to_ / "meta.yaml",
        fmt::format("artifact_uri: {}\ndeleted_time: null\nend_time: {}\nentry_point_name: ''\n"
                    "experiment_id: '{}'\nlifecycle_stage: active\nrun_id: {}\nrun_name: {}\n"
                    "run_uuid: {}\nsource_name: ''\nsource_type: 4\nsource_version: ''\n"
                    "start_time: {}\nstatus: {}\ntags: []\nuser_id: ''\n",
                    yaml_quoted(file_address(to_ / "artifacts")), end, report_.experiment_id,
                    run_id, yaml_quoted(run_.id), run_id, run_.start_ns / kMillisecond,
                    mlflow_status(run_.status)));
    for (const char* folder : {"metrics", "params", "tags", "artifacts"}) {
      make_folders(to_ / folder);
    }
    for (const auto& [name, value] : run_.parameters) {
      param(name, value);
    }
    param("seed", std::to_string(run_.seed));
    tag("mlflow.runName", run_.id);
    tag("mlflow.source.type", "LOCAL");
    tag("mlflow.source.name", join(run_.command, " "));
    tag("mlflow.source.git.commit", run_.git.commit);
    tag("mlflow.source.git.repoURL", run_.git.remote);
    tag("assay.label", run_.label);
    tag("assay.reason", run_.reason);
    metrics();
  }

 private:
  void param(const std::string& name, const std::string& value) {
    put(to_ / "params" / mlflow_name(name, report_.renamed), value.substr(0, kMostValue));
  }
  void tag(const std::string& name, const std::string& value) {
    if (!value.empty()) {
      put(to_ / "tags" / name, value);
    }
  }

  void metrics() {
    constexpr std::size_t kFlush = std::size_t{1} << 20;
    std::map<std::string, std::string> waiting;
    const auto flush = [&](const std::string& name, std::string& text) {
      // Appended to a file of ours: the run's folder was emptied before.
      const fs::path file = to_ / "metrics" / mlflow_name(name, report_.renamed);
      make_folders(file.parent_path());
      append(file, text);
      text.clear();
    };
    for_each_point(from_, [&](std::string_view name, const MetricPoint& point) {
      std::string& text = waiting[std::string(name)];
      const auto at = run_.start_ns / kMillisecond +
                      static_cast<std::int64_t>(std::llround(point.seconds * 1000));
      text += fmt::format("{} {} {}\n", at, python_number(point.value), point.step);
      ++report_.points;
      if (text.size() > kFlush) {
        flush(std::string(name), text);
      }
    });
    for (auto& [name, text] : waiting) {
      flush(name, text);
    }
  }

  static void append(const fs::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary | std::ios::app);
    out << text;
    out.close();
    if (!out) {
      throw Error(Errc::kIo, "cannot write file", file.string());
    }
  }

  const Run& run_;
  fs::path from_;
  fs::path to_;
  MlflowReport& report_;
};

/// 18 digits that no other experiment of the house is likely to have; the first is no 0.
std::string experiment_id_of(const std::string& name) {
  constexpr std::uint64_t kBase = 100'000'000'000'000'000U;
  return std::to_string(kBase + hash64(name) % (9 * kBase));
}

std::string run_id_of(const std::string& experiment, const std::string& id) {
  const std::string whole = experiment + "/" + id;
  return fmt::format("{:016x}{:016x}", hash64(whole, 1), hash64(whole, 2));
}

}  // namespace

MlflowReport export_mlflow(const Selection& selection, const fs::path& root) {
  if (selection.runs.empty()) {
    throw Error(Errc::kNotFound, "the experiment has no runs", selection.experiment.name);
  }
  MlflowReport out;
  const std::string& name = selection.experiment.name;
  out.experiment_id = experiment_id_of(name);
  const fs::path place = root / out.experiment_id;
  const std::int64_t made = selection.runs.front().start_ns / kMillisecond;
  put(place / "meta.yaml",
      fmt::format("artifact_location: {}\ncreation_time: {}\nexperiment_id: '{}'\n"
                  "last_update_time: {}\nlifecycle_stage: active\nname: {}\n",
                  yaml_quoted(file_address(place)), made, out.experiment_id, made,
                  yaml_quoted(name)));
  for (std::size_t i = 0; i < selection.runs.size(); ++i) {
    const Run& run = selection.runs[i];
    const std::string id = run_id_of(name, run.id);
    std::error_code trouble;
    fs::remove_all(place / id, trouble);
    if (trouble) {
      throw Error(Errc::kIo, "cannot replace a run: " + trouble.message(), (place / id).string());
    }
    RunWriter(run, selection.folders[i], place / id, out).write(id);
    ++out.runs;
  }
  return out;
}

}  // namespace assay::practice
