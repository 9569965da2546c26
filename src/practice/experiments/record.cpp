#include "practice/experiments/record.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "practice/experiments/metrics.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <tuple>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRecord = "run.json";
constexpr std::size_t kMostRecord = std::size_t{64} << 20;
constexpr std::size_t kMostExperimentName = 80;
constexpr std::array<std::string_view, 5> kStatusNames = {"running", "finished", "failed",
                                                          "interrupted", "stopped"};

/// A small file of the kernel's; empty where it cannot be read.
std::string kernel_text(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 4096> buffer{};
  const ssize_t n = fd.is_open() ? ::read(fd.get(), buffer.data(), buffer.size()) : -1;
  return n <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(n));
}

/// Field 22 of /proc/PID/stat: when the process began, in ticks since boot; 0 when it is gone.
std::uint64_t start_of_process(std::int64_t pid) {
  const std::string text = kernel_text("/proc/" + std::to_string(pid) + "/stat");
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) {
    return 0;
  }
  const std::vector<std::string_view> fields = split(std::string_view(text).substr(name_end), ' ');
  constexpr std::size_t kState = 1;
  constexpr std::size_t kStart = 20;
  if (fields.size() <= kStart || fields[kState] == "Z" || fields[kState] == "X") {
    return 0;
  }
  return std::strtoull(std::string(fields[kStart]).c_str(), nullptr, 10);
}

/// Makes a record that says "running" tell what there is: how far it came, and whether its writer
/// is still there.
void settle(const fs::path& folder, Run& run) {
  if (run.status != RunStatus::kRunning) {
    return;
  }
  for_each_point(folder, [&](std::string_view name, const MetricPoint& point) {
    add_point(run.metrics[std::string(name)], point);
    run.wall_seconds = std::max(run.wall_seconds, point.seconds);
    run.last_step = std::max(run.last_step, point.step);
  });
  for (auto [file, bytes] :
       {std::pair{"stdout.log", &run.stdout_bytes}, std::pair{"stderr.log", &run.stderr_bytes}}) {
    std::error_code gone;
    const std::uintmax_t size = fs::file_size(folder / file, gone);
    *bytes = gone ? 0 : size;
  }
  if (!is_there(run.watcher)) {
    run.status = RunStatus::kInterrupted;
    run.reason =
        "assay, or the machine, ended before the run did; known up to " +
        (run.metrics.empty() ? std::string("its start") : "step " + std::to_string(run.last_step));
  }
}

}  // namespace

std::string_view run_status_name(RunStatus status) noexcept {
  return kStatusNames.at(static_cast<std::size_t>(status));
}

bool is_experiment_name(std::string_view name) noexcept {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= kMostExperimentName && plain(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return plain(c) || c == '-' || c == '_' || c == '.'; });
}

fs::path experiments_folder(const fs::path& library) {
  return library / "experiments";
}

fs::path experiment_folder(const fs::path& library, std::string_view name) {
  return experiments_folder(library) / name;
}

fs::path run_folder(const fs::path& experiment, std::string_view id) {
  return experiment / "runs" / id;
}

void write_run(const fs::path& folder, const Run& run, bool durable) {
  const fs::path file = folder / kRecord;
  const std::string bytes = format_run(run);
  if (durable) {
    write_file_atomically(file, bytes);
    return;
  }
  const std::string temporary = file.string() + ".new";
  std::FILE* out = std::fopen(temporary.c_str(), "wbe");
  if (out == nullptr) {
    throw io_error("cannot write file", file.string(), errno);
  }
  const bool whole = std::fwrite(bytes.data(), 1, bytes.size(), out) == bytes.size();
  const bool closed = std::fclose(out) == 0;
  if (!whole || !closed || ::rename(temporary.c_str(), file.c_str()) != 0) {
    const int why = errno;
    ::unlink(temporary.c_str());
    throw io_error("cannot write file", file.string(), why);
  }
}

Run read_run(const fs::path& folder) {
  std::error_code ignored;
  const fs::path file = folder / kRecord;
  if (!fs::exists(file, ignored)) {
    throw Error(Errc::kNotFound, "there is no record of a run", folder.string());
  }
  Run run = parse_run(read_file(file, kMostRecord), file.string());
  settle(folder, run);
  return run;
}

bool began_before(const Run& a, const Run& b) {
  return std::tuple(a.start_ns, a.id.size(), std::string_view(a.id)) <
         std::tuple(b.start_ns, b.id.size(), std::string_view(b.id));
}

RunList list_runs(const fs::path& experiment) {
  RunList out;
  std::error_code trouble;
  for (fs::directory_iterator it(experiment / "runs", trouble);
       !trouble && it != fs::directory_iterator(); it.increment(trouble)) {
    std::error_code ignored;
    if (!it->is_directory(ignored)) {
      continue;
    }
    try {
      out.runs.push_back(read_run(it->path()));
    } catch (const Error& error) {
      out.troubles.emplace_back(error.what());
    }
  }
  std::sort(out.runs.begin(), out.runs.end(), began_before);
  std::sort(out.troubles.begin(), out.troubles.end());
  return out;
}

fs::path find_run(const fs::path& library, const std::string& experiment, const std::string& id) {
  std::vector<fs::path> places;
  std::error_code trouble;
  if (!experiment.empty()) {
    places.push_back(experiment_folder(library, experiment));
  } else {
    for (fs::directory_iterator it(experiments_folder(library), trouble);
         !trouble && it != fs::directory_iterator(); it.increment(trouble)) {
      places.push_back(it->path());
    }
  }
  std::vector<fs::path> found;
  for (const fs::path& place : places) {
    std::error_code none;
    for (fs::directory_iterator it(place / "runs", none); !none && it != fs::directory_iterator();
         it.increment(none)) {
      const std::string name = it->path().filename().string();
      if (name == id) {
        return it->path();
      }
      if (!id.empty() && name.compare(0, id.size(), id) == 0) {
        found.push_back(it->path());
      }
    }
  }
  if (found.empty()) {
    throw Error(
        Errc::kNotFound, "no run \"" + id + "\"", experiment,
        "`assay experiment list` shows experiments, `assay experiment show NAME` their runs");
  }
  if (found.size() > 1) {
    throw Error(Errc::kInvalid, std::to_string(found.size()) + " runs begin with \"" + id + "\"",
                experiment, "write more of the id");
  }
  return found.front();
}

Watcher this_watcher() {
  Watcher watcher;
  watcher.pid = ::getpid();
  watcher.start = start_of_process(watcher.pid);
  watcher.boot = std::string(trim(kernel_text("/proc/sys/kernel/random/boot_id")));
  return watcher;
}

bool is_there(const Watcher& watcher) {
  if (watcher.pid <= 0 || watcher.boot != trim(kernel_text("/proc/sys/kernel/random/boot_id"))) {
    return false;
  }
  const std::uint64_t start = start_of_process(watcher.pid);
  return start != 0 && start == watcher.start;
}

}  // namespace assay::practice
