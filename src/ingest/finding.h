#pragma once
/// The read side of the pipeline: library and index together answer a person's questions about
/// works. Threads: as the Library and the Index given.

#include "identify/judge.h"
#include "ingest/views.h"
#include "library/library.h"
#include "search/index.h"
#include "search/related.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::ingest {

/// Throws kUsage for a malformed query.
SearchView search_works(library::Library& library, const search::Index& index,
                        std::string_view query, const search::Options& options);

struct RelatedOptions {
  std::size_t k = 10;
  std::optional<search::Role> aspect;
  /// Rank just these works, as a user types their ids; what is typed twice counts once.
  std::optional<std::vector<std::string>> among;
};

/// Works related to `id`, most related first. Throws kNotFound when none of `among` is in the
/// library.
RelatedView find_related(library::Library& library, const search::Index& index, WorkId id,
                         const RelatedOptions& options);

/// The work behind what a user typed. Throws kNotFound.
WorkId require_work(library::Library& library, std::string_view text);

DossierView read_dossier(library::Library& library, const identify::Taxonomy& taxonomy, WorkId id);

/// The verdict with evidence, made afresh from the stored work.
WhyView explain(library::Library& library, const identify::Judge& judge,
                const identify::Taxonomy& taxonomy, WorkId id);

/// A verdict on a work that is in no library; `id` is the work's own. Its reasons name no words.
WhyView assess(const Work& work, const identify::Judge& judge, const identify::Taxonomy& taxonomy);

/// Identifiers as they are shown: normal forms, then the sources' own ids that are none of these.
std::vector<std::string> shown_identifiers(const library::StoredWork& stored);

}  // namespace assay::ingest
