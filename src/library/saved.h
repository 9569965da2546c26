#pragma once
/// Saved searches of the reader, and which works each has shown. Functions that write need
/// Library::Mode::kWrite and a transaction begun by the caller. Threads: as the Library.

#include "library/library.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace assay::library {

struct SavedSearch {
  std::int64_t id = 0;
  std::string name;         ///< Unique for the reader.
  std::string query;        ///< As typed.
  std::string mode;         ///< "words", "meaning" or "both".
  std::string sort;         ///< "relevance", "date" or "developer-led".
  std::size_t shown = 0;    ///< How many works are shown at a time.
  std::string guid;         ///< Names it for good, also when it is renamed; unique everywhere.
  std::int64_t made = 0;    ///< Seconds since 1970 UTC.
  std::int64_t looked = 0;  ///< When what was new was last shown to the end; the same.
  /// Up to this generation everything that matched has been shown: only what changed later can be
  /// new.
  std::int64_t generation = 0;
};

/// Throws kUsage for a name that is empty, longer than 64 bytes, begins with "." or "-", or has
/// anything but letters, digits, "-", "_" and ".": it is the name of a file as well.
void check_saved_name(std::string_view name);

/// In order of name.
std::vector<SavedSearch> saved_searches(Library& library);
std::optional<SavedSearch> find_saved(Library& library, std::string_view name);
/// Returns its id; `id` and `guid` are made here. Requires that the reader has none of that name.
std::int64_t add_saved(Library& library, const SavedSearch& saved);
/// Changes all but `guid` of the one with this id. Requires that no other has its name.
void set_saved(Library& library, const SavedSearch& saved);
/// False when there is none of that name.
bool remove_saved(Library& library, std::string_view name);

/// Works that a saved search has shown, by WorkId::v; merged ones count for what they became.
std::unordered_set<std::int64_t> seen_works(Library& library, std::int64_t saved);
void add_seen(Library& library, std::int64_t saved, const std::vector<WorkId>& works);
void forget_seen(Library& library, std::int64_t saved);

}  // namespace assay::library
