#include "base/files.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/commands.h"
#include "ingest/finding.h"
#include "library/reader.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <iterator>

namespace assay::cli {
namespace {

constexpr std::size_t kMostNoteBytes = std::size_t{1} << 20;

/// Lets the user write in $VISUAL or $EDITOR.
std::string edit_text() {
  const char* editor =
      std::getenv("VISUAL");  // NOLINT(concurrency-mt-unsafe): nothing here sets variables
  if (editor == nullptr || *editor == '\0') {
    editor = std::getenv("EDITOR");  // NOLINT(concurrency-mt-unsafe): as above
  }
  if (editor == nullptr || *editor == '\0') {
    throw Error(Errc::kUsage, "no text for the note", "",
                "write it behind the ID, pipe it in, or set EDITOR");
  }
  const TempDir folder;
  const std::string path = (folder.path() / "note.md").string();
  write_file_atomically(path, "");
  // Through the shell, since $EDITOR may hold arguments; the path is handed over as $1.
  const std::string script = std::string(editor) + " \"$1\"";
  std::string shell = "sh";
  std::string dash_c = "-c";
  std::string script_copy = script;
  std::string path_copy = path;
  char* arguments[] = {shell.data(), dash_c.data(),    script_copy.data(),
                       shell.data(), path_copy.data(), nullptr};
  pid_t child = 0;
  const int result = ::posix_spawnp(&child, "sh", nullptr, nullptr, arguments, environ);
  if (result != 0) {
    throw io_error("cannot start the editor", editor, result);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (status != 0) {
    throw Error(Errc::kCancelled, "the editor failed, so no note was kept", editor);
  }
  return read_file(path, kMostNoteBytes);
}

std::string note_text(const std::vector<std::string>& words) {
  if (!words.empty() && words != std::vector<std::string>{"-"}) {
    return join(words, " ");
  }
  if (::isatty(STDIN_FILENO) == 1 && words.empty()) {
    return edit_text();
  }
  return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
}

int run_note(const Context& context, const std::string& id, const std::vector<std::string>& words) {
  {
    const std::unique_ptr<library::Library> reading =
        context.open_library(library::Library::Mode::kRead);
    ingest::require_work(*reading, id);  // before anything is typed
  }
  const std::string body(trim(note_text(words)));
  if (body.empty()) {
    throw Error(Errc::kUsage, "the note is empty, so nothing was kept", "",
                "write it behind the ID");
  }
  if (body.size() > kMostNoteBytes) {
    throw Error(Errc::kLimit, "the note is larger than 1 MiB", "",
                "keep it in a file and note its place");
  }
  if (find_invalid_utf8(body) != std::string::npos) {
    throw Error(Errc::kInvalid,
                fmt::format("the note is not UTF-8 text (byte {})", find_invalid_utf8(body)), "",
                "save it as UTF-8");
  }
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  const WorkId work = ingest::require_work(*library, id);
  const std::int64_t now = system_clock().now();
  library->begin();
  library::add_note(*library, work, {now, body});
  library::record_event(*library, "note", work, ellipsize(collapse_spaces(body), 80), now);
  library->touch(work);
  library->commit();
  if (context.json) {
    Context::print_json(
        fmt::format(R"({{"id":"{}","written":"{}"}})", format_work_id(work), format_instant(now)));
  } else {
    Context::print(paragraph(
        "noted on " + format_work_id(work) + " " + printable(library->load(work).work.title), 0,
        text_columns()));
  }
  return 0;
}

}  // namespace

void add_note(CLI::App& app, Context& context) {
  auto id = std::make_shared<std::string>();
  auto words = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("note", "Write a note on a work");
  command->add_option("ID", *id, "Any identifier of a work")->required();
  command->add_option("TEXT", *words, "The note, in Markdown; without it, $EDITOR opens");
  command->callback([&context, id, words] {
    context.run = [&context, id, words] { return run_note(context, *id, *words); };
  });
}

}  // namespace assay::cli
