#pragma once
/// Which runs a command is about, read from the library's folder, with their curves.
/// Threads: pure functions on files.

#include "practice/experiments/compare.h"
#include "practice/experiments/curve.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace assay::practice {

struct Selection {
  Experiment experiment;  ///< Without claims where the runs are of several.
  std::vector<Run> runs;  ///< By start. Of several experiments: the label begins with its name.
  std::vector<std::filesystem::path> folders;  ///< Beside `runs`.
  std::vector<std::string> troubles;           ///< Records that could not be read.
  bool whole = false;                          ///< All runs of one experiment were asked for.
};

/// `words`: names of experiments, or ids of runs (or their beginnings), looked for in `experiment`
/// unless it is empty. Throws kNotFound, kInvalid, and as read_experiment.
Selection select_runs(const std::filesystem::path& library, const std::vector<std::string>& words,
                      const std::string& experiment);

/// All runs of one experiment. Throws kNotFound for a name that is none, and as select_runs.
Selection require_selection(const std::filesystem::path& library, const std::string& name);

/// The comparison by the experiment's own rules; none, and `why`, where the runs cannot be
/// compared.
std::optional<Comparison> try_compare(const Selection& selection, std::string& why);

/// Curves of a metric for the arms of a comparison, in its order.
std::vector<ArmCurve> read_curves(const Selection& selection, const Comparison& comparison,
                                  std::size_t columns);

}  // namespace assay::practice
