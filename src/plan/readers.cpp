#include "plan/readers.h"

#include "library/reader.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::plan {

void add_reader(library::Library& library, const std::string& name) {
  library.begin();
  if (!library::add_reader(library, name)) {
    library.rollback();
    throw Error(Errc::kUsage, "there is a reader '" + name + "' already", "",
                "see `assay reader list`");
  }
  library.commit_aside();
}

void remove_reader(library::Library& library, const std::string& name, bool force) {
  if (name == library::current_reader(library) && name != library::kFirstReader) {
    throw Error(Errc::kUsage, "--reader names the reader to be removed", "", "leave it out");
  }
  if (name == library::kFirstReader) {
    throw Error(Errc::kUsage, "the reader '" + name + "' stays", "",
                "it is the one that commands without --reader are for");
  }
  const std::int64_t rows = library::reader_rows(library, name);
  if (rows > 0 && !force) {
    throw Error(Errc::kUsage,
                fmt::format("'{}' has {} {}: notes, ratings, weeks", name, rows,
                            rows == 1 ? "entry" : "entries"),
                "", "to lose them for good, add --force");
  }
  library.begin();
  library::remove_reader(library, name);
  library.commit();
}

std::string readers_json(library::Library& library) {
  nlohmann::ordered_json out;
  out["current"] = library::current_reader(library);
  out["readers"] = nlohmann::ordered_json::array();
  for (const std::string& name : library::readers(library)) {
    out["readers"].push_back({{"name", name}, {"rows", library::reader_rows(library, name)}});
  }
  return out.dump();
}

}  // namespace assay::plan
