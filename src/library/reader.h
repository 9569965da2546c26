#pragma once
/// What the reader did and wants: settings, interests, what was read and rated, notes, weeks and
/// the ledger. Never derived, never touched by an import. All functions work on an open Library;
/// those that write need Library::Mode::kWrite and a transaction begun by the caller. Threads: as
/// the Library.

#include "library/library.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace assay::library {

// --- Readers ------------------------------------------------------------------------------------

/// The reader of a library in which nobody was ever named.
inline constexpr std::string_view kFirstReader = "me";

/// Names, in the order in which they were added.
std::vector<std::string> readers(Library& library);
/// Whose rows the functions below and follows() read and write from now on; kFirstReader until
/// called. Needs no transaction. Throws kNotFound.
void use_reader(Library& library, std::string_view name);
/// Its name, as used.
std::string current_reader(Library& library);
/// False when there is one of that name. Throws kUsage for a name that is empty, longer than 64
/// bytes, or has anything but letters, digits, "-", "_" and ".".
bool add_reader(Library& library, std::string_view name);
/// Removes a reader with everything that is theirs. Requires that it is not the current one.
/// Throws kNotFound; kUsage for kFirstReader.
void remove_reader(Library& library, std::string_view name);
/// Rows of a reader in all tables. Throws kNotFound.
std::int64_t reader_rows(Library& library, std::string_view name);

// --- Settings and interests ---------------------------------------------------------------------

/// "" when never set.
std::string setting(Library& library, std::string_view key);
void set_setting(Library& library, std::string_view key, std::string_view value);
/// All whose key begins with `prefix`: key and value, in order of key.
std::vector<std::pair<std::string, std::string>> settings(Library& library,
                                                          std::string_view prefix);

struct Interest {
  std::string kind;   ///< "topic", "words", "work", "person" or "venue"
  std::string value;  ///< A topic's name, words as in a query, "w12", or a name.
  double weight = 1;  ///< > 0 more of it, < 0 less of it
};
std::vector<Interest> interests(Library& library);
/// Weight 0 removes it.
void set_interest(Library& library, const Interest& interest);

enum class ReadState { kRead, kSkipped, kRated };
struct Reading {
  ReadState state = ReadState::kRead;
  std::optional<int> rating;  ///< 0..5
  std::int64_t at = 0;        ///< When it came to this; seconds since 1970 UTC.
};
/// Works that the reader has read, skipped or rated, by WorkId::v.
std::unordered_map<std::int64_t, Reading> readings(Library& library);
/// Whether the reader read it, which to rate or to skip it does not say.
bool has_read(const std::unordered_map<std::int64_t, Reading>& readings, WorkId id);
/// Keeps a rating given before unless a new one comes. `at`: seconds since 1970 UTC.
void set_reading(Library& library, WorkId work, const Reading& reading, std::int64_t at);

/// As if the work had never been read, skipped or rated.
void forget_reading(Library& library, WorkId work);

struct Note {
  std::int64_t written = 0;  ///< Seconds since 1970 UTC.
  std::string body;          ///< Markdown
  std::int64_t id = 0;       ///< Of a kept note.
  std::string file = {};     ///< Its name within the folder of notes (library/note_files.h).
};
/// Oldest first, as their files say it.
std::vector<Note> notes(Library& library, WorkId work);
/// Works with notes on them, by WorkId::v.
std::unordered_set<std::int64_t> noted_works(Library& library);
/// Keeps a note and writes its file; returns the note's id. Throws kIo.
std::int64_t add_note(Library& library, WorkId work, const Note& note);

enum class ItemState { kPlanned, kDone, kSkipped };
std::string_view item_state_name(ItemState state) noexcept;

/// One thing to do in a week.
struct WeekItem {
  int n = 0;          ///< 1, 2, ... in the order shown.
  std::string track;  ///< papers, experiments, frameworks, algorithms, community
  std::optional<WorkId> work;
  std::string title;
  std::vector<std::string> why;
  int minutes = 0;
  ItemState state = ItemState::kPlanned;
  std::string command;       ///< What to type to begin.
  std::int32_t day = 0;      ///< On which it is planned, days since 1970-01-01; 0 on none.
  std::int64_t changed = 0;  ///< When it was put there, ticked or swapped; seconds since 1970 UTC.
};
struct StoredWeek {
  double hours = 0;  ///< The reader's, less days off.
  std::vector<WeekItem> items;
  int minutes = 0;                        ///< Of them to be filled; 0: all.
  std::vector<std::string> remarks = {};  ///< What the reader should know of it as a whole.
};
/// nullopt when that week was never made. `week`: "2026-W48".
std::optional<StoredWeek> find_week(Library& library, std::string_view week);
void save_week(Library& library, std::string_view week, const StoredWeek& stored, std::int64_t at);
void set_item_state(Library& library, std::string_view week, int n, ItemState state,
                    std::int64_t at);
/// Appends to the ledger: what happened, when, with which work.
void record_event(Library& library, std::string_view event, std::optional<WorkId> work,
                  std::string_view detail, std::int64_t at);

/// A line of the ledger.
struct LedgerLine {
  std::int64_t at = 0;
  std::string event;
  std::optional<WorkId> work;  ///< The work that it has become, where works were merged.
  std::string detail;
};
/// The reader's, oldest first.
std::vector<LedgerLine> ledger(Library& library);

}  // namespace assay::library
