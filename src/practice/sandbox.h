#pragma once
/// Runs a program that nobody vouches for: no network, no home folder, no library, a read-only
/// system, and limits on time, memory, files and output. bubblewrap does the walling off
/// (namespaces of its own for users, processes, network, mounts), a seccomp filter forbids new
/// processes, and this process counts what grows. docs/labs.md tells what is contained and how.
/// Threads: functions may be called from several threads.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace assay::practice {

struct SandboxLimits {
  double seconds = 10;                                 ///< On the clock.
  double processor_seconds = 0;                        ///< Of one process; 0: 2 more than seconds.
  std::size_t memory_bytes = std::size_t{1} << 30;     ///< Address space of one process.
  std::size_t written_bytes = std::size_t{256} << 20;  ///< In the folder `out`, all together.
  std::size_t written_files = 20000;                   ///< In the folder `out`.
  std::size_t printed_bytes = std::size_t{64} << 10;   ///< Standard output and error.
};

struct SandboxJob {
  std::vector<std::string> command;  ///< Program first, as seen inside.
  std::filesystem::path in;          ///< Seen as /in, read-only.
  std::filesystem::path out;         ///< Seen as /out, the only place that stays.
  std::vector<std::filesystem::path> also_readable = {};  ///< Seen where they are.
  SandboxLimits limits = {};
  bool forks = false;  ///< New processes are allowed, for compilers.
  bool walled = true;  ///< False: `--unsafe`, limits alone; /in and /out are not mapped.
};

/// How a program ended.
enum class SandboxEnd {
  kExited,
  kKilled,
  kTooLong,
  kWroteTooMuch,
  kPrintedTooMuch,
  kTooManyThreads
};

struct SandboxResult {
  SandboxEnd end = SandboxEnd::kExited;
  int status = 0;  ///< Exit status, or the signal that killed it.
  double seconds = 0;
  std::string printed;  ///< Standard output and error, at most the limit; control characters kept.
};

/// Empty where programs can be walled off on this system, else why not. Asked once a process.
const std::string& sandbox_trouble();

/// Throws kIo (no process could be made), kInvalid (walled, and sandbox_trouble()).
SandboxResult run_in_sandbox(const SandboxJob& job);

/// The command line that run_in_sandbox would start, for a caller that watches the program itself:
/// walls only, none of the limits. Requires job.forks. Throws kInvalid where there are no walls.
std::vector<std::string> walled_command(const SandboxJob& job);

/// "ran for more than 10 s", "used more memory than allowed …": what ended it early, in words;
/// empty for a program that exited by itself with status 0.
std::string end_words(const SandboxResult& result, const SandboxLimits& limits);

/// The bytes of a plain file of a folder that a walled program wrote to: links are not followed,
/// pipes and devices not read. Throws kIo (not there, not plain), kLimit.
std::string read_written(const std::filesystem::path& folder, const std::string& name,
                         std::size_t limit_bytes);

}  // namespace assay::practice
