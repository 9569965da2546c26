#pragma once
/// What a run leaves behind: everything needed to believe and to repeat it, in one folder.
///
///   LIBRARY/experiments/NAME/          experiment.toml, README.md, … (experiment.h)
///   LIBRARY/experiments/NAME/runs/ID/  run.json     this record; replaced as a whole, so that a
///                                                   reader sees the old one or the new one
///                                      metrics.csv  every point (metrics.h), only appended to
///                                      stdout.log, stderr.log   as printed, byte for byte
///                                      diff.patch   what the working tree had beyond its commit
///
/// run.json is JSON, "version": 1; keys are the names below; times are nanoseconds since 1970 UTC.
/// docs/experiments.md lists them. It is written when the run starts (status "running") and at
/// its end. Whoever wrote it may have been killed: a record that says "running" while that process
/// is gone is read as "interrupted", up to the last whole line of metrics.csv. Threads: pure
/// functions on files; several processes may write different runs.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::practice {

/// Exit codes of commands that could not be started, as shells use them (POSIX.1-2017, Shell
/// Command Language, 2.8.2).
constexpr int kNotExecutable = 126;
constexpr int kNoSuchCommand = 127;

enum class RunStatus : std::uint8_t {
  kRunning,
  kFinished,     ///< Ended by itself with status 0.
  kFailed,       ///< Could not be started, ended with another status, or crashed.
  kInterrupted,  ///< Ctrl-C, killed from outside, or assay or the machine died.
  kStopped,      ///< By the early stop rule, or a limit.
};
/// "running", "finished", "failed", "interrupted", "stopped".
std::string_view run_status_name(RunStatus status) noexcept;

struct GitState {
  std::string commit;                  ///< 40 hexadecimal digits; empty outside a repository.
  std::string branch;                  ///< Empty when the head is detached.
  std::string remote;                  ///< Address of "origin", without user and password.
  bool dirty = false;                  ///< Tracked files differ from the commit.
  std::vector<std::string> untracked;  ///< At most 100, relative to the tree's root.
  std::string diff_sha256;             ///< Of diff.patch; empty when not dirty.
  std::string trouble;                 ///< Why less is known than there is, in words.
};

struct PackageVersion {
  std::string ecosystem;  ///< "pypi", "npm"
  std::string name;
  std::string version;
};

struct Hardware {
  std::string cpu;
  int cores = 0;  ///< Logical, that the process may use.
  std::uint64_t memory_bytes = 0;
  std::vector<std::string> gpus;  ///< "NVIDIA H100 80GB HBM3 (driver 550.54)"
  std::string os;                 ///< "Debian GNU/Linux 12 (bookworm), Linux 6.1.0 x86_64"
  std::string host;               ///< Hash of the machine's id: the same machine, not its name.
};

/// A file that the run made or changed in its working folder.
struct RunOutput {
  std::string path;  ///< Relative to Run::folder.
  std::uint64_t bytes = 0;
  std::string sha256;  ///< Empty for a file above the limit, which is only named.
};

/// A file that the run read (inputs.h tells how it is known).
struct RunInput {
  std::string path;  ///< Relative to Run::folder where it lies within, else absolute.
  std::uint64_t bytes = 0;
  std::string sha256;  ///< As it was at the run's end. Empty beyond the limit.
  std::string seen;    ///< "listed", "argument", "read" (in the working folder), "open".
};

struct MetricSummary {
  std::uint64_t count = 0;    ///< Points, those that are no number too.
  std::uint64_t strange = 0;  ///< Of these, nan and infinities; not in the figures below.
  double first = 0;
  double last = 0;
  double min = 0;
  double max = 0;
  bool last_strange = false;  ///< The last point is nan or infinite.
  std::int64_t last_step = 0;
};

/// Which process watches over a run: to tell whether it is still there.
struct Watcher {
  std::int64_t pid = 0;
  std::uint64_t start = 0;  ///< Of /proc/PID/stat, field 22: tells a reused pid.
  std::string boot;         ///< /proc/sys/kernel/random/boot_id
};

struct Run {
  std::string id;          ///< "20261127-083012-1": start in UTC, and the first number free.
  std::string experiment;  ///< Name.
  std::vector<std::string> command;               ///< As executed: placeholders filled in.
  std::vector<std::string> asked;                 ///< As typed, with placeholders.
  std::string folder;                             ///< Working folder, absolute.
  std::map<std::string, std::string> parameters;  ///< From --sweep and --set; never the seed.
  std::int64_t seed = 0;
  std::string label;  ///< Free text of the user's.
  GitState git;
  std::map<std::string, std::string> environment;  ///< Chosen variables, none of them secret.
  std::string interpreter;                         ///< "CPython 3.11.2 (/usr/bin/python3)"
  std::vector<PackageVersion> packages;            ///< By ecosystem and name.
  Hardware hardware;
  bool sandboxed = false;
  std::int64_t start_ns = 0;
  std::int64_t end_ns = 0;  ///< 0 while running, and after a kill. start + wall, clock set or not.
  RunStatus status = RunStatus::kRunning;
  std::string reason;  ///< Why it was stopped, interrupted or failed, in words.
  std::optional<int> exit_code;
  int signal = 0;           ///< That ended it; 0 for none.
  double wall_seconds = 0;  ///< By a clock that nobody sets.
  double user_seconds = 0;  ///< All its processes that were waited for.
  double system_seconds = 0;
  std::uint64_t peak_bytes = 0;         ///< Largest resident set of one of its processes.
  std::optional<double> energy_joules;  ///< Of the whole package (RAPL), all programs together.
  std::vector<RunInput> inputs;         ///< By path.
  std::uint64_t inputs_left_out = 0;    ///< Beyond the limit on their number.
  std::vector<RunOutput> outputs;       ///< By path.
  std::uint64_t outputs_left_out = 0;   ///< Beyond the limit on their number.
  std::uint64_t stdout_bytes = 0;
  std::uint64_t stderr_bytes = 0;
  std::int64_t last_step = 0;
  std::map<std::string, MetricSummary> metrics;
  std::vector<std::string> notes;  ///< What a reader should know: a full disk, a clock set back…
  Watcher watcher;
};

/// LIBRARY/experiments, and the folder of one. `name`: see is_experiment_name.
std::filesystem::path experiments_folder(const std::filesystem::path& library);
std::filesystem::path experiment_folder(const std::filesystem::path& library,
                                        std::string_view name);
std::filesystem::path run_folder(const std::filesystem::path& experiment, std::string_view id);
/// Small letters, digits, ".", "-" and "_", 1 to 80 of them, beginning with a letter or digit.
bool is_experiment_name(std::string_view name) noexcept;

/// One JSON document, and back. parse_run throws kCorrupt (`where`), kUnsupportedVersion; keys
/// that are missing keep their defaults.
std::string format_run(const Run& run);
Run parse_run(std::string_view text, const std::string& where);

/// Replaces run.json of `folder`, which must exist. `durable`: synced to the disk. Throws kIo.
void write_run(const std::filesystem::path& folder, const Run& run, bool durable = true);
/// The record of a run's folder as it is true now (see above), its metrics' summary read from
/// metrics.csv where the writer is gone. Nothing is written. Throws kNotFound, kCorrupt, kIo,
/// kUnsupportedVersion.
Run read_run(const std::filesystem::path& folder);

struct RunList {
  std::vector<Run> runs;              ///< As began_before orders them.
  std::vector<std::string> troubles;  ///< Folders that could not be read, and why.
};
/// In the order of runs: by start, then by id, "-2" before "-10".
bool began_before(const Run& a, const Run& b);
/// All runs of an experiment's folder; empty where there are none.
RunList list_runs(const std::filesystem::path& experiment);

/// Finds a run by its id, or by the beginning of it when only one has that: in `experiment`, or in
/// all of the library when it is empty. Throws kNotFound, kInvalid (several).
std::filesystem::path find_run(const std::filesystem::path& library, const std::string& experiment,
                               const std::string& id);

/// This process as a watcher, and whether one is still there.
Watcher this_watcher();
bool is_there(const Watcher& watcher);

}  // namespace assay::practice
