#pragma once
/// The dossier of a work beyond its text: the records it was made of, what it mentions, works that
/// are kept apart, and the state of what its links lead to. Functions that write need
/// Library::Mode::kWrite and a transaction begun by the caller. Threads: as the Library.

#include "library/library.h"
#include "work/code_state.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::library {

/// A record of a work, with what it is called and why it is here.
struct KeptRecord {
  std::int64_t id = 0;
  std::string source;
  std::string key;     ///< Its name within the source.
  std::string reason;  ///< Why it was joined to the work; empty for the first.
  Work work;
};
/// Oldest first.
std::vector<KeptRecord> kept_records(Library& library, WorkId id);

/// Something that a work names, whether the library has it or not.
struct KeptMention {
  std::string rel;
  std::string identifier;  ///< Normal form.
  std::string field;       ///< As Relation::field.
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::optional<WorkId> work;  ///< The work behind it, when the library has it.
};
/// What a work names, in order of field and place; at most `limit`.
std::vector<KeptMention> mentions_of(Library& library, WorkId id, std::size_t limit);

/// The kMentionsVersion by which the links of all works were made; 0 after a migration.
std::int64_t links_version(Library& library);
void set_links_version(Library& library, std::int64_t version);
/// Finds the links of a work again. Its generation stays.
void link_again(Library& library, WorkId id);

/// Living works from `after` on, ascending, at most `limit`.
std::vector<WorkId> works_after(Library& library, WorkId after, std::size_t limit);

// --- Splitting ----------------------------------------------------------------------------------

/// Moves records of `from` into a work of their own and keeps the two apart for good. Where the
/// records are all that a former work was made of, that work comes back under its id, with what the
/// reader had typed on it; else what the reader typed stays with `from`. Returns the other work.
/// Requires some but not all of the records of `from`. The caller calls Library::refresh and
/// set_verdict for both, then prune_artefacts. `at`: seconds since 1970 UTC.
WorkId take_out(Library& library, WorkId from, const std::vector<std::int64_t>& records,
                std::int64_t at);
/// True when the reader has split these works.
bool are_kept_apart(Library& library, WorkId a, WorkId b);

// --- Artefacts ----------------------------------------------------------------------------------

/// What was found behind a link.
struct Artefact {
  std::string url;
  std::string rel;           ///< "code", "data", "weights" ... as the link says.
  std::string state;         ///< alive, archived, empty, missing, promised, unknown
  std::int64_t checked = 0;  ///< Last looked at, seconds since 1970 UTC; 0: never.
  std::string detail;        ///< JSON of the checker, or empty.
};
/// Replaces what was known of that address of the work, and marks the work as changed when what
/// was found of its code did.
void set_artefact(Library& library, WorkId work, const Artefact& artefact);
/// What was found of all artefacts of a work.
CodeState code_state(Library& library, WorkId work);
/// In order of address.
std::vector<Artefact> artefacts(Library& library, WorkId work);
/// Works with code, data, models or demos, or with an artefact on record such as a promise: those
/// never looked at, then those looked at longest ago; of equals the more developer-led first. At
/// most `most`.
std::vector<WorkId> works_with_artefacts(Library& library, std::size_t most);
/// Forgets those whose address the work does not have any more, and that without an address unless
/// the work still only `promises` one.
void prune_artefacts(Library& library, WorkId id, const Work& work, bool promises);

}  // namespace assay::library
