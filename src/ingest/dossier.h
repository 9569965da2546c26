#pragma once
/// What belongs to a work: its records, the works tied to it, what it names beyond the library, the
/// state of its artefacts; and how a wrong merge is undone. Threads: as the Library.

#include "base/turn.h"
#include "identify/judge.h"
#include "ingest/views.h"
#include "library/library.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace assay::ingest {

/// Fills records, relations, mentions and artefacts of `view`.
void read_ties(library::Library& library, const library::StoredWork& stored, DossierView& view);

/// Finds the links of all works again if they were made by an older find_mentions, as after a
/// migration. Requires a library open for writing. Returns how many works were looked at; a kill
/// only means to look again. `turn`: put down between two steps; null: none.
std::uint64_t link_works_again(library::Library& library, Turn* turn = nullptr);

struct SplitReport {
  WorkId from;
  WorkId other;                     ///< Where the records are now.
  std::vector<RecordView> records;  ///< Those taken out, numbered as before.
};

/// Takes records out of a work into a work of their own, for good: later imports keep them apart.
/// `what`: a record's number, key, "SOURCE:KEY" or the source alone, as `show` lists them, or an
/// identifier (all records that have it); empty: the record that was joined last, of two. Requires
/// a library open for writing and no transaction. Throws: kNotFound (no such work, no such record),
/// kUsage (a work of one record; of several records where none is named; all of them named).
SplitReport split_work(library::Library& library, const identify::Judge& judge, std::string_view id,
                       std::string_view what, std::int64_t now);

/// {"from":"w1","other":"w7","records":[…]}
std::string to_json(const SplitReport& report);

}  // namespace assay::ingest
