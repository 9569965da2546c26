#pragma once
/// Which works of a library the labs come from. Threads: those of the library that is passed.

#include "library/library.h"
#include "practice/labs/catalogue.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace assay::practice {

/// The first of the works that a lab names which the library has.
std::optional<WorkId> work_of_lab(library::Library& library, const Lab& lab);

/// The lab to begin with for each work that has one, by WorkId::v: the first in the catalogue's
/// order that `is_solved` (by the lab's name) does not know.
std::map<std::int64_t, std::string> labs_of_works(
    library::Library& library, const Catalogue& catalogue,
    const std::function<bool(const std::string&)>& is_solved);

}  // namespace assay::practice
