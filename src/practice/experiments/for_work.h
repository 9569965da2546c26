#pragma once
/// An experiment for a work of the library: its question, claims, checks and feasibility worked out
/// from what the library knows. Threads: as the Library.

#include "library/library.h"
#include "practice/experiments/feasible.h"
#include "practice/experiments/maker.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

/// What a reader may choose; empty: worked out.
struct ForWorkOptions {
  std::string name;
  std::string form;                 ///< One of kTemplateNames.
  std::string commit;               ///< Of the authors' code, hexadecimal.
  std::vector<std::size_t> claims;  ///< Which of claims_of_work, from 1.
};

/// The claims that could be tested, best first, at most 20: what `--claim N` counts.
std::vector<TestedClaim> claims_of_work(const Work& work);

/// What the library knows of the terms of a work's code: what a look at it found
/// (`assay check`), or the record of a repository. Nothing is asked of a network.
CodeTerms code_terms(library::Library& library, WorkId id, const Work& work);

/// The work that an experiment is about; nullopt where it names none that the library has.
std::optional<Work> work_of_experiment(library::Library& library, const Experiment& experiment);

/// The request for make_experiment. Throws kNotFound, kUsage (a form or claim that is none, a
/// commit that is none).
MakeRequest request_for_work(library::Library& library, WorkId id,
                             const std::filesystem::path& folder, const ForWorkOptions& options);

/// Notes the experiment in the library, in a transaction of its own: its row, and the ledger.
void keep_experiment(library::Library& library, const std::string& name, WorkId id,
                     std::int64_t at);

}  // namespace assay::practice
