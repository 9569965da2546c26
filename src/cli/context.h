#pragma once
/// What every command is given: the global options and what can be opened with them.
/// Threads: one thread.

#include "base/error.h"
#include "cli/style.h"
#include "ingest/endpoint_encoder.h"
#include "ingest/indexing.h"
#include "library/library.h"
#include "search/index.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace assay::cli {

enum class ColorMode { kAuto, kAlways, kNever };

struct Context {
  std::string library_option;  ///< --library, empty for the usual place
  std::string reader;          ///< --reader, empty for the library's first
  bool json = false;
  bool quiet = false;
  ColorMode color = ColorMode::kAuto;
  /// Set by the command that was named; returns the exit status.
  std::function<int()> run;

  /// The folder of the library: --library, else $XDG_DATA_HOME/assay, else ~/.local/share/assay.
  [[nodiscard]] std::filesystem::path library_folder() const;
  /// Used for the reader that --reader names. Throws kNotFound when it has none of that name.
  [[nodiscard]] std::unique_ptr<library::Library> open_library(library::Library::Mode mode) const;
  /// $XDG_CONFIG_HOME/assay/config.toml, else ~/.config/assay/config.toml; empty when neither
  /// variable is set.
  [[nodiscard]] static std::filesystem::path settings_file();
  /// taxonomy.toml beside it.
  [[nodiscard]] static std::filesystem::path taxonomy_file();
  /// The encoder that the settings name, which is not asked here; null without one. Throws as
  /// ingest::read_settings.
  [[nodiscard]] std::shared_ptr<const ingest::EndpointEncoder> encoder() const;
  /// The index for writing, up to date. Requires an open library in write mode.
  [[nodiscard]] std::unique_ptr<search::Index> open_current_index(library::Library& library) const;
  /// Runs `use` with the index for reading, mended when it must be, before or after it turns out
  /// damaged in use, which then runs once more: it prints nothing. Says on standard error when the
  /// index is made anew or may be behind.
  void with_index(library::Library& library,
                  const std::function<void(const search::Index&)>& use) const;
  /// The settings' encoder, a progress line, and why the index is made anew on standard error.
  [[nodiscard]] ingest::IndexOptions index_options() const;
  [[nodiscard]] Style style() const;
  /// Prints a JSON document and a line end to standard output.
  static void print_json(const std::string& json);
  /// Prints text to standard output. Throws kIo when it cannot be written.
  static void print(const std::string& text);
  /// Prints one line to standard error unless --quiet.
  void tell(const std::string& line) const;
};

/// Makes SIGINT and SIGTERM end the program at once with status 130, as long as nobody has asked
/// interrupted(): whatever was committed is kept, as after a kill.
void end_on_signals();

/// Becomes true when the user interrupts (SIGINT, SIGTERM). Installs the handlers on first use.
const std::atomic<bool>& interrupted();

/// {"error":{"code":…,"message":…,"hint":…}}
std::string error_json(const Error& error);

}  // namespace assay::cli
