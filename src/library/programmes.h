#pragma once
/// Talks and events with the programme that each belongs to. Threads: as the Library.

#include "library/library.h"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::library {

/// A talk or event as one source tells it; a work of several sources comes several times.
struct ProgrammeEntry {
  WorkId id;
  std::string venue;     ///< The conference's or calendar's name; may be empty.
  std::string source;    ///< Name of the source that told it.
  std::string acronym;   ///< The conference's short name where its source has one; else empty.
  std::int32_t day = 0;  ///< Days since 1970-01-01; 0 unknown.
};

/// In order of id. Cost: one pass over the works' rows.
std::vector<ProgrammeEntry> programme_entries(Library& library);

}  // namespace assay::library
