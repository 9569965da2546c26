#include "cli/lab_folder.h"

#include "base/files.h"
#include "base/time.h"
#include "ingest/finding.h"
#include "library/reader.h"
#include "plan/week.h"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <system_error>

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMark = "lab.json";
constexpr std::size_t kMostMark = 65536;

/// What lies in a folder; nullopt where it is none of a lab.
std::optional<LabFolder> read_mark(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path / kMark, ignored)) {
    return std::nullopt;
  }
  const nlohmann::json json =
      nlohmann::json::parse(read_file(path / kMark, kMostMark), nullptr, false);
  const auto text = [&](const char* key) {
    return json.is_object() && json.contains(key) && json[key].is_string()
               ? json[key].get<std::string>()
               : std::string();
  };
  const auto language = practice::parse_language(text("language"));
  const bool sound =
      json.is_object() && (!json.contains("placing") || json["placing"].is_boolean());
  if (!sound || text("lab").empty() || !language) {
    throw Error(Errc::kInvalid, "lab.json is damaged", path.string(),
                "`assay lab start` makes a new folder");
  }
  return LabFolder{path, text("lab"), text("variant"), *language, json.value("placing", false)};
}

fs::path cache_folder() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables
  const char* cache = std::getenv("XDG_CACHE_HOME");
  // NOLINTNEXTLINE(concurrency-mt-unsafe): as above
  const char* home = std::getenv("HOME");
  if (cache != nullptr && *cache != '\0') {
    return fs::path(cache) / "assay/labs";
  }
  return home == nullptr || *home == '\0' ? fs::path() : fs::path(home) / ".cache/assay/labs";
}

}  // namespace

practice::ProgramSettings lab_program_settings(bool walled) {
  practice::ProgramSettings settings;
  settings.walled = walled;
  settings.cache = cache_folder();
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets variables
  const char* path = std::getenv("PATH");
  // NOLINTNEXTLINE(concurrency-mt-unsafe): as above
  const char* home = std::getenv("HOME");
  settings.python = practice::find_python(path == nullptr ? "" : path, home == nullptr ? "" : home);
  return settings;
}

practice::Catalogue open_catalogue(const Context& context) {
  practice::Catalogue catalogue(context.library_folder() / "own-labs");
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
    library->begin();
    library::record_lab(*library, event);
    if (solved) {
      const std::optional<WorkId> work = practice::work_of_lab(*library, lab);
      library::record_event(*library, "lab", work, std::to_string(lab.minutes) + " " + lab.name,
                            event.at);
      if (work) {
        plan::tick_item(*library, *work, "algorithms", event.at);
      }
    }
    library->commit_aside();
  } catch (const Error& error) {
    if (error.code() != Errc::kLocked && error.code() != Errc::kIo) {
      throw;
    }
    context.tell(std::string("assay: this is not kept in the ledger: ") + error.what());
  }
}

std::vector<fs::path> make_lab_folder(const practice::Lab& lab, const LabFolder& folder) {
  std::error_code ignored;
  if (fs::exists(folder.solution(), ignored) || fs::exists(folder.path / kMark, ignored)) {
    throw Error(Errc::kInvalid, "there is work in this folder already", folder.path.string(),
                "`assay lab reset " + lab.name +
                    "` begins anew and keeps the old file; --dir names another");
  }
  make_folders(folder.path);
  const practice::Variant* variant = lab.find_variant(folder.variant);
  if (variant == nullptr) {
    throw Error(Errc::kNotFound, "the lab has no form \"" + folder.variant + "\"");
  }
  const std::string language = practice::language_name(folder.language);
  std::string statement = lab.statement;
  if (!variant->about.empty()) {
    statement += "\n## This form\n" + variant->about + "\n";
  }
  write_file_atomically(folder.solution(), practice::starter_text(lab, *variant, language));
  std::vector<fs::path> made = {folder.solution()};
  if (!fs::exists(folder.path / "README.md", ignored)) {
    write_file_atomically(folder.path / "README.md", statement);
    made.push_back(folder.path / "README.md");
  }
  if (folder.language == practice::Language::kCpp && !fs::exists(folder.path / "lab.h", ignored)) {
    write_file_atomically(folder.path / "lab.h", practice::cpp_header());
    made.push_back(folder.path / "lab.h");
  }
  nlohmann::ordered_json mark = {
      {"lab", lab.name}, {"variant", folder.variant}, {"language", language}};
  if (folder.placing) {
    mark["placing"] = true;
  }
  write_file_atomically(folder.path / kMark, mark.dump() + "\n");
  made.push_back(folder.path / kMark);
  return made;
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
    if (std::optional<LabFolder> found = read_mark(place);
        found && (name.empty() || found->lab == name)) {
      return *found;
    }
  }
  throw Error(Errc::kNotFound, "no lab was started here", places.front().string(),
              "`assay lab start NAME`, or name its folder with --dir");
}

}  // namespace assay::cli
