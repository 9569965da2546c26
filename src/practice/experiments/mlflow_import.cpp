#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "practice/experiments/mlflow.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <tuple>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostSmallFile = std::size_t{1} << 20;
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::size_t kMostFiles = 100'000;

/// What stands within double quotes in YAML, whose escapes are JSON's, \xNN, \UNNNNNNNN and "\ ".
std::string double_quoted(std::string_view text) {
  constexpr std::size_t kLong = 8;
  std::string json = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (next == ' ') {
      json += text[++i];
    } else if (next == 'x') {
      json += "\\u00";
      ++i;
    } else if (next == 'U' && i + 1 + kLong < text.size()) {
      constexpr unsigned long kPlane = 0x10000;
      const unsigned long code =
          std::strtoul(std::string(text.substr(i + 2, kLong)).c_str(), nullptr, 16);
      json += code < kPlane ? fmt::format("\\u{:04x}", code)
                            : fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + ((code - kPlane) >> 10U),
                                          0xDC00 + ((code - kPlane) & 0x3FFU));
      i += 1 + kLong;
    } else {
      json += text[i];
      if (next != '\0') {
        json += text[++i];
      }
    }
  }
  const nlohmann::json read = nlohmann::json::parse(json + '"', nullptr, false);
  return read.is_string() ? read.get<std::string>() : std::string(text);
}

/// A scalar of YAML as PyYAML writes it, its lines joined.
std::string scalar(std::string_view text) {
  text = trim(text);
  if (text.size() < 2 || (text[0] != '\'' && text[0] != '"') || text.back() != text[0]) {
    return std::string(text == "null" || text == "~" ? "" : text);
  }
  const std::string_view within = text.substr(1, text.size() - 2);
  if (text[0] == '"') {
    return double_quoted(within);
  }
  std::string out;
  for (std::size_t i = 0; i < within.size(); ++i) {
    i += within[i] == '\'' && i + 1 < within.size() ? 1U : 0U;  // '' is one
    out += within[i];
  }
  return out;
}

/// Goes on with a scalar that is folded: PyYAML breaks lines at 80 columns.
void add_folded(std::string& scalar, std::string_view line) {
  const bool escaped = !scalar.empty() && scalar.back() == '\\' && trim(scalar)[0] == '"';
  if (escaped) {
    scalar.pop_back();
  } else {
    scalar += ' ';
  }
  scalar += trim(line);
}

/// The top-level keys of a meta.yaml, whose values are scalars.
std::map<std::string, std::string> read_meta(const fs::path& folder) {
  std::map<std::string, std::string> out;
  std::string* last = nullptr;
  const std::string text = read_file(folder / "meta.yaml", kMostSmallFile);
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t colon = line.find(':');
    if (trim(line).empty() || line[0] == '#') {
      continue;
    }
    if (line[0] == ' ' && last != nullptr) {
      add_folded(*last, line);
    } else if (line[0] != ' ' && colon != std::string_view::npos) {
      last = &(out[std::string(trim(line.substr(0, colon)))] = line.substr(colon + 1));
    }
  }
  for (auto& [key, value] : out) {
    value = scalar(value);
  }
  return out;
}

std::int64_t whole_of(const std::map<std::string, std::string>& meta, const char* key) {
  const auto found = meta.find(key);
  return found == meta.end() ? 0 : std::strtoll(found->second.c_str(), nullptr, 10);
}

/// Plain files beneath a folder, by path within it. Links are not followed.
std::vector<std::string> files_of(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code trouble;
  for (fs::recursive_directory_iterator it(folder, trouble);
       !trouble && it != fs::recursive_directory_iterator() && out.size() < kMostFiles;
       it.increment(trouble)) {
    if (it->symlink_status().type() == fs::file_type::regular) {
      out.push_back(it->path().lexically_relative(folder).generic_string());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<double> python_float(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);  // takes nan and inf, as Python writes them
  return end == text.c_str() || *end != '\0' ? std::nullopt : std::optional(value);
}

/// "MILLISECONDS VALUE [STEP]"; nullopt for anything else.
std::optional<MetricPoint> parse_point(const std::string& line, std::int64_t start_ms) {
  const std::vector<std::string_view> parts = split(trim(line), ' ');
  if (parts.size() != 2 && parts.size() != 3) {
    return std::nullopt;
  }
  MetricPoint point;
  std::int64_t at = 0;
  const auto whole = [](std::string_view text, std::int64_t& value) {
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code == std::errc() && end == text.data() + text.size();
  };
  const std::optional<double> value = python_float(std::string(parts[1]));
  if (!whole(parts[0], at) || !value || (parts.size() == 3 && !whole(parts[2], point.step))) {
    return std::nullopt;
  }
  point.value = *value;
  point.seconds = std::max(0.0, static_cast<double>(at - start_ms) / 1000);
  return point;
}

RunStatus status_of(std::int64_t status) {
  return status == 3   ? RunStatus::kFinished
         : status == 4 ? RunStatus::kFailed
                       : RunStatus::kInterrupted;
}

class Importer {
 public:
  Importer(const fs::path& library, std::string name) : library_(library), name_(std::move(name)) {}

  /// A store, an experiment or a run, told by what its meta.yaml says.
  ImportReport import(const fs::path& place) {
    std::error_code ignored;
    if (!fs::is_directory(place, ignored)) {
      throw Error(Errc::kNotFound, "there is no such folder", place.string());
    }
    if (fs::exists(place / "meta.yaml", ignored)) {
      const std::map<std::string, std::string> meta = read_meta(place);
      if (meta.count("run_id") > 0 || meta.count("run_uuid") > 0) {
        run(place, parent_name(place));
      } else {
        experiment(place);
      }
      return std::move(report_);
    }
    bool any = false;
    for (const fs::path& folder : folders_of(place)) {
      if (fs::exists(folder / "meta.yaml", ignored)) {
        any = true;
        experiment(folder);
      }
    }
    if (!any) {
      throw Error(Errc::kNotFound, "this is no file store of MLflow", place.string(),
                  "name the folder that holds the experiments' folders, often mlruns");
    }
    return std::move(report_);
  }

 private:
  static std::vector<fs::path> folders_of(const fs::path& place) {
    std::vector<fs::path> out;
    std::error_code trouble;
    for (fs::directory_iterator it(place, trouble); !trouble && it != fs::directory_iterator();
         it.increment(trouble)) {
      const std::string name = it->path().filename().string();
      if (it->symlink_status().type() == fs::file_type::directory && name[0] != '.') {
        out.push_back(it->path());
      }
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  [[nodiscard]] static std::string parent_name(const fs::path& run) {
    std::error_code ignored;
    const fs::path parent = fs::absolute(run).lexically_normal().parent_path();
    return fs::exists(parent / "meta.yaml", ignored) ? read_meta(parent)["name"] : std::string();
  }

  /// Runs in the order that import_mlflow tells: folders are named by ids that say nothing.
  void experiment(const fs::path& folder) {
    const std::string name = read_meta(folder)["name"];
    std::vector<std::tuple<std::int64_t, std::string, fs::path>> runs;
    std::error_code ignored;
    for (const fs::path& one : folders_of(folder)) {
      if (fs::exists(one / "meta.yaml", ignored) && fs::exists(one / "metrics", ignored)) {
        const std::map<std::string, std::string> meta = read_meta(one);
        const auto called = meta.find("run_name");
        runs.emplace_back(whole_of(meta, "start_time"),
                          called == meta.end() ? std::string() : called->second, one);
      }
    }
    std::sort(runs.begin(), runs.end());
    for (const auto& [start, called, one] : runs) {
      run(one, name);
    }
  }

  void run(const fs::path& folder, const std::string& experiment) {
    try {
      keep(folder, experiment);
    } catch (const Error& error) {
      if (error.code() != Errc::kIo && error.code() != Errc::kLimit &&
          error.code() != Errc::kInvalid) {
        throw;
      }
      report_.rejected.push_back(folder.filename().string() + ": " + error.message());
    }
  }

  void keep(const fs::path& folder, const std::string& experiment) {
    const std::map<std::string, std::string> meta = read_meta(folder);
    const auto text_of = [&](const char* key) {
      const auto found = meta.find(key);
      return found == meta.end() ? std::string() : found->second;
    };
    const std::string id = text_of(meta.count("run_id") > 0 ? "run_id" : "run_uuid");
    if (id.empty() || meta.count("start_time") == 0) {
      throw Error(Errc::kInvalid, "its meta.yaml has no run_id or no start_time");
    }
    if (text_of("lifecycle_stage") == "deleted") {
      throw Error(Errc::kInvalid, "it was deleted in MLflow");
    }
    const std::int64_t start_ms = whole_of(meta, "start_time");
    Run made;
    made.start_ns = start_ms * kMillisecond;
    made.end_ns = whole_of(meta, "end_time") * kMillisecond;
    made.status = status_of(whole_of(meta, "status"));
    if (const std::string called = text_of("run_name"); !called.empty()) {
      made.notes.push_back("called " + called);  // no label: arms are by label
    }
    read_params(folder / "params", made);
    read_tags(folder / "tags", made);
    std::size_t bad = 0;
    const auto points = [&](MetricWriter& writer) {
      for (const std::string& name : files_of(folder / "metrics")) {
        std::ifstream in(folder / "metrics" / name, std::ios::binary);
        for (std::string line; std::getline(in, line);) {
          if (const std::optional<MetricPoint> point = parse_point(line, start_ms)) {
            writer.append(name, *point);
          } else {
            bad += line.empty() ? 0U : 1U;
          }
        }
      }
    };
    keep_run(library_, name_.empty() ? experiment_slug(experiment) : name_, "MLflow run " + id,
             std::move(made), points, report_);
    if (bad > 0) {
      report_.rejected.push_back(fmt::format("{}: {} lines of its metrics are no points", id, bad));
    }
  }

  static void read_params(const fs::path& folder, Run& run) {
    for (const std::string& name : files_of(folder)) {
      const std::string value = read_file(folder / name, kMostSmallFile);
      if (name == "seed" || name == "random_seed" || name == "random_state") {
        run.seed = std::strtoll(value.c_str(), nullptr, 10);
      } else {
        run.parameters[name] = value;
      }
    }
  }

  static void read_tags(const fs::path& folder, Run& run) {
    for (const std::string& name : files_of(folder)) {
      const std::string value = read_file(folder / name, kMostSmallFile);
      if (name == "mlflow.source.git.commit") {
        run.git.commit = value;
      } else if (name == "mlflow.source.git.repoURL") {
        run.git.remote = value;
      } else if (name == "mlflow.source.name") {
        run.command = {value};
      } else if (name == "assay.label") {
        run.label = value;
      }
    }
  }

  const fs::path& library_;
  std::string name_;
  ImportReport report_;
};

}  // namespace

ImportReport import_mlflow(const fs::path& library, const fs::path& store,
                           const std::string& name) {
  return Importer(library, name).import(store);
}

}  // namespace assay::practice
