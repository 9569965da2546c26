#pragma once
/// Reading a work: where its page is, a timer that outlives the program, the note that it ends in,
/// and search in the reader's notes. Functions that write make a transaction of their own. Threads:
/// as the Library.

#include "library/library.h"
#include "library/note_files.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

/// A timer that was forgotten counts as so many minutes at most, unless the reader says otherwise.
inline constexpr int kMostReadingMinutes = 240;

/// The address of a work to read, its PDF when asked for and known; empty when it has none.
std::string reading_address(const Work& work, bool pdf);

/// Keeps a rating, 0 to 5, and writes it to the ledger. Throws kUsage for another number.
void rate_work(library::Library& library, WorkId work, int rating, std::int64_t now);
/// "up" is 5, "down" 0, else a number from 0 to 5. Throws kUsage.
int parse_rating(const std::string& text);
/// {"id","rating"}
std::string rating_json(WorkId work, int rating);

/// Asks for more (weight 1) or less (-1) like these works, or takes that back (0).
void mark_works(library::Library& library, const std::vector<WorkId>& works, double weight,
                std::int64_t now);
/// {"works":[{"id","weight"}]}
std::string marks_json(const std::vector<WorkId>& works, double weight);

struct Timer {
  WorkId work;
  std::int64_t started = 0;  ///< Seconds since 1970 UTC.
};
/// The timer that runs, if one does.
std::optional<Timer> running_timer(library::Library& library);
/// Starts a timer; one that runs for this work already goes on. Throws kInvalid when one runs for
/// another work.
Timer start_timer(library::Library& library, WorkId work, std::int64_t now);

struct Reading {
  WorkId work;
  int minutes = 0;
  bool forgotten = false;       ///< It ran longer than kMostReadingMinutes and was cut.
  bool clock_set_back = false;  ///< The clock shows less than at the start: no minute is counted.
};
/// Ends the timer: the minutes go to the ledger and the work counts as read. `minutes`: what the
/// reader says instead. Throws kNotFound when none runs.
Reading stop_timer(library::Library& library, std::int64_t now, std::optional<int> minutes);

/// What a note on a work begins as: headings with a comment each.
std::string note_template(const library::StoredWork& work);
/// True when nothing was written into the template.
bool is_untouched(std::string_view text, const std::string& note_template);
/// The file in which a note on a work is written until it is kept; it is there only after an editor
/// failed.
std::filesystem::path draft_path(const library::Library& library, WorkId work);

/// Keeps a note: row, file, ledger. Returns it with its file. Throws kUsage for an empty one,
/// kLimit above 1 MiB, kInvalid for what is not UTF-8 text.
library::Note keep_note(library::Library& library, WorkId work, std::string_view text,
                        std::int64_t now);
/// Another text for a note of the reader's, named by its file ("w12-1.md"). Throws as keep_note,
/// and kNotFound.
library::KeptNote change_note(library::Library& library, std::string_view file,
                              std::string_view text, std::int64_t now);

/// A note in which all words were found.
struct FoundNote {
  library::KeptNote kept;
  std::string title;  ///< Of its work.
  std::string line;   ///< The first line that holds one of the words.
};
/// Notes that hold every word, whatever its case or form of writing; newest first.
std::vector<FoundNote> search_notes(library::Library& library, std::string_view words);

}  // namespace assay::plan
