#include "base/text.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/editor.h"
#include "ingest/finding.h"
#include "library/note_files.h"
#include "plan/reading.h"
#include "plan/vault.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <iostream>
#include <iterator>

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kTextHint = "write it behind the ID, pipe it in, or set EDITOR";

struct NoteArguments {
  std::string id;
  std::vector<std::string> words;
  std::string vault;
  bool mend = false;
};

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string note_text(const std::vector<std::string>& words) {
  if (!words.empty() && words != std::vector<std::string>{"-"}) {
    return join(words, " ");
  }
  if (::isatty(STDIN_FILENO) == 1 && words.empty()) {
    return edit_text("", "note.md", kTextHint);
  }
  return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

void tell_damage(const Context& context, const std::vector<library::NoteTrouble>& troubles) {
  for (const library::NoteTrouble& trouble : troubles) {
    context.tell(
        fmt::format("assay: the note {} {}: the library's copy counts; mend the file, or "
                    "`assay note files --mend` writes it again",
                    trouble.file.string(), trouble.what));
  }
}

/// Brings files and copies together, and says what is wrong.
library::NoteSync sync_notes(const Context& context, library::Library& library) {
  library.begin();
  library::NoteSync sync;
  try {
    sync = library::sync_note_files(library);
    if (sync.changed > 0) {
      library.commit();
    } else {
      library.commit_aside();
    }
  } catch (...) {
    library.rollback();
    throw;
  }
  tell_damage(context, sync.damaged);
  return sync;
}

int run_note(const Context& context, const NoteArguments& arguments) {
  if (arguments.id.empty()) {
    throw Error(Errc::kUsage, "no work named", "",
                "`assay note ID TEXT`, or see `assay help note`");
  }
  {
    const std::unique_ptr<library::Library> reading =
        context.open_library(library::Library::Mode::kRead);
    ingest::require_work(*reading, arguments.id);  // before anything is typed
  }
  const std::string body = note_text(arguments.words);
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  const WorkId work = ingest::require_work(*library, arguments.id);
  const library::Note note = plan::keep_note(*library, work, body, system_clock().now());
  sync_notes(context, *library);
  if (context.json) {
    Context::print_json(text_of(Json{{"id", format_work_id(work)},
                                     {"written", format_instant(note.written)},
                                     {"file", library::note_path(*library, note).string()}}));
  } else {
    Context::print(paragraph(
        "noted on " + format_work_id(work) + " " + printable(library->load(work).work.title), 0,
        text_columns()));
  }
  return 0;
}

int run_search(const Context& context, const NoteArguments& arguments) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kRead);
  tell_damage(context, library::find_note_troubles(*library));
  const std::vector<plan::FoundNote> found =
      plan::search_notes(*library, join(arguments.words, " "));
  if (context.json) {
    Json list = Json::array();
    for (const plan::FoundNote& note : found) {
      list.push_back({{"id", format_work_id(note.kept.work)},
                      {"title", note.title},
                      {"written", format_instant(note.kept.note.written)},
                      {"line", note.line},
                      {"body", note.kept.note.body},
                      {"file", library::note_path(*library, note.kept.note).string()}});
    }
    Context::print_json(text_of(Json{{"notes", list}}));
    return 0;
  }
  const Style style = context.style();
  std::string out;
  for (const plan::FoundNote& note : found) {
    out += style.bold(paragraph(printable(format_work_id(note.kept.work) + " " + note.title), 0,
                                text_columns())) +
           paragraph(
               printable(format_instant(note.kept.note.written).substr(0, 10) + "  " + note.line),
               4, text_columns());
  }
  Context::print(out.empty() ? "no note holds these words\n" : out);
  return 0;
}

int run_files(const Context& context, const NoteArguments& arguments) {
  context.open_library(library::Library::Mode::kRead).reset();
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  const std::size_t mended = arguments.mend ? library::mend_note_files(*library) : 0;
  const library::NoteSync sync = sync_notes(context, *library);
  const std::vector<library::KeptNote> notes = library::all_notes(*library);
  if (context.json) {
    Json list = Json::array();
    for (const library::KeptNote& kept : notes) {
      list.push_back({{"id", format_work_id(kept.work)},
                      {"written", format_instant(kept.note.written)},
                      {"file", library::note_path(*library, kept.note).string()}});
    }
    Json damaged = Json::array();
    for (const library::NoteTrouble& trouble : sync.damaged) {
      damaged.push_back({{"file", trouble.file.string()}, {"what", trouble.what}});
    }
    Context::print_json(text_of(Json{{"notes", list},
                                     {"changed", sync.changed},
                                     {"written", sync.written},
                                     {"mended", mended},
                                     {"damaged", damaged}}));
    return 0;
  }
  std::string out;
  for (const library::KeptNote& kept : notes) {
    out += library::note_path(*library, kept.note).string() + "\n";
  }
  Context::print(out.empty() ? "no notes yet: `assay note ID` or `assay read ID`\n" : out);
  context.tell(fmt::format("{} changed by their files, {} files written, {} mended, {} damaged",
                           sync.changed, sync.written, mended, sync.damaged.size()));
  return 0;
}

int run_export(const Context& context, const NoteArguments& arguments) {
  context.open_library(library::Library::Mode::kRead).reset();
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  sync_notes(context, *library);
  const plan::VaultReport report = plan::export_vault(*library, arguments.vault);
  for (const std::string& file : report.left) {
    context.tell(
        fmt::format("assay: {} was left as it is: its front matter or the marks "
                    "assay:begin and assay:end are gone",
                    file));
  }
  if (context.json) {
    Context::print_json(plan::to_json(report));
  } else {
    Context::print(fmt::format("{} written, {} updated, {} unchanged, {} left as they are\n",
                               report.written, report.updated, report.unchanged,
                               report.left.size()));
  }
  return 0;
}

using Run = int (*)(const Context&, const NoteArguments&);

void runs(CLI::App& command, Context& context, const std::shared_ptr<NoteArguments>& arguments,
          Run run) {
  command.callback([&context, &command, arguments, run] {
    if (command.get_subcommands().empty()) {  // else that one has said what to run
      context.run = [&context, arguments, run] { return run(context, *arguments); };
    }
  });
}

}  // namespace

void add_note(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<NoteArguments>();
  CLI::App* command = app.add_subcommand("note", "Write notes on works; search and export them");
  command->require_subcommand(0, 1);
  command->add_option("ID", arguments->id, "Any identifier of a work");
  command->add_option("TEXT", arguments->words, "The note, in Markdown; without it, $EDITOR opens");
  runs(*command, context, arguments, run_note);
  CLI::App* search = command->add_subcommand("search", "Find words in your notes");
  search->add_option("WORDS", arguments->words, "All must be there")->required();
  runs(*search, context, arguments, run_search);
  CLI::App* files = command->add_subcommand("files", "List the files of notes, and check them");
  files->add_flag("--mend", arguments->mend, "Write damaged files again from the library's copy");
  runs(*files, context, arguments, run_files);
  CLI::App* out = command->add_subcommand("export", "Write a vault of linked Markdown files");
  out->add_option("--vault", arguments->vault, "Its folder, such as an Obsidian vault")
      ->type_name("DIR")
      ->required();
  runs(*out, context, arguments, run_export);
}

}  // namespace assay::cli
