#pragma once
/// Notes as Markdown files in `notes/` of the library's folder, one file a note. What is in the
/// file is the note: whoever changes the file has changed the note, everywhere, at once. The table
/// keeps a copy, so that a backup of the library has every note and a file that is lost or damaged
/// costs nothing; the copy follows the file in sync_note_files, which keeps the text before the
/// last change too. A file is damaged when it cannot be read, is empty, larger than kMostNoteBytes,
/// or not UTF-8 text; then the copy counts. Threads: as the Library.

#include "library/library.h"
#include "library/reader.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace assay::library {

inline constexpr std::size_t kMostNoteBytes = std::size_t{1} << 20;
inline constexpr const char* kNotesFolder = "notes";

/// A note with the work that it is on.
struct KeptNote {
  WorkId work;
  Note note;
};
/// Every note of the reader, as their files say it, by work and then oldest first.
std::vector<KeptNote> all_notes(Library& library);

/// Where a note's file lies.
std::filesystem::path note_path(Library& library, const Note& note);

struct NoteTrouble {
  std::filesystem::path file;
  std::string what;  ///< "is not UTF-8 text (byte 12)", "is missing" ...
};
/// Files of notes that are missing or damaged. Reads only.
std::vector<NoteTrouble> find_note_troubles(Library& library);

struct NoteSync {
  std::size_t changed = 0;           ///< Notes whose file had another text.
  std::size_t written = 0;           ///< Files that were not there and were written from the copy.
  std::vector<NoteTrouble> damaged;  ///< Left as they are; the copy counts.
};
/// Brings copies and files together. Requires Mode::kWrite and a transaction. Throws kIo where a
/// file cannot be written.
NoteSync sync_note_files(Library& library);

/// Writes a damaged file again from the copy; the damaged one is kept beside it as `NAME.damaged`,
/// with a number where that is taken. Returns how many were written. Throws kIo.
std::size_t mend_note_files(Library& library);

}  // namespace assay::library
