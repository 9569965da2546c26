#include "practice/experiments/sweep.h"

#include "base/error.h"
#include "base/text.h"
#include "practice/experiments/experiment.h"
#include "practice/experiments/folder.h"
#include "practice/experiments/git_state.h"
#include "practice/experiments/inputs.h"
#include "practice/experiments/machine.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

namespace assay::practice {
namespace {

constexpr std::int64_t kMostSeeds = 10000;
constexpr std::size_t kMostRuns = 100000;

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  text = trim(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                  : std::nullopt;
}

/// What was finished before and needs no second run.
std::vector<Run> finished_before(const SweepRequest& request) {
  std::vector<Run> out;
  const GitReading git = read_git_state(request.base.folder);
  const std::string diff = git.patch.empty() ? std::string() : sha256(git.patch);
  const std::vector<std::string> asked = without_secrets(request.base.asked);
  RunList all = list_runs(experiment_folder(request.base.library, request.base.experiment));
  for (Run& run : all.runs) {
    if (run.status == RunStatus::kFinished && run.asked == asked &&
        run.folder == request.base.folder.string() && run.git.commit == git.state.commit &&
        run.git.diff_sha256 == diff && run.sandboxed == request.base.sandboxed) {
      out.push_back(std::move(run));
    }
  }
  return out;
}

/// The workers' common state.
class Pool {
 public:
  Pool(std::vector<RunRequest> requests, const std::function<void(const Run&)>& ended)
      : requests_(std::move(requests)), runs_(requests_.size()), ended_(ended) {}

  void work() {
    while (const RunRequest* request = next()) {
      const auto place = static_cast<std::size_t>(request - requests_.data());
      try {
        Run run = record_run(*request);
        const std::lock_guard lock(mutex_);
        largest_ = std::max(largest_, run.peak_bytes);
        ended_(run);
        runs_[place] = std::move(run);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        trouble_ = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      --going_;
      changed_.notify_all();
    }
  }

  SweepResult result() {
    if (trouble_) {
      std::rethrow_exception(trouble_);
    }
    SweepResult out;
    for (std::optional<Run>& run : runs_) {
      if (run) {
        out.runs.push_back(std::move(*run));
      } else {
        ++out.left;
      }
    }
    return out;
  }

 private:
  const RunRequest* next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return going_ == 0 || has_memory(); });
    const bool interrupted = next_ < requests_.size() && requests_[next_].interrupted != nullptr &&
                             requests_[next_].interrupted->load();
    if (next_ >= requests_.size() || trouble_ || interrupted) {
      return nullptr;
    }
    ++going_;
    return &requests_[next_++];
  }

  [[nodiscard]] bool has_memory() const {
    const auto available = available_memory();
    return !available || *available > largest_ + largest_ / 4;
  }

  std::vector<RunRequest> requests_;
  std::vector<std::optional<Run>> runs_;
  const std::function<void(const Run&)>& ended_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t next_ = 0;
  int going_ = 0;
  std::uint64_t largest_ = 0;
  std::exception_ptr trouble_;
};

}  // namespace

Axis parse_axis(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  const bool good = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (equals == std::string::npos || !good || name == "seed" || name == "out" || name == "run") {
    throw Error(Errc::kUsage, "\"" + text + "\" names no parameter", "",
                "write as lr=1e-3,1e-4; seeds are given by --seeds");
  }
  Axis axis{name, {}};
  for (const std::string_view value : split(std::string_view(text).substr(equals + 1), ',')) {
    axis.second.emplace_back(value);
  }
  return axis;
}

std::vector<std::int64_t> parse_seeds(const std::string& text) {
  std::vector<std::int64_t> out;
  if (text.find(',') == std::string::npos) {
    const auto count = whole(text);
    if (!count || *count < 1 || *count > kMostSeeds) {
      throw Error(Errc::kUsage, "--seeds is to be a number of seeds or a list", text,
                  "write --seeds 5 or --seeds 3,7,11");
    }
    for (std::int64_t seed = 0; seed < *count; ++seed) {
      out.push_back(seed);
    }
    return out;
  }
  for (const std::string_view word : split(text, ',')) {
    const auto seed = whole(word);
    if (!seed || std::find(out.begin(), out.end(), *seed) != out.end()) {
      throw Error(Errc::kUsage, "a seed is a whole number, and each is named once", text,
                  "write --seeds 3,7,11");
    }
    out.push_back(*seed);
  }
  return out;
}

std::vector<std::pair<std::map<std::string, std::string>, std::int64_t>> plan_sweep(
    const SweepRequest& request) {
  std::vector<std::map<std::string, std::string>> settings = {request.base.parameters};
  for (const auto& [name, values] : request.axes) {
    std::vector<std::map<std::string, std::string>> more;
    if (settings.size() * values.size() * request.seeds.size() > kMostRuns) {
      throw Error(Errc::kUsage, "the sweep has too many runs", "",
                  "at most " + std::to_string(kMostRuns));
    }
    for (const auto& setting : settings) {
      for (const std::string& value : values) {
        more.push_back(setting);
        more.back()[name] = value;
      }
    }
    settings = std::move(more);
  }
  std::vector<std::pair<std::map<std::string, std::string>, std::int64_t>> out;
  for (const auto& setting : settings) {
    for (const std::int64_t seed : request.seeds) {
      out.emplace_back(setting, seed);
    }
  }
  return out;
}

namespace {

void add_listed_data(SweepRequest& request) {
  RunRequest& base = request.base;
  const std::filesystem::path folder = experiment_folder(base.library, base.experiment);
  std::error_code ignored;
  if (!std::filesystem::exists(folder / "experiment.toml", ignored)) {
    return;
  }
  try {
    const std::vector<std::string> listed = read_experiment(folder).data;
    base.data.insert(base.data.end(), listed.begin(), listed.end());
  } catch (const Error& error) {
    request.remark = "the data that experiment.toml lists are not known: " + error.message();
  }
}

}  // namespace

SweepRequest sweep_of(const SweepWords& words, const std::filesystem::path& library,
                      const std::filesystem::path& folder) {
  if (words.command.empty() || words.command.front().empty()) {
    throw Error(Errc::kUsage, "no command to run", "",
                "write it behind --: assay run -- python train.py");
  }
  SweepRequest request;
  RunRequest& base = request.base;
  base.library = library;
  base.experiment = words.experiment;
  base.asked = words.command;
  base.folder = folder;
  base.label = words.label;
  base.metric_files = words.metric_files;
  base.sandboxed = words.sandboxed;
  base.data = words.data;
  add_listed_data(request);
  for (const std::string& rule : words.rules) {
    base.rules.emplace_back(rule);
  }
  for (const std::string& text : words.settings) {
    base.parameters[parse_axis(text).first] = text.substr(text.find('=') + 1);
  }
  for (const std::string& text : words.sweeps) {
    request.axes.push_back(parse_axis(text));
  }
  if (!words.seeds.empty()) {
    request.seeds = parse_seeds(words.seeds);
  }
  request.again = words.again || (words.seeds.empty() && request.axes.empty());
  request.jobs =
      std::min(words.jobs, static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
  return request;
}

std::vector<std::string> unused_parameters(const SweepRequest& request) {
  std::string all;
  for (const std::string& argument : request.base.asked) {
    all += argument + "\n";
  }
  std::vector<std::string> out;
  const auto look = [&](const std::string& name) {
    if (all.find("{" + name + "}") == std::string::npos) {
      out.push_back(name);
    }
  };
  for (const auto& [name, values] : request.axes) {
    look(name);
  }
  for (const auto& [name, value] : request.base.parameters) {
    look(name);
  }
  return out;
}

SweepResult run_sweep(const SweepRequest& request, const std::function<void(const Run&)>& ended) {
  std::vector<Run> before = request.again ? std::vector<Run>() : finished_before(request);
  const std::filesystem::path cache = input_hashes(request.base.library);
  std::vector<RunRequest> wanted;
  std::vector<Run> earlier;
  for (const auto& one : plan_sweep(request)) {
    const auto& parameters = one.first;  // clang 14 captures no structured binding
    const std::int64_t seed = one.second;
    const auto known = std::find_if(before.begin(), before.end(), [&](const Run& run) {
      return run.seed == seed && run.parameters == parameters && inputs_are_unchanged(run, cache);
    });
    if (known != before.end()) {
      earlier.push_back(*known);
      continue;
    }
    wanted.push_back(request.base);
    wanted.back().parameters = parameters;
    wanted.back().seed = seed;
  }
  Pool pool(std::move(wanted), ended);
  if (request.jobs <= 1) {
    pool.work();
  } else {
    std::vector<std::jthread> workers;
    workers.reserve(static_cast<std::size_t>(request.jobs));
    for (int i = 0; i < request.jobs; ++i) {
      workers.emplace_back([&pool] { pool.work(); });
    }
  }
  SweepResult result = pool.result();
  result.earlier = std::move(earlier);
  return result;
}

}  // namespace assay::practice
