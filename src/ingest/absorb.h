#pragma once
/// One record into the library: is it known, changed, a twin of a work, or new? Threads: prepare()
/// may run in many threads at once; an Absorber belongs to the writer's thread.

#include "identify/judge.h"
#include "library/library.h"
#include "search/index.h"
#include "source/artefact.h"
#include "work/match.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace assay::ingest {

/// A record with all that can be worked out of it alone.
struct Prepared {
  library::IncomingRecord incoming;
  Verdict verdict;
  std::optional<source::ArtefactState> promise;  ///< promise_of(): code that is still to come.
  bool id_is_stable = false;  ///< The same id is the same thing, whatever else has changed.
};

/// Key, hashes, identifiers, mentions and verdict of a record. `source`: name of the source.
Prepared prepare(Work work, const std::string& source, const identify::Judge& judge);
/// The same for a record of a service, whose ids are stable.
Prepared prepare_served(Work work, const std::string& source, const identify::Judge& judge);

enum class Outcome { kAdded, kUpdated, kUnchanged };

/// What a transaction changed, for the index.
struct IndexBatch {
  std::vector<search::Document> documents;
  std::vector<WorkId> gone;
  std::int64_t generation = 0;
};

class Absorber {
 public:
  Absorber(library::Library& library, const identify::Judge& judge)
      : library_(library), judge_(judge) {}

  /// Stores a record in the open transaction. kAdded: a new work or a new record of a known one
  /// that changes it; kUpdated: a known record with other content, or a new record of a known work;
  /// kUnchanged: nothing new.
  Outcome absorb(Prepared prepared);

  /// The source has taken back the record of this id, in the open transaction: the work goes on
  /// without it (Library::withdraw_record). False when there is no such record, or it was withdrawn
  /// before. `at`: seconds since 1970 UTC.
  bool withdraw(const std::string& source, const std::string& id, std::int64_t at);

  /// What absorb() and withdraw() changed since the last call; call it after the commit that gave
  /// `generation`.
  IndexBatch take_changes(std::int64_t generation);

  /// Others have changed works after `generation`: take_changes() will give these as well.
  void note_changes_since(std::int64_t generation);

 private:
  Outcome add(Prepared prepared);
  /// Works other than `home` that the record is a twin of, ascending; by its title alone only when
  /// nothing better speaks for another and no second work has that title.
  std::vector<std::pair<WorkId, Twin>> twins_of(const library::IncomingRecord& incoming,
                                                WorkId home);
  /// A record of `home` may show that further works are the same one; only an identifier is reason
  /// enough to join them, and never against the reader's word. Returns the one that stays, the
  /// oldest.
  WorkId join(WorkId home, const std::vector<std::pair<WorkId, Twin>>& twins,
              const std::string& reason);
  /// Where the reader has split works that are all twins of `work`, the one that has most in common
  /// with it comes first.
  void prefer_closest(std::vector<std::pair<WorkId, Twin>>& twins, const Work& work);
  /// Works out a work's derived parts again after its records have changed.
  void reconsider(WorkId id);
  /// True when a stored record and another with the same id from the same kind of file are about
  /// one thing.
  bool is_same_thing(const library::StoredRecord& stored, const Prepared& prepared);

  library::Library& library_;
  const identify::Judge& judge_;
  std::unordered_map<std::int64_t, std::size_t> fresh_;  // work -> position in documents_
  std::unordered_set<std::int64_t> changed_;
  std::vector<search::Document> documents_;
  std::vector<WorkId> gone_;
};

/// A work as the index wants it. `read`: the reader has done with it; `noted`: there are notes on
/// it, whose words are found as those of its text.
search::Document make_document(library::Library& library, const library::StoredWork& stored,
                               bool read, bool noted);

}  // namespace assay::ingest
