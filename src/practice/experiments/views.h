#pragma once
/// Experiments and runs as the command line (--json), the API and the page show them.
/// Threads: pure functions on files.

#include "library/library.h"
#include "practice/experiments/compare.h"
#include "practice/experiments/curve.h"
#include "practice/experiments/environment_lock.h"
#include "practice/experiments/metrics.h"
#include "practice/experiments/rubric.h"
#include "practice/experiments/selection.h"
#include "practice/experiments/sweep.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace assay::practice {

/// {"run","experiment","status","reason","exit","seconds","cpu_seconds","peak_memory_bytes",
/// "energy_joules","parameters","seed","last_step","metrics":{name:{"last","steps","first","min",
/// "max","not_numbers"}},"notes"}
std::string to_json(const Run& run);
/// The same with "started", "label", "command", "folder", "record": all of run.json.
std::string record_json(const Run& run);
/// {"runs":[…],"earlier":[…],"not_begun"}
std::string to_json(const SweepResult& result);
/// As a shell tells it: the command's own, 128 and the signal, 130 where assay was interrupted.
int run_exit_status(const Run& run);

/// All experiments of a library's folder; those whose file is wrong are in `troubles`.
/// {"experiments":[{"name","question","work","metric","claims","runs","finished","folder"}]}
std::string experiments_json(const std::vector<Experiment>& experiments);

/// An experiment with what its runs say of it now.
struct ExperimentView {
  Selection selection;                   ///< All its runs.
  std::optional<Comparison> comparison;  ///< Of all of them, by the experiment's own rules.
  std::string no_comparison;             ///< Why there is none.
  std::vector<Grade> grades;             ///< Of its checks, the verdicts of its claims counted.
};
/// Throws as read_experiment, and kInvalid for a check that cannot be read.
ExperimentView view_experiment(const std::filesystem::path& library, const std::string& name);
/// {"name","folder","question","work","title","dataset","metric","direction","claims":[{"name",
/// "text","metric","kind","value","unit","direction","tolerance","dataset","measured","interval",
/// "verdict","reason"}],"verdict","why_no_verdict","checks":[{"name","depth","score","found"}],
/// "runs":[…],"troubles"}
std::string to_json(const ExperimentView& view);

/// What experiments say of claims, by name: for rubric.h.
std::map<std::string, std::string> verdicts_of(const Comparison& comparison);

/// The comparison with its curves, thinned to `columns`: {…,"curves":[…]}.
std::string comparison_json(const Selection& selection, const Comparison& comparison,
                            std::size_t columns);

/// True where a comparison by these options has the experiment's own verdict.
bool is_own_verdict(const Selection& selection, const CompareOptions& options);
/// Puts the verdict into the dossier of the work, where the library has it; within a transaction of
/// its own. False where there is no verdict, or no work. Throws as the Library.
bool keep_verdict(library::Library& library, const Selection& selection,
                  const Comparison& comparison, std::int64_t at);

/// The claim named, by name or number from 1; the first for "". Throws kNotFound.
const TestedClaim& require_claim(const Experiment& experiment, const std::string& name);

/// What changed in a run's packages since the work came out; where the library does not know the
/// work, its date is unknown, and so is the rest.
Drift drift_since(library::Library& library, const Experiment& experiment,
                  const std::vector<ReleaseNote>& releases, const Run& run);

/// {"run","experiment","metrics":[{"name","count","points":[[step,value,seconds]…]}]}: a value that
/// is no finite number is null. `most_points`: as read_metrics.
std::string metrics_json(const Run& run, const std::vector<MetricSeries>& series);

/// A piece of a run's log: at most `most` bytes from `from` on, or the last ones where `from` is
/// beyond the end. `error`: standard error. Whole lines where there is one.
/// {"run","stream","from","next","size","text"}; bytes that are no UTF-8 are replaced. Throws kIo.
std::string log_json(const std::filesystem::path& folder, const Run& run, bool error,
                     std::uint64_t from, std::size_t most);

}  // namespace assay::practice
