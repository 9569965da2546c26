#include "practice/experiments/recorder.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "base/time.h"
#include "practice/experiments/folder.h"
#include "practice/experiments/git_state.h"
#include "practice/experiments/inputs.h"
#include "practice/experiments/machine.h"
#include "practice/experiments/metric_files.h"
#include "practice/experiments/metric_lines.h"
#include "practice/experiments/metrics.h"
#include "practice/experiments/packages.h"
#include "practice/experiments/process.h"
#include "practice/experiments/running.h"
#include "practice/experiments/walled_internal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <optional>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;
using SteadyClock = std::chrono::steady_clock;

constexpr std::int64_t kNano = 1'000'000'000;
constexpr int kTickMs = 100;
constexpr double kGraceSeconds = 5;
constexpr double kEnergyEverySeconds = 20;
constexpr double kFindEverySeconds = 1;
constexpr double kFindShare = 200;  ///< A search is made after this many times its own length.
constexpr std::size_t kReserveBytes = std::size_t{64} << 10;
constexpr const char* kReserve = "reserve";
constexpr const char* kMetricsFile = ".metrics.jsonl";

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing sets variables
  return value == nullptr ? std::string() : std::string(value);
}

std::int64_t real_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * kNano + now.tv_nsec;
}

/// "20261127-083012" of seconds since 1970.
std::string stamp(std::int64_t seconds) {
  std::string out;
  for (const char c : format_instant(seconds)) {
    if (c >= '0' && c <= '9') {
      out += c;
    } else if (c == 'T') {
      out += '-';
    }
  }
  return out;
}

/// Makes the folder of a new run; its name is its id, which no other has.
fs::path make_run_folder(const fs::path& experiment, std::int64_t seconds, std::string& id) {
  make_folders(experiment / "runs");
  const std::string begin = stamp(seconds);
  for (int n = 1;; ++n) {
    id = begin + "-" + std::to_string(n);
    fs::path folder = run_folder(experiment, id);
    if (::mkdir(folder.c_str(), 0777) == 0) {
      return folder;
    }
    if (errno != EEXIST) {
      throw io_error("cannot make folder", folder.string(), errno);
    }
  }
}

/// A log that is written byte for byte; what a full disk refuses is counted.
class Log {
 public:
  explicit Log(const fs::path& file)
      : fd_(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
    if (!fd_.is_open()) {
      throw io_error("cannot write file", file.string(), errno);
    }
  }
  void add(std::string_view bytes) {
    written += bytes.size();
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd_.get(), bytes.data(), bytes.size());
      if (n <= 0) {
        if (n < 0 && errno == EINTR) {
          continue;
        }
        lost += bytes.size();
        return;
      }
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  std::uint64_t written = 0;
  std::uint64_t lost = 0;

 private:
  Fd fd_;
};

const Hardware& this_machine() {
  static const Hardware hardware = read_hardware();
  return hardware;
}

/// One run from its folder to its last record.
class Recording {
 public:
  explicit Recording(const RunRequest& request)
      : request_(request),
        experiments_(fs::weakly_canonical(experiments_folder(request.library))),
        rules_(request.rules) {}

  Run run() {
    prepare();
    std::unique_ptr<Process> process = start();
    describe();
    if (process) {
      watch(*process);
      finish(*process);
    }
    close();
    return std::move(run_);
  }

 private:
  [[nodiscard]] std::int64_t wall_ns() const {
    return request_.wall_clock ? request_.wall_clock() : real_ns();
  }

  void prepare() {
    run_.experiment = request_.experiment;
    const fs::path experiment = experiment_folder(request_.library, request_.experiment);
    const std::int64_t now = system_clock().now();
    const std::int64_t real = wall_ns();
    run_.start_ns = real / kNano == now ? real : now * kNano;
    folder_ = make_run_folder(experiment, now, run_.id);
    out_folder_ = folder_ / "files";
    make_folders(out_folder_);
    run_.asked = without_secrets(request_.asked);
    command_ = fill_in(request_.asked, request_.parameters, request_.seed, out_folder_, run_.id);
    run_.command = without_secrets(command_);
    run_.folder = request_.folder.string();
    run_.parameters = request_.parameters;
    run_.seed = request_.seed;
    run_.label = request_.label;
    run_.sandboxed = request_.sandboxed;
    run_.watcher = this_watcher();
    run_.hardware = this_machine();
    mark_.emplace(request_.library, run_.experiment, run_.id, request_.folder);
    GitReading git = read_git_state(request_.folder);
    run_.git = std::move(git.state);
    if (!git.patch.empty()) {
      run_.git.diff_sha256 = sha256(git.patch);
      write_file_atomically(folder_ / "diff.patch", git.patch);
    }
    set_variables();
    before_ = look_at_folder(request_.folder, experiments_);
    for (const std::string& file : request_.metric_files) {
      files_.name(file, before_, request_.folder);
    }
    files_.name(out_folder_ / kMetricsFile, {}, request_.folder);
    inputs_.emplace(request_.folder, before_, folder_, InputLimits{});
    for (const std::string& file : request_.metric_files) {
      inputs_->leave_out(file);
    }
    if (request_.standard_input) {
      inputs_->take_descriptor(STDIN_FILENO);
    }
    for (const std::string& missing : inputs_->list(request_.data, experiment)) {
      run_.notes.push_back("data \"" + missing + "\" that it was to read are not there");
    }
    inputs_->take_arguments(command_);
    write_run(folder_, run_, false);
    keep_reserve();
    stdout_.emplace(folder_ / "stdout.log");
    stderr_.emplace(folder_ / "stderr.log");
    metrics_.emplace(folder_);
  }

  /// Bytes that are given back to a full disk for the last record.
  void keep_reserve() {
    const Fd fd(::open((folder_ / kReserve).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    ::posix_fallocate(fd.get(), 0, static_cast<off_t>(kReserveBytes));
  }

  void set_variables() {
    constexpr std::int64_t kSeeds = std::int64_t{1} << 32;
    variables_["ASSAY_SEED"] = std::to_string(run_.seed);
    variables_["PYTHONHASHSEED"] = std::to_string(((run_.seed % kSeeds) + kSeeds) % kSeeds);
    variables_["ASSAY_RUN"] = run_.id;
    variables_["ASSAY_OUT"] = out_folder_.string();
    variables_["ASSAY_METRICS"] = (out_folder_ / kMetricsFile).string();
    variables_["PYTHONUNBUFFERED"] = "1";
    for (const auto& [name, value] : run_.parameters) {
      variables_["ASSAY_PARAM_" + name] = value;
    }
    run_.environment = chosen_variables(environ);
    for (const auto& [name, value] : variables_) {
      if (name != "ASSAY_OUT" && name != "ASSAY_METRICS" && name != "ASSAY_RUN") {
        run_.environment[name] = value;
      }
    }
  }

  std::unique_ptr<Process> start() {
    ProcessStart start;
    start.command = command_;
    start.folder = request_.folder;
    start.variables = variables_;
    start.standard_input = request_.standard_input;
    start.program = find_program(command_.front(), request_.folder, variable("PATH"));
    begun_ = SteadyClock::now();
    if (start.program.empty()) {
      could_not_start("there is no program \"" + command_.front() + "\"", kNoSuchCommand);
      return nullptr;
    }
    if (request_.sandboxed) {
      start = wall_off(start, out_folder_);
    }
    energy_.emplace();
    begun_ = SteadyClock::now();
    try {
      return std::make_unique<Process>(start);
    } catch (const Error& error) {
      if (error.code() != Errc::kNotFound) {
        throw;
      }
      could_not_start(error.message(), kNotExecutable);
      return nullptr;
    }
  }

  void could_not_start(const std::string& why, int code) {
    run_.status = RunStatus::kFailed;
    run_.reason = why;
    run_.exit_code = code;
  }

  /// What need not be known before the program begins.
  void describe() {
    FoundPackages found = find_packages(command_, request_.folder, variable);
    run_.interpreter = std::move(found.interpreter);
    run_.packages = std::move(found.packages);
    if (run_.status == RunStatus::kRunning) {
      write_run(folder_, run_, false);
    }
  }

  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(SteadyClock::now() - begun_).count();
  }

  void watch(Process& process) {
    std::array<pollfd, 3> ready = {pollfd{process.out(), POLLIN, 0},
                                   pollfd{process.error(), POLLIN, 0},
                                   pollfd{process.ended(), POLLIN, 0}};
    double next_tick = 0;
    while (true) {
      ::poll(ready.data(), ready.size(), kTickMs);
      for (std::size_t i = 0; i < 2; ++i) {
        if (ready[i].revents != 0 && !read_some(ready[i].fd, i == 1)) {
          ready[i].fd = -1;
        }
      }
      if (ready[2].revents != 0) {
        return;
      }
      if (seconds() >= next_tick) {
        tick(process);
        next_tick = seconds() + kTickMs / 1000.0;
      }
    }
  }

  /// Takes what is there, at most a block; false at the end.
  bool read_some(int fd, bool is_error) {
    const ssize_t n = ::read(fd, block_.data(), block_.size());
    if (n <= 0) {
      return n < 0 && (errno == EAGAIN || errno == EINTR);
    }
    const std::string_view bytes(block_.data(), static_cast<std::size_t>(n));
    (is_error ? *stderr_ : *stdout_).add(bytes);
    if (request_.show) {
      request_.show(is_error, bytes);
    }
    if (!is_error) {
      lines_.add(bytes, [&](std::string_view line) { take_line(line); });
    }
    return true;
  }

  void take_line(std::string_view line) {
    // Most lines of long logs have no metric, and a search for one byte is quick.
    if (line.empty() || (std::memchr(line.data(), '=', line.size()) == nullptr &&
                         std::memchr(line.data(), '{', line.size()) == nullptr)) {
      return;
    }
    const LineMetrics found = metrics_of_line(line);
    for (const auto& [name, value] : found.values) {
      take_point(repair_utf8(name), found.step, value, seconds());
    }
  }

  void take_point(const std::string& name, std::optional<std::int64_t> step, double value,
                  double at) {
    metrics_->append(name, {steps_.next(name, step), value, at});
    for (StopRule& rule : rules_) {
      if (rule.ends_at(name, value) && stop_reason_.empty()) {
        stop_reason_ = "stopped by the rule \"" + rule.text() + "\"";
      }
    }
  }

  PointSink sink() {
    return [this](const std::string& name, std::optional<std::int64_t> step, double value,
                  double unix_seconds) {
      const double now = seconds();
      const double told = unix_seconds - static_cast<double>(run_.start_ns) / 1e9;
      take_point(repair_utf8(name), step, value, told > 0 && told < now ? told : now);
    };
  }

  void tick(const Process& process) {
    const double now = seconds();
    if (now >= next_find_) {
      find_files(process);
      next_find_ = seconds() + std::max(kFindEverySeconds, (seconds() - now) * kFindShare);
    }
    look_for_inputs(process);
    files_.look(sink(), false);
    metrics_->flush();
    seen_peak_ = std::max(seen_peak_, peak_of_process(process.pid()));
    if (now >= next_energy_) {
      energy_->look();
      next_energy_ = now + kEnergyEverySeconds;
    }
    for (const StopRule& rule : rules_) {
      if (rule.ends_after(now) && stop_reason_.empty()) {
        stop_reason_ = "stopped by the rule \"" + rule.text() + "\"";
      }
    }
    end_when_asked(process, now);
  }

  /// Soon after the start, when data are read, and then less and less often.
  void look_for_inputs(const Process& process) {
    inputs_->look_at_folder_events();
    const double begun = seconds();
    if (begun >= next_inputs_) {
      inputs_->look_at_processes(process.pid());
      const double cost = seconds() - begun;
      next_inputs_ =
          seconds() + std::max(std::min(begun / 4, kFindEverySeconds), cost * kFindShare);
    }
  }

  void end_when_asked(const Process& process, double now) {
    const bool interrupted = request_.interrupted != nullptr && request_.interrupted->load();
    if (end_asked_ == 0 && (interrupted || !stop_reason_.empty())) {
      interrupted_ = interrupted;
      process.signal(interrupted ? SIGINT : SIGTERM);
      end_asked_ = std::max(now, 1e-9);
    } else if (end_asked_ > 0 && now - end_asked_ > kGraceSeconds) {
      process.signal(SIGKILL);
    }
  }

  void find_files(const Process& process) {
    const FolderState now = look_at_folder(request_.folder, experiments_);
    const bool alone = look_for_others();
    files_.find(request_.folder, before_, now, [&](const std::string& path) {
      return alone || is_written_by(path, process.pid());
    });
    files_.find(out_folder_, {}, look_at_folder(out_folder_, {}),
                [](const std::string&) { return true; });
  }

  /// Whether no other run is going on in the folder; what is found once is remembered.
  bool look_for_others() {
    if (others_.empty()) {
      others_ = runs_in_folder(request_.library, request_.folder, run_.experiment + "/" + run_.id);
    }
    return others_.empty();
  }

  /// events.out.tfevents.TIME.HOST.PID.N: by a process of this run's group?
  static bool is_written_by(const std::string& path, pid_t group) {
    for (const std::string_view word : split(path, '.')) {
      const std::optional<double> number = parse_metric_number(word);
      if (number && *number > 1 && *number < 1e7 &&
          ::getpgid(static_cast<pid_t>(*number)) == group) {
        return true;
      }
    }
    return false;
  }

  void finish(Process& process) {
    const ProcessEnd end = process.wait();
    run_.wall_seconds = seconds();
    energy_->look();
    run_.energy_joules = energy_->joules();
    while (read_some(process.out(), false) && is_ready(process.out())) {
    }
    while (read_some(process.error(), true) && is_ready(process.error())) {
    }
    lines_.finish([&](std::string_view line) { take_line(line); });
    find_files(process);
    files_.look(sink(), true);
    const auto of = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    run_.user_seconds = of(end.usage.ru_utime);
    run_.system_seconds = of(end.usage.ru_stime);
    run_.peak_bytes = static_cast<std::uint64_t>(end.usage.ru_maxrss) * 1024;
    // The kernel counts what was there before the program, too: this process, as it was forked.
    if (seen_peak_ > 0 && run_.peak_bytes <= peak_of_process(::getpid())) {
      run_.peak_bytes = seen_peak_;
    }
    judge(end.status);
  }

  static bool is_ready(int fd) {
    pollfd ready{fd, POLLIN, 0};
    return ::poll(&ready, 1, 0) > 0 && (ready.revents & POLLIN) != 0;
  }

  void judge(int status) {
    if (WIFEXITED(status)) {
      run_.exit_code = WEXITSTATUS(status);
    } else {
      run_.signal = WTERMSIG(status);
    }
    const int code = run_.exit_code.value_or(0);
    // A shell tells by 128 + N that signal N ended a program of its own.
    const int signal = run_.signal != 0 ? run_.signal : code > 128 ? code - 128 : 0;
    const bool from_outside =
        signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
    if (interrupted_) {
      run_.status = RunStatus::kInterrupted;
      run_.reason = "interrupted by the user";
    } else if (end_asked_ > 0) {
      run_.status = RunStatus::kStopped;
      run_.reason = stop_reason_;
    } else if (from_outside) {
      run_.status = RunStatus::kInterrupted;
      run_.reason = fmt::format("killed by signal {} from outside{}", signal,
                                signal == SIGKILL ? ", or for want of memory" : "");
    } else if (run_.signal != 0) {
      run_.status = RunStatus::kFailed;
      run_.reason = fmt::format("crashed: signal {} ({})", run_.signal,
                                ::strsignal(run_.signal));  // NOLINT(concurrency-mt-unsafe)
    } else {
      run_.status = code == 0 ? RunStatus::kFinished : RunStatus::kFailed;
      run_.reason = code == 0 ? "" : fmt::format("ended with status {}", code);
    }
  }

  void close() {
    const bool whole = metrics_->flush();
    run_.metrics = metrics_->summaries();
    for (const auto& [name, summary] : run_.metrics) {
      run_.last_step = std::max(run_.last_step, summary.last_step);
    }
    run_.stdout_bytes = stdout_->written;
    run_.stderr_bytes = stderr_->written;
    take_outputs();
    take_notes(whole);
    run_.end_ns = run_.start_ns + static_cast<std::int64_t>(std::llround(run_.wall_seconds * 1e9));
    std::error_code ignored;
    fs::remove(out_folder_ / kMetricsFile, ignored);
    fs::remove(out_folder_, ignored);  // when it is empty
    fs::remove(folder_ / kReserve, ignored);
    if (!fs::exists(folder_, ignored)) {
      run_.notes.emplace_back(
          "the run's own folder was deleted while it ran: its logs and its "
          "metrics' points are gone");
      make_folders(folder_);
    }
    write_run(folder_, run_);
  }

  void take_outputs() {
    std::error_code ignored;
    if (!fs::is_directory(request_.folder, ignored)) {
      run_.notes.emplace_back("the working folder was deleted while it ran");
    }
    const FolderState after = look_at_folder(request_.folder, experiments_);
    inputs_->finish(after, input_hashes(request_.library), run_);
    add_outputs(request_.folder, before_, after, "", {}, run_);
    FolderState own = look_at_folder(out_folder_, {});
    own.files.erase(kMetricsFile);
    add_outputs(out_folder_, {}, own, "{out}/", {}, run_);
    if (!before_.whole || !after.whole) {
      run_.notes.emplace_back(
          "the working folder has more files than are watched: outputs may be "
          "missing");
    }
    if (!look_for_others() && run_.outputs.size() > own.files.size()) {
      run_.notes.push_back("another run (" + others_.front() +
                           ") worked in the same folder: an output may be its");
    }
  }

  void take_notes(bool whole) {
    if (stdout_->lost + stderr_->lost > 0) {
      run_.notes.push_back(
          fmt::format("the disk was full: the logs lack {} bytes", stdout_->lost + stderr_->lost));
    }
    if (!whole || metrics_->lost() > 0) {
      run_.notes.emplace_back(
          "the disk was full: metrics.csv lacks points; the summary has all "
          "that were seen");
    }
    for (const std::string& trouble : files_.troubles()) {
      run_.notes.push_back(trouble);
    }
    const double drift = static_cast<double>(wall_ns() - real_start_) / 1e9 -
                         std::chrono::duration<double>(SteadyClock::now() - steady_start_).count();
    if (std::abs(drift) > 2) {
      run_.notes.push_back(fmt::format("the clock was set {} by {:.0f} s while it ran",
                                       drift < 0 ? "back" : "forward", std::abs(drift)));
    }
  }

  const RunRequest& request_;
  fs::path experiments_;  ///< As the working folder names it.
  std::vector<StopRule> rules_;
  Run run_;
  fs::path folder_;
  fs::path out_folder_;
  std::vector<std::string> command_;
  std::map<std::string, std::string> variables_;
  std::optional<RunningMark> mark_;
  FolderState before_;
  MetricFiles files_;
  std::optional<InputWatch> inputs_;
  std::optional<Log> stdout_;
  std::optional<Log> stderr_;
  std::optional<MetricWriter> metrics_;
  std::optional<EnergyMeter> energy_;
  LineCutter lines_;
  Steps steps_;
  std::vector<std::string> others_;
  std::array<char, std::size_t{1} << 16> block_{};
  std::int64_t real_start_ = wall_ns();
  SteadyClock::time_point steady_start_ = SteadyClock::now();
  SteadyClock::time_point begun_ = SteadyClock::now();
  double next_find_ = kFindEverySeconds;
  double next_inputs_ = 0;
  double next_energy_ = kEnergyEverySeconds;
  std::string stop_reason_;
  bool interrupted_ = false;
  double end_asked_ = 0;
  std::uint64_t seen_peak_ = 0;  ///< Of the program itself, as looked at now and then.
};

}  // namespace

std::vector<std::string> fill_in(const std::vector<std::string>& asked,
                                 const std::map<std::string, std::string>& parameters,
                                 std::int64_t seed, const fs::path& out, const std::string& id) {
  std::map<std::string, std::string> values = parameters;
  values["seed"] = std::to_string(seed);
  values["out"] = out.string();
  values["run"] = id;
  std::vector<std::string> filled;
  for (const std::string& argument : asked) {
    std::string& text = filled.emplace_back();
    for (std::size_t i = 0; i < argument.size(); ++i) {
      const std::size_t end = argument[i] == '{' ? argument.find('}', i) : std::string::npos;
      const auto value = end == std::string::npos
                             ? values.end()
                             : values.find(argument.substr(i + 1, end - i - 1));
      if (value == values.end()) {
        text += argument[i];
      } else {
        text += value->second;
        i = end;
      }
    }
  }
  return filled;
}

Run record_run(const RunRequest& request) {
  if (!is_experiment_name(request.experiment)) {
    throw Error(Errc::kInvalid, "\"" + request.experiment + "\" is no name for an experiment", "",
                "small letters, digits, \".\", \"-\" and \"_\"");
  }
  if (request.asked.empty() || request.asked.front().empty()) {
    throw Error(Errc::kUsage, "no command to run", "", "write it behind --");
  }
  // Large: buffers and all that it watches.
  return std::make_unique<Recording>(request)->run();
}

}  // namespace assay::practice
