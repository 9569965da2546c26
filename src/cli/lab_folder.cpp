#include "cli/lab_folder.h"

#include "base/time.h"
#include "practice/labs/make.h"

#include <cstdlib>
#include <optional>
#include <system_error>
#include <vector>

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

}  // namespace

practice::ProgramSettings lab_program_settings(bool walled) {
  practice::ProgramSettings settings;
  settings.walled = walled;
  settings.cache = lab_cache_folder();
  settings.python = practice::usual_python();
  return settings;
}

practice::Catalogue open_catalogue(const Context& context) {
  practice::Catalogue catalogue(practice::own_labs_folder(context.library_folder()));
  for (const std::string& trouble : catalogue.troubles()) {
    context.tell("assay: a lab is left out: " + trouble);
  }
  return catalogue;
}

LabMemories read_lab_memories(const Context& context) {
  std::error_code ignored;
  if (!fs::exists(context.library_folder() / "library.db", ignored)) {
    return {};
  }
  const auto library = context.open_library(library::Library::Mode::kRead);
  return plan::lab_memories(library::lab_log(*library), system_clock().now());
}

void note_lab(const Context& context, const library::LabEvent& event, const practice::Lab& lab,
              bool solved) {
  try {
    const auto library = context.open_library(library::Library::Mode::kWrite);
    plan::keep_lab_event(*library, event, solved ? std::optional(lab.minutes) : std::nullopt,
                         solved ? practice::work_of_lab(*library, lab) : std::nullopt);
  } catch (const Error& error) {
    if (error.code() != Errc::kLocked && error.code() != Errc::kIo) {
      throw;
    }
    context.tell(std::string("assay: this is not kept in the ledger: ") + error.what());
  }
}

fs::path lab_cache_folder() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables
  const char* cache = std::getenv("XDG_CACHE_HOME");
  // NOLINTNEXTLINE(concurrency-mt-unsafe): as above
  const char* home = std::getenv("HOME");
  if (cache != nullptr && *cache != '\0') {
    return fs::path(cache) / "assay/labs";
  }
  return home == nullptr || *home == '\0' ? fs::path() : fs::path(home) / ".cache/assay/labs";
}

LabFolder find_lab_folder(const std::string& name, const std::string& dir,
                          const LabMemories& memories) {
  std::vector<fs::path> places;
  if (!dir.empty()) {
    places.emplace_back(dir);
  } else if (!name.empty()) {
    const auto known = memories.find(name);
    if (known == memories.end() || known->second.folder.empty()) {
      throw Error(Errc::kNotFound, "the lab " + name + " was not started", "",
                  "`assay lab start " + name + "`");
    }
    places.emplace_back(known->second.folder);
  } else {
    places.push_back(fs::current_path());
    std::int64_t last = -1;
    fs::path latest;
    for (const auto& [lab, memory] : memories) {
      if (memory.last > last && !memory.folder.empty()) {
        last = memory.last;
        latest = memory.folder;
      }
    }
    places.push_back(latest);
  }
  for (const fs::path& place : places) {
    if (std::optional<LabFolder> found = practice::read_lab_mark(place);
        found && (name.empty() || found->lab == name)) {
      return *found;
    }
  }
  throw Error(Errc::kNotFound, "no lab was started here", places.front().string(),
              "`assay lab start NAME`, or name its folder with --dir");
}

}  // namespace assay::cli
