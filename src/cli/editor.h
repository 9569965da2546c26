#pragma once
/// Programs of the user's own: the editor and the browser. Threads: one thread.

#include <filesystem>
#include <string>

namespace assay::cli {

/// True when $VISUAL or $EDITOR is set.
bool has_editor();

/// Opens a file in $VISUAL or $EDITOR and waits for its end. Throws kUsage with `hint` where
/// neither is set, kIo when it cannot be started and kCancelled when it fails.
void edit_file(const std::filesystem::path& path, const std::string& hint);

/// Lets the user write, beginning with `text`, in a file of that name (its ending tells an editor
/// the language). Throws as edit_file, and kLimit above 1 MiB.
std::string edit_text(const std::string& text, const std::string& name, const std::string& hint);

/// Shows an address in $BROWSER, else by xdg-open, without waiting for its end. Returns false when
/// neither can be started.
bool open_address(const std::string& address);

}  // namespace assay::cli
