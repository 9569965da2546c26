#include "cli/editor.h"

#include "base/error.h"
#include "base/files.h"
#include "cli/environment.h"
#include "library/note_files.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>

namespace assay::cli {
namespace {

std::string editor() {
  const std::string visual = environment("VISUAL");
  return visual.empty() ? environment("EDITOR") : visual;
}

/// Runs `script` in a shell with `argument` as $1 (so that $EDITOR may hold options and the
/// argument any character); nullopt when the shell cannot be started, else its wait status.
std::optional<int> run_shell(std::string script, std::string argument, bool silent) {
  std::string shell = "sh";
  std::string dash_c = "-c";
  std::array<char*, 6> arguments = {shell.data(), dash_c.data(),   script.data(),
                                    shell.data(), argument.data(), nullptr};
  posix_spawn_file_actions_t actions{};
  ::posix_spawn_file_actions_init(&actions);
  if (silent) {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
      ::posix_spawn_file_actions_addopen(&actions, stream, "/dev/null",
                                         stream == STDIN_FILENO ? O_RDONLY : O_WRONLY, 0);
    }
  }
  pid_t child = 0;
  const int result = ::posix_spawnp(&child, "sh", &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (result != 0) {
    errno = result;
    return std::nullopt;
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

bool has_editor() {
  return !editor().empty();
}

void edit_file(const std::filesystem::path& path, const std::string& hint) {
  const std::string command = editor();
  if (command.empty()) {
    throw Error(Errc::kUsage, "no editor: neither VISUAL nor EDITOR is set", "", hint);
  }
  const std::optional<int> status = run_shell(command + " \"$1\"", path.string(), false);
  if (!status) {
    throw io_error("cannot start the editor", command, errno);
  }
  if (*status != 0) {
    throw Error(Errc::kCancelled, "the editor failed, so nothing was kept", command);
  }
}

std::string edit_text(const std::string& text, const std::string& name, const std::string& hint) {
  const TempDir folder;
  const std::filesystem::path path = folder.path() / name;
  write_file_atomically(path, text);
  edit_file(path, hint);
  return read_file(path, library::kMostNoteBytes);
}

bool open_address(const std::string& address) {
  const std::string browser = environment("BROWSER");
  // Behind "&", so that a browser that stays open is not waited for.
  const std::string command = browser.empty()
                                  ? "command -v xdg-open >/dev/null || exit 1; xdg-open \"$1\" &"
                                  : browser + " \"$1\" &";
  return run_shell(command, address, true) == std::optional<int>(0);
}

}  // namespace assay::cli
