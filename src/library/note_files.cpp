#include "library/note_files.h"

#include "base/files.h"
#include "base/text.h"
#include "library/library_internal.h"

#include <fmt/format.h>

#include <optional>

namespace assay::library {
namespace {

namespace fs = std::filesystem;

/// "Serving Models at Scale!" -> "serving-models-at-scale", at most 40 bytes.
std::string slug(std::string_view title) {
  constexpr std::size_t kMost = 40;
  std::string out;
  for (const char c : ascii_lower(strip_accents(repair_utf8(title)))) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
    if (out.size() >= kMost) {
      break;
    }
  }
  while (!out.empty() && out.back() == '-') {
    out.pop_back();
  }
  return out;
}

std::string title_of(Library& library, WorkId work) {
  Statement& select =
      library.impl().sql("SELECT title FROM records WHERE work = ? ORDER BY id LIMIT 1");
  select.bind(1, work.v);
  const Resetting resetting(select);
  return select.step() ? select.column_text(0) : std::string();
}

fs::path folder_of(Library& library) {
  return library.folder() / kNotesFolder;
}

std::string as_file(const std::string& body) {
  return body.empty() || body.back() != '\n' ? body + "\n" : body;
}

/// What a note's file says, or why it says nothing.
struct FileText {
  std::optional<std::string> body;
  std::string trouble;  ///< Empty where there is a body.
  bool missing = false;
};

FileText read_note(const fs::path& path) {
  std::error_code ec;
  const bool there = fs::exists(path, ec);
  if (!there && !ec) {
    return {std::nullopt, "is missing", true};
  }
  std::string text;
  try {
    text = read_file(path, kMostNoteBytes);
  } catch (const Error& error) {
    return {std::nullopt, "cannot be read: " + error.message(), false};
  }
  if (const std::size_t at = find_invalid_utf8(text); at != std::string::npos) {
    return {std::nullopt, fmt::format("is not UTF-8 text (byte {})", at), false};
  }
  if (const std::size_t at = text.find('\0'); at != std::string::npos) {
    return {std::nullopt, fmt::format("is not text (byte {})", at), false};
  }
  const std::string_view body = trim(text);
  if (body.empty()) {
    return {std::nullopt, "is empty", false};
  }
  return {std::string(body), {}, false};
}

/// Writes a new file for a note; never over another text. Returns its name.
std::string write_new_file(Library& library, WorkId work, std::int64_t id,
                           const std::string& body) {
  const fs::path folder = folder_of(library);
  make_folders(folder);
  const std::string title = slug(title_of(library, work));
  const std::string stem =
      fmt::format("{}-{}{}{}", format_work_id(work), id, title.empty() ? "" : "-", title);
  std::string name = stem + ".md";
  for (int n = 2; fs::exists(folder / name); ++n) {
    if (read_note(folder / name).body == body) {
      return name;
    }
    name = fmt::format("{}-{}.md", stem, n);
  }
  write_file_atomically(folder / name, as_file(body));
  return name;
}

void set_file(Library& library, std::int64_t id, const std::string& name) {
  library.impl()
      .sql("UPDATE notes SET file = ? WHERE id = ?")
      .bind(1, std::string_view(name))
      .bind(2, id)
      .run();
}

/// The notes as the table has them.
std::vector<KeptNote> copies(Library& library, std::optional<WorkId> work) {
  Statement& select = library.impl().sql(
      "SELECT work, written, body, id, file FROM notes WHERE reader = ?1 AND "
      "(?2 IS NULL OR work = ?2) ORDER BY work, id");
  select.bind(1, library.impl().reader);
  if (work) {
    select.bind(2, work->v);
  } else {
    select.bind_null(2);
  }
  const Resetting resetting(select);
  std::vector<KeptNote> out;
  while (select.step()) {
    out.push_back({{select.column_int(0)},
                   {select.column_int(1), select.column_text(2), select.column_int(3),
                    select.column_text(4)}});
  }
  return out;
}

/// Puts what the file says in place of the copy.
void follow_file(Library& library, KeptNote& kept) {
  if (kept.note.file.empty()) {
    return;
  }
  if (FileText text = read_note(note_path(library, kept.note)); text.body) {
    kept.note.body = std::move(*text.body);
  }
}

}  // namespace

fs::path note_path(Library& library, const Note& note) {
  return folder_of(library) / note.file;
}

std::vector<Note> notes(Library& library, WorkId work) {
  std::vector<Note> out;
  for (KeptNote& kept : copies(library, work)) {
    follow_file(library, kept);
    out.push_back(std::move(kept.note));
  }
  return out;
}

std::vector<KeptNote> all_notes(Library& library) {
  std::vector<KeptNote> out = copies(library, std::nullopt);
  for (KeptNote& kept : out) {
    follow_file(library, kept);
  }
  return out;
}

std::unordered_set<std::int64_t> noted_works(Library& library) {
  Statement& select = library.impl().sql("SELECT DISTINCT work FROM notes WHERE reader = ?");
  select.bind(1, library.impl().reader);
  const Resetting resetting(select);
  std::unordered_set<std::int64_t> out;
  while (select.step()) {
    out.insert(select.column_int(0));
  }
  return out;
}

std::int64_t add_note(Library& library, WorkId work, const Note& note) {
  library.impl()
      .sql("INSERT INTO notes (reader, work, body, written) VALUES (?, ?, ?, ?)")
      .bind(1, library.impl().reader)
      .bind(2, work.v)
      .bind(3, std::string_view(note.body))
      .bind(4, note.written)
      .run();
  const std::int64_t id = library.impl().database.last_insert_id();
  set_file(library, id, write_new_file(library, work, id, note.body));
  return id;
}

std::vector<NoteTrouble> find_note_troubles(Library& library) {
  std::vector<NoteTrouble> out;
  for (const KeptNote& kept : copies(library, std::nullopt)) {
    if (kept.note.file.empty()) {
      continue;
    }
    const fs::path path = note_path(library, kept.note);
    if (const FileText text = read_note(path); !text.body) {
      out.push_back({path, text.trouble});
    }
  }
  return out;
}

NoteSync sync_note_files(Library& library) {
  NoteSync sync;
  for (const KeptNote& kept : copies(library, std::nullopt)) {
    if (kept.note.file.empty()) {  // from before notes had files
      set_file(library, kept.note.id,
               write_new_file(library, kept.work, kept.note.id, kept.note.body));
      ++sync.written;
      continue;
    }
    const fs::path path = note_path(library, kept.note);
    const FileText text = read_note(path);
    if (text.missing) {
      make_folders(path.parent_path());
      write_file_atomically(path, as_file(kept.note.body));
      ++sync.written;
    } else if (!text.body) {
      sync.damaged.push_back({path, text.trouble});
    } else if (*text.body != trim(kept.note.body)) {
      library.impl()
          .sql("UPDATE notes SET earlier = body, body = ? WHERE id = ?")
          .bind(1, std::string_view(*text.body))
          .bind(2, kept.note.id)
          .run();
      library.touch(kept.work);
      ++sync.changed;
    }
  }
  return sync;
}

std::size_t mend_note_files(Library& library) {
  std::size_t mended = 0;
  for (const KeptNote& kept : copies(library, std::nullopt)) {
    if (kept.note.file.empty()) {
      continue;
    }
    const fs::path path = note_path(library, kept.note);
    const FileText text = read_note(path);
    if (text.body) {
      continue;
    }
    if (!text.missing) {
      fs::path aside = path.string() + ".damaged";
      for (int n = 2; fs::exists(aside); ++n) {
        aside = fmt::format("{}.damaged-{}", path.string(), n);
      }
      std::error_code ec;
      fs::rename(path, aside, ec);
      if (ec) {
        throw io_error("cannot put a damaged note aside", path.string(), ec.value());
      }
    }
    make_folders(path.parent_path());
    write_file_atomically(path, as_file(kept.note.body));
    ++mended;
  }
  return mended;
}

}  // namespace assay::library
