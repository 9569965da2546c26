#pragma once
/// Who reads with a library: added, removed, told. Functions that write make a transaction of their
/// own. Threads: as the Library.

#include "library/library.h"

#include <string>

namespace assay::plan {

/// Throws kUsage for a name that is taken or is none.
void add_reader(library::Library& library, const std::string& name);
/// Removes a reader with all that is theirs. Throws kNotFound; kUsage for the first reader, for the
/// current one, and for one that has anything unless `force`.
void remove_reader(library::Library& library, const std::string& name, bool force);
/// {"current","readers":[{"name","rows"}]}
std::string readers_json(library::Library& library);

}  // namespace assay::plan
