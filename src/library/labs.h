#pragma once
/// The log of what the reader did with labs: started, checked, asked for hints. It is only appended
/// to. record_lab needs Library::Mode::kWrite and a transaction begun by the caller. Threads: as
/// the Library.

#include "library/library.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::library {

/// A line of the log.
struct LabEvent {
  std::int64_t at = 0;   ///< Seconds since 1970 UTC.
  std::string lab;       ///< Its name.
  std::string event;     ///< "start", "check", "hint", "show", "reset", "placed"
  std::string variant;   ///< Form of the task.
  std::string language;  ///< "python", "cpp"
  bool passed = false;   ///< check, placed.
  double seconds = 0;    ///< check: that the solution ran.
  std::string detail;  ///< start: the folder; check: the first check that failed; hint: its number.
  std::string report = {};  ///< check: what it found, as JSON; kept, but not read by lab_log.
};

void record_lab(Library& library, const LabEvent& event);
/// The reader's, oldest first.
std::vector<LabEvent> lab_log(Library& library);
/// What the reader's last check of a lab found; empty without one, or where it was not kept.
std::string last_lab_report(Library& library, std::string_view lab);

}  // namespace assay::library
