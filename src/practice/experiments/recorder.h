#pragma once
/// Runs a command once and records everything about it (record.h). Threads: record_run may run in
/// several threads at once; every run is of one thread.

#include "practice/experiments/record.h"
#include "practice/experiments/stop_rule.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

struct RunRequest {
  std::filesystem::path library;
  std::string experiment;
  std::vector<std::string> asked;  ///< The command; see fill_in.
  std::filesystem::path folder;    ///< Working folder, absolute.
  std::map<std::string, std::string> parameters;
  std::int64_t seed = 0;
  std::string label;
  std::vector<std::string> metric_files;  ///< In addition to what is found.
  std::vector<std::string> data;          ///< Files and folders that it reads: inputs.h.
  std::vector<StopRule> rules;            ///< The first that holds stops it.
  bool sandboxed = false;                 ///< Walled off: sandbox.h.
  bool standard_input = false;
  /// Bytes that it printed, as they come; null to show nothing.
  std::function<void(bool is_error, std::string_view bytes)> show;
  /// Nanoseconds since 1970 UTC; null: the machine's clock, which may be set while a run goes on.
  std::function<std::int64_t()> wall_clock;
  const std::atomic<bool>* interrupted = nullptr;  ///< Becomes true when it is to end.
};

/// `asked` with {seed}, {out} (the run's own folder for files), {run} (its id) and each parameter's
/// {name} filled in. Other braces stay.
std::vector<std::string> fill_in(const std::vector<std::string>& asked,
                                 const std::map<std::string, std::string>& parameters,
                                 std::int64_t seed, const std::filesystem::path& out,
                                 const std::string& id);

/// Runs it to its end. The program gets ASSAY_SEED, PYTHONHASHSEED (the seed modulo 2^32),
/// ASSAY_RUN (its id), ASSAY_OUT (a folder of its own), ASSAY_METRICS (the file that assay_log.py
/// writes to), ASSAY_PARAM_name for each parameter, and PYTHONUNBUFFERED=1, so that lines are seen
/// as they are printed. Its standard input is empty, unless `standard_input`. A rule, or
/// `interrupted`, ends its whole process group: SIGTERM or SIGINT, and SIGKILL 5 s later. A command
/// that cannot be started is a run with status failed and exit code 127 (126: not executable).
/// Throws kIo when the record cannot be written, kInvalid for a wrong experiment name, or when it
/// is to be walled off and cannot be.
Run record_run(const RunRequest& request);

}  // namespace assay::practice
