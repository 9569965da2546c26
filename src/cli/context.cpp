#include "cli/context.h"

#include "base/progress.h"
#include "cli/environment.h"
#include "ingest/settings.h"
#include "ingest/training.h"
#include "ingest/views.h"
#include "library/reader.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <optional>
#include <utility>

namespace assay::cli {
namespace {

std::atomic<bool>& interrupt_flag() {
  static std::atomic<bool> flag{false};
  return flag;
}

void on_signal(int signal_number) {
  // A second signal ends the program at once.
  if (interrupt_flag().exchange(true)) {
    std::signal(signal_number, SIG_DFL);
    std::raise(signal_number);
  }
}

/// Nothing but what a signal handler may do.
void end_at_once(int /*signal_number*/) {
  static constexpr std::string_view kLine =
      "assay: interrupted: everything finished so far is kept\n";
  static_cast<void>(::write(STDERR_FILENO, kLine.data(), kLine.size()) == 0);
  ::_exit(130);
}

/// A line that is drawn once there is something to tell.
ingest::IndexProgress index_progress(bool quiet) {
  return
      [quiet, line = std::shared_ptr<Progress>()](std::uint64_t done, std::uint64_t total) mutable {
        if (line == nullptr) {
          line = std::make_shared<Progress>("index", total, stderr_is_terminal() && !quiet);
        }
        line->update(done, done);
      };
}

}  // namespace

std::filesystem::path Context::library_folder() const {
  if (!library_option.empty()) {
    return library_option;
  }
  if (const std::string data = environment("XDG_DATA_HOME"); !data.empty()) {
    return std::filesystem::path(data) / "assay";
  }
  const std::string home = environment("HOME");
  if (home.empty()) {
    throw Error(Errc::kUsage, "no place for the library: neither HOME nor XDG_DATA_HOME is set", "",
                "name a folder with --library DIR");
  }
  return std::filesystem::path(home) / ".local" / "share" / "assay";
}

std::unique_ptr<library::Library> Context::open_library(library::Library::Mode mode) const {
  auto library = std::make_unique<library::Library>(library_folder(), mode);
  if (!reader.empty()) {
    library::use_reader(*library, reader);
  }
  if (const std::string trouble = ingest::weights_trouble(library->folder()); !trouble.empty()) {
    tell(trouble);
  }
  return library;
}

std::filesystem::path Context::settings_file() {
  std::filesystem::path folder = environment("XDG_CONFIG_HOME");
  if (folder.empty()) {
    const std::string home = environment("HOME");
    if (home.empty()) {
      return {};
    }
    folder = std::filesystem::path(home) / ".config";
  }
  return folder / "assay" / "config.toml";
}

std::filesystem::path Context::taxonomy_file() {
  const std::filesystem::path settings = settings_file();
  return settings.empty() ? settings : settings.parent_path() / "taxonomy.toml";
}

std::shared_ptr<const ingest::EndpointEncoder> Context::encoder() const {
  std::optional<ingest::EndpointOptions> options = ingest::read_settings(settings_file()).encoder;
  if (!options) {
    return nullptr;
  }
  if (std::string key = environment("ASSAY_ENCODER_KEY"); !key.empty()) {
    options->key = std::move(key);
  }
  return std::make_shared<const ingest::EndpointEncoder>(std::move(*options));
}

ingest::IndexOptions Context::index_options() const {
  return {index_progress(quiet), encoder(),
          [this](const std::string& line) { tell("assay: " + line); }};
}

std::unique_ptr<search::Index> Context::open_current_index(library::Library& library) const {
  return ingest::open_current_index(library, index_options());
}

void Context::with_index(library::Library& library,
                         const std::function<void(const search::Index&)>& use) const {
  ingest::with_index(library, index_options(), [&](const search::Index& index, bool stale) {
    if (stale) {
      tell("assay: another process is writing; the latest changes may be missing here");
    }
    use(index);
  });
}

Style Context::style() const {
  bool on = color == ColorMode::kAlways;
  if (color == ColorMode::kAuto) {
    on = stdout_is_terminal() && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  }
  return Style(on);
}

void Context::print_json(const std::string& json) {
  print(json + "\n");
}

void Context::print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw io_error("cannot write to standard output", "", errno);
  }
}

void Context::tell(const std::string& line) const {
  if (!quiet) {
    std::fprintf(stderr, "%s\n", line.c_str());
  }
}

void end_on_signals() {
  std::signal(SIGINT, end_at_once);
  std::signal(SIGTERM, end_at_once);
}

const std::atomic<bool>& interrupted() {
  static const bool installed = [] {
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    return true;
  }();
  static_cast<void>(installed);
  return interrupt_flag();
}

std::string error_json(const Error& error) {
  return ingest::error_json(error);
}

}  // namespace assay::cli
