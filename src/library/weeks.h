#pragma once
/// What surrounds the reader's weeks (library/reader.h): all that were made. Threads: as the
/// Library.

#include "library/reader.h"

#include <string>
#include <vector>

namespace assay::library {

struct MadeWeek {
  std::string week;  ///< "2026-W48"
  StoredWeek stored;
};
/// All of the reader's, ascending.
std::vector<MadeWeek> made_weeks(Library& library);

}  // namespace assay::library
