#pragma once
/// The same command over seeds and parameters, several at once, taken up again where it was left.
/// Threads: run_sweep starts its own; its callbacks are called by one at a time.

#include "practice/experiments/recorder.h"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace assay::practice {

/// A parameter and its values, in the order of the command line.
using Axis = std::pair<std::string, std::vector<std::string>>;

/// "lr=1e-3,1e-4": a name of letters, digits and "_", and values between commas. Throws kUsage.
Axis parse_axis(const std::string& text);
/// "5": 0 to 4; "3,7,11": these. Throws kUsage.
std::vector<std::int64_t> parse_seeds(const std::string& text);

struct SweepRequest {
  RunRequest base;
  std::vector<std::int64_t> seeds = {0};
  std::vector<Axis> axes;
  int jobs = 1;
  bool again = false;  ///< Runs what is finished, too.
  std::string remark;  ///< What is to be told before they begin; "" for nothing.
};

/// A sweep as it is asked for, in words: by the command line and by the API.
struct SweepWords {
  std::vector<std::string> command;
  std::string experiment;
  std::string seeds;                  ///< As parse_seeds; empty: seed 0 alone.
  std::vector<std::string> sweeps;    ///< As parse_axis.
  std::vector<std::string> settings;  ///< "lr=1e-3"
  std::vector<std::string> rules;     ///< As StopRule.
  std::vector<std::string> metric_files;
  std::vector<std::string> data;  ///< Files and folders that it reads, to be hashed.
  std::string label;
  int jobs = 1;  ///< At most the cores are used.
  bool sandboxed = false;
  bool again = false;
};
/// `library`, `folder`: absolute. A single run that is asked for again is wanted again; a sweep
/// goes on where it was left. The data that experiment.toml lists are added; a wrong file stops no
/// run, but is remarked on. Throws kUsage for words that are none.
SweepRequest sweep_of(const SweepWords& words, const std::filesystem::path& library,
                      const std::filesystem::path& folder);
/// Parameters that no argument names: the command sees them as ASSAY_PARAM_name only.
std::vector<std::string> unused_parameters(const SweepRequest& request);

struct SweepResult {
  std::vector<Run> runs;  ///< Made now, in the order of the plan.
  std::vector<Run>
      earlier;           ///< Finished before, as asked for now, and with what it read unchanged.
  std::size_t left = 0;  ///< Not begun: the user interrupted.
};

/// Parameters and seed of every run: all values of all axes, seeds innermost.
std::vector<std::pair<std::map<std::string, std::string>, std::int64_t>> plan_sweep(
    const SweepRequest& request);

/// A run that is begun while others go on needs available memory for the largest seen so far; else
/// it waits for one of them to end. Throws as record_run; then what was begun is ended first.
SweepResult run_sweep(const SweepRequest& request, const std::function<void(const Run&)>& ended);

}  // namespace assay::practice
