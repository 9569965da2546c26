#include "practice/experiments/import_runs.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "base/time.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr int kMostSameSecond = 10000;

/// Makes the folder of a new run, named by its start and the first number free.
fs::path make_run_folder(const fs::path& experiment, std::int64_t start_ns) {
  make_folders(experiment / "runs");
  std::string stamp = format_instant(start_ns / kSecond);  // 2026-11-27T08:30:12Z
  stamp.erase(std::remove_if(stamp.begin(), stamp.end(),
                             [](char c) { return c == '-' || c == ':' || c == 'Z'; }),
              stamp.end());
  std::replace(stamp.begin(), stamp.end(), 'T', '-');
  for (int n = 1; n < kMostSameSecond; ++n) {
    fs::path folder = run_folder(experiment, fmt::format("{}-{}", stamp, n));
    if (::mkdir(folder.c_str(), S_IRWXU | S_IRWXG | S_IRWXO) == 0) {
      return folder;
    }
    if (errno != EEXIST) {
      throw io_error("cannot make folder", folder.string(), errno);
    }
  }
  throw Error(Errc::kLimit, "too many runs began in one second", experiment.string());
}

}  // namespace

std::string experiment_slug(std::string_view text) {
  constexpr std::size_t kMost = 80;
  std::string out;
  for (const char c : ascii_lower(text)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain || (!out.empty() && (c == '_' || c == '.'))) {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  out.resize(std::min(out.size(), kMost));
  while (!out.empty() && out.back() == '-') {
    out.pop_back();
  }
  return out.empty() ? "imported" : out;
}

void keep_run(const fs::path& library, const std::string& experiment, const std::string& origin,
              Run run, const std::function<void(MetricWriter&)>& points, ImportReport& report) {
  const fs::path place = experiment_folder(library, experiment);
  if (std::find(report.experiments.begin(), report.experiments.end(), experiment) ==
      report.experiments.end()) {
    report.experiments.push_back(experiment);
  }
  const std::string note = "brought in from " + origin;
  for (const Run& known : list_runs(place).runs) {
    if (std::find(known.notes.begin(), known.notes.end(), note) != known.notes.end()) {
      ++report.unchanged;
      return;
    }
  }
  const fs::path folder = make_run_folder(place, run.start_ns);
  run.id = folder.filename().string();
  run.experiment = experiment;
  run.notes.push_back(note);
  if (run.end_ns > run.start_ns) {
    run.wall_seconds = static_cast<double>(run.end_ns - run.start_ns) / 1e9;
  }
  {
    MetricWriter writer(folder);
    points(writer);
    if (!writer.flush()) {
      throw Error(Errc::kIo, "the metrics cannot be written", folder.string());
    }
    run.metrics = writer.summaries();
  }
  for (const auto& [name, summary] : run.metrics) {
    run.last_step = std::max(run.last_step, summary.last_step);
  }
  write_run(folder, run);
  ++report.added;
}

std::string to_json(const ImportReport& report) {
  return nlohmann::ordered_json{{"experiments", report.experiments},
                                {"added", report.added},
                                {"unchanged", report.unchanged},
                                {"rejected", report.rejected}}
      .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::practice
