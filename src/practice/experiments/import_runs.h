#pragma once
/// Runs that another tool recorded, brought in as runs of an experiment. What that tool did not
/// record stays empty, and a note of each run says where it came from. The same run is taken once.
/// Threads: pure functions on files; the folder's lock is not held, as each run has its own folder.

#include "practice/experiments/metrics.h"
#include "practice/experiments/record.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

struct ImportReport {
  std::vector<std::string> experiments;  ///< Names of those that runs went to.
  std::size_t added = 0;
  std::size_t unchanged = 0;          ///< Here already.
  std::vector<std::string> rejected;  ///< What could not be read, and why.
};

/// A name that is_experiment_name takes, made of any text; "imported" of none.
std::string experiment_slug(std::string_view text);

/// Puts a run beneath LIBRARY/experiments/NAME. `origin`: what it is called there, for the note and
/// to know it again. `points`: writes its metrics. run.id, .experiment, .metrics and .last_step are
/// set here. Throws kIo.
void keep_run(const std::filesystem::path& library, const std::string& experiment,
              const std::string& origin, Run run, const std::function<void(MetricWriter&)>& points,
              ImportReport& report);

/// {"experiments":[…],"added","unchanged","rejected":[…]}
std::string to_json(const ImportReport& report);

}  // namespace assay::practice
