#pragma once
/// The reader's experiments, which work each belongs to, and what came of it. Their files and runs
/// lie beside the library (docs/experiments.md); these rows tie them to works. Functions that write
/// need Library::Mode::kWrite and a transaction begun by the caller. Threads: as the Library.

#include "library/library.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::library {

struct KeptExperiment {
  std::string name;
  std::optional<WorkId> work;
  std::int64_t made = 0;  ///< Seconds since 1970 UTC.
  std::string verdict;    ///< "reproduced", "partly", "not", "not enough"; empty before one.
  std::string said;       ///< The verdict in a sentence.
  std::int64_t at = 0;    ///< When it was said; 0 before.
};

/// Adds an experiment, or ties the one of that name to another work; a verdict stays.
void add_experiment(Library& library, const KeptExperiment& experiment);
/// Replaces the verdict. False when there is no experiment of that name.
bool set_experiment_verdict(Library& library, std::string_view name, std::string_view verdict,
                            std::string_view said, std::int64_t at);
/// The reader's, oldest first; of one work when it is given.
std::vector<KeptExperiment> experiments(Library& library,
                                        std::optional<WorkId> work = std::nullopt);

}  // namespace assay::library
