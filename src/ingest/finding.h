#pragma once
/// The read side of the pipeline: library and index together answer a person's questions about
/// works. Threads: as the Library and the Index given.

#include "identify/judge.h"
#include "ingest/views.h"
#include "library/library.h"
#include "search/index.h"

#include <string>
#include <string_view>

namespace assay::ingest {

/// Throws kUsage for a malformed query.
SearchView search_works(library::Library& library, const search::Index& index,
                        std::string_view query, const search::Options& options);

/// The work behind what a user typed. Throws kNotFound.
WorkId require_work(library::Library& library, std::string_view text);

DossierView read_dossier(library::Library& library, WorkId id);

/// The verdict with evidence, made afresh from the stored work.
WhyView explain(library::Library& library, const identify::Judge& judge, WorkId id);

/// A verdict on a work that is in no library; `id` is the work's own.
WhyView assess(const Work& work, const identify::Judge& judge);

/// Identifiers as they are shown: normal forms, then the sources' own ids that are none of these.
std::vector<std::string> shown_identifiers(const library::StoredWork& stored);

}  // namespace assay::ingest
