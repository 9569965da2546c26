#pragma once
/// What making a week and changing one share. Threads: those of the library that is passed.

#include "library/library.h"
#include "library/weeks.h"

#include <optional>
#include <set>
#include <string>

namespace assay::plan {

/// By what marks of weeks know an item: the id of its work, or else its command.
std::string item_name(const std::optional<WorkId>& work, const std::string& command);

/// The work behind an item's name, or that it is none.
std::optional<WorkId> work_of(library::Library& library, const std::string& item);

/// The stored week of this name; Errc::kNotFound where it was never made.
library::StoredWeek require_week(library::Library& library, const std::string& name);

/// Its item `n`, from 1; Errc::kNotFound without one.
library::WeekItem require_item(library::Library& library, const library::StoredWeek& stored,
                               const std::string& name, int n);

/// Errc::kInvalid for an item that is done or skipped already.
void require_planned(const library::WeekItem& item, const std::string& name);

/// The names of all that is pinned, of works under their present ids.
std::set<std::string> pinned_items(library::Library& library);

}  // namespace assay::plan
