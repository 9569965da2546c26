#pragma once
/// The truth: works, where each of their fields came from, and what the reader did with them, in
/// one SQLite file (docs/library.md). One writer at a time holds the folder's lock; any number of
/// readers see one consistent generation each. Threads: a Library belongs to one thread; open one a
/// thread.

#include "base/error.h"
#include "work/mentions.h"
#include "work/merge.h"
#include "work/verdict.h"
#include "work/work.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::library {

inline constexpr const char* kLibraryFile = "library.db";
inline constexpr const char* kLockFile = "library.lock";

/// The error of a second writer (exit status 5).
Error locked_error(const std::filesystem::path& folder);

/// A former library that a migration (`library.db.vN.bak`) or a restore kept beside the library.
struct KeptCopy {
  std::filesystem::path path;
  std::uint64_t bytes = 0;
};
/// By name. None when the folder cannot be read.
std::vector<KeptCopy> kept_copies(const std::filesystem::path& folder);

/// Replaces the library in `folder` by a backup, after checking it; the index is rebuilt when next
/// used. Returns where the former library is kept: `library.db.before-restore`, or that with a
/// number when an earlier one lies there; empty when there was none. Throws: kNotFound, kCorrupt
/// and kInvalid (nothing changed), kLocked, kIo.
std::filesystem::path restore(const std::filesystem::path& folder,
                              const std::filesystem::path& backup);

/// A record on its way in, with what was worked out of it beforehand (outside of the writer's
/// thread).
struct IncomingRecord {
  Record record;                   ///< work.id is the source's own id.
  std::string key;                 ///< Stable within the source.
  std::uint64_t content_hash = 0;  ///< of all fields
  std::uint64_t title_key = 0;
  std::uint64_t twin_key = 0;           ///< of the title
  std::vector<Identifier> identifiers;  ///< own_identifiers
  std::vector<Mention> mentions;        ///< find_mentions
};

/// All fields of `work` in one number, to tell a changed record from an unchanged one.
std::uint64_t content_hash(const Work& work);

/// A record that the library holds.
struct StoredRecord {
  std::int64_t id = 0;
  WorkId work;
  std::uint64_t content_hash = 0;
  bool withdrawn = false;  ///< Its source has taken it back.
};

/// The small part of a work that ranking looks at, one for every work.
struct Summary {
  WorkId id;
  Kind kind = Kind::kPaper;
  int year = 0;
  std::int32_t day = 0;  ///< Days since 1970-01-01; 0 when no date is known.
  bool has_code = false;
  double developer_led = 0;
  double research = 0;
  std::uint32_t topics = 0;
};

struct StoredWork {
  WorkId id;
  Work work;
  std::vector<FieldOrigin> origins;
  std::vector<std::string> sources;        ///< Names, each once, in order.
  std::vector<std::string> given_ids;      ///< The sources' own ids.
  std::vector<std::string> merge_reasons;  ///< One a record after the first: why it was put here.
  double developer_led = 0;
  double research = 0;
  std::uint32_t topics = 0;
  bool has_code = false;    ///< As work/mentions.h says.
  bool code_alive = false;  ///< Its code was found alive when last looked at (library/dossier.h).
  bool withdrawn = false;   ///< All its sources have taken it back, and the reader left no trace.
};

/// Another work of the dossier, and how it is tied.
struct Relation {
  WorkId id;
  TypedTie tie;           ///< As seen from the work that was asked for.
  bool said_here = true;  ///< The evidence stands in that work's fields, not in the other's.
  /// Where the evidence stands: a field with its bytes [begin, end); "links" or "code" without
  /// bytes, where a source says so; empty where titles and people agree.
  std::string field;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

class Library {
 public:
  enum class Mode {
    /// Sees the library as it was when opened, or at the last renew(). Throws kNotFound when there
    /// is none. Writes nothing, but for an older version, which is migrated first as kWrite does.
    kRead,
    kWrite,  ///< Takes the lock, makes or migrates the library.
  };

  /// Throws: kNotFound, kLocked (at once), kUnsupportedVersion, kCorrupt, kIo.
  Library(std::filesystem::path folder, Mode mode);
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  Library(Library&&) = delete;
  Library& operator=(Library&&) = delete;
  ~Library();

  [[nodiscard]] const std::filesystem::path& folder() const noexcept;
  /// Mode::kRead: sees from now on what has been committed until now.
  void renew();
  /// Counts finished changes; 0 for an empty library.
  [[nodiscard]] std::int64_t generation();
  /// A random number, another one for each library and after each restore: generations can be
  /// compared only where it is the same.
  [[nodiscard]] std::uint64_t lineage();
  /// Number of works, without those that were withdrawn.
  [[nodiscard]] std::uint64_t size();

  // --- Finding ---------------------------------------------------------------------------------
  /// The work behind what a user typed: "w12", any identifier, or a source's own id. Follows
  /// merges.
  [[nodiscard]] std::optional<WorkId> resolve(std::string_view text);
  /// Works that a record could be a twin of: those that share an identifier, or the title's key
  /// where kind, year and people do not contradict. Ascending.
  [[nodiscard]] std::vector<WorkId> candidates(const IncomingRecord& incoming);
  [[nodiscard]] std::optional<StoredRecord> find_record(std::string_view source,
                                                        std::string_view key);

  // --- Reading ---------------------------------------------------------------------------------
  /// Throws kNotFound.
  [[nodiscard]] StoredWork load(WorkId id);
  /// The work behind an id of another time, such as one from the index: merges are followed;
  /// nothing when it is not there, or was withdrawn.
  [[nodiscard]] std::optional<StoredWork> find(WorkId id);
  /// The records of a work, oldest first, without those that were withdrawn while there are others.
  [[nodiscard]] std::vector<Record> records(WorkId id);
  /// The works tied to this one by links and mentions in either direction, or by title and people
  /// across kinds; each by its strongest tie, the strongest first, then by id.
  [[nodiscard]] std::vector<Relation> relations(const StoredWork& work);
  /// Calls `visit` for every work in order of id.
  void for_each_summary(const std::function<void(const Summary&)>& visit);
  /// Works of either kind, in order of id.
  [[nodiscard]] std::vector<WorkId> works_of_kinds(Kind one, Kind other);
  /// Works whose `practice` field names this track, in order of id.
  [[nodiscard]] std::vector<WorkId> practice_works(std::string_view track);
  /// Works changed after `generation` (merged and withdrawn ones among them, to be forgotten), in
  /// order of id;
  /// at most `limit`, starting behind `after`.
  struct Change {
    WorkId id;
    bool gone = false;
  };
  [[nodiscard]] std::vector<Change> changes_since(std::int64_t generation, WorkId after,
                                                  std::size_t limit);
  /// Works whose verdict was made by another model than `model`, in order of id, at most `limit`.
  [[nodiscard]] std::vector<WorkId> judged_by_others(std::string_view model, WorkId after,
                                                     std::size_t limit);

  // --- Writing (Mode::kWrite) ------------------------------------------------------------------
  /// Everything between begin() and commit() becomes visible at once, with the next generation.
  void begin();
  /// Returns the new generation.
  std::int64_t commit();
  /// The same without a new generation, for changes that no work and no answer depends on, such as
  /// when a source was last asked.
  void commit_aside();
  /// Forgets what was done since begin(). Harmless when nothing was begun.
  void rollback() noexcept;

  /// Makes a new work of one record, with its verdict when it is known already.
  WorkId add_work(const IncomingRecord& incoming, const Verdict* verdict = nullptr);
  /// Adds a record to a work, `reason` telling why it belongs there.
  void add_record(WorkId work, const IncomingRecord& incoming, std::string_view reason);
  void replace_record(const StoredRecord& stored, const IncomingRecord& incoming);
  /// Notes that the source of a record has taken it back. Nothing is deleted: the work goes on
  /// without it, or, when it has no other record and the reader never rated or noted it, out of
  /// sight until a record comes back. Call refresh() afterwards.
  void withdraw_record(const StoredRecord& stored, std::int64_t at);
  /// Moves all records, and what the reader did, from `from` to `into`; `from` stays as a
  /// forwarding address. Requires that the two are not kept apart (library/dossier.h).
  void merge_works(WorkId into, WorkId from, std::string_view reason);
  /// Rewrites what is derived from the records (kind, title key, date, identifiers, links, whether
  /// the work was withdrawn). Call
  /// after the records of a work of several records have changed.
  void refresh(WorkId id, const Work& merged);
  void set_verdict(WorkId id, const Verdict& verdict);
  /// Marks a work as changed, so that the index reads it again (after a rating, say); one that was
  /// withdrawn comes back for that.
  void touch(WorkId id);

  // --- Care ------------------------------------------------------------------------------------
  /// Online copy to a file, checked; a former backup there is replaced. Throws kIo, and kInvalid
  /// when another file is in the way; then it is as it was.
  void backup(const std::filesystem::path& target);
  /// Reads everything and throws kCorrupt with the first damage found.
  void check();
  /// Every work that was not merged has a record, and every merge leads to a work. Throws kCorrupt.
  void check_works();
  /// Writes what is in the log file into the library file. Called after imports.
  void checkpoint();

  struct Impl;
  /// For the other files of this room.
  [[nodiscard]] Impl& impl() noexcept { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::library
