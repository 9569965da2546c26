#pragma once
/// Looks whether the code, data and weights of works are really there (source/artefact.h) and keeps
/// what was found with them. Threads: as the Library.

#include "identify/judge.h"
#include "library/library.h"
#include "source/artefact.h"

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::ingest {

struct ArtefactFinding {
  WorkId work;
  std::string title;
  std::string rel;    ///< "code", "data" ...
  std::string state;  ///< As library::Artefact::state; "unknown" where a service refused.
  source::ArtefactState found;
};

struct ArtefactReport {
  std::vector<ArtefactFinding> findings;  ///< In the order of the works.
  std::uint64_t works = 0;                ///< Looked at.
  bool interrupted = false;
};

/// What a work promises that offers no code, data or model: nullopt when it offers some, or does
/// not promise any. `checked` is 0: nobody was asked.
std::optional<source::ArtefactState> promise_of(const Work& work);

/// Notes the promise of a work of which nothing is known yet, in the open transaction.
void note_promise(library::Library& library, WorkId id, const source::ArtefactState& promise);

/// Notes in the open transaction what work `id` promises, and forgets what is noted of addresses
/// that it does not have any more.
void settle_artefacts(library::Library& library, WorkId id, const Work& work);

/// The verdict of a work that the library has, with what is known of its code.
Verdict judge_stored(library::Library& library, const identify::Judge& judge, WorkId id,
                     const Work& work);

/// The works whose artefacts were never looked at, then those looked at longest ago; of equals the
/// more developer-led first.
std::vector<WorkId> works_to_check(library::Library& library, std::size_t most);

/// Asks about every artefact of the works, and about promises in those that have none; each work is
/// stored when it is done, so that an interruption keeps what was found. What is unknown replaces
/// nothing that was known, but counts as looked at. A host that nobody knows is missing the second
/// time, if another service could be reached in the same run. The verdict of a work is made again
/// where what is known of its code changed. `now`: seconds since 1970. Requires a
/// library open for writing.
ArtefactReport check_artefacts(library::Library& library, const identify::Judge& judge,
                               const std::vector<WorkId>& works, source::Fetcher& fetcher,
                               const source::ArtefactServices& services, std::int64_t now,
                               const std::atomic<bool>* stop);

/// What is kept as a state: promised, missing, empty, archived, alive; unknown.
std::string artefact_state(const source::ArtefactState& found);

/// {"works":n,"artefacts":[{"id":"w1","rel":"code","state":"alive",...}]}
std::string to_json(const ArtefactReport& report);

}  // namespace assay::ingest
