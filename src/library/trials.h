#pragma once
/// The log of packages that the reader tried, those that did not install among them. It is only
/// appended to. record_trial needs Library::Mode::kWrite and a transaction begun by the caller.
/// Threads: as the Library.

#include "library/library.h"

#include <cstdint>
#include <string>
#include <vector>

namespace assay::library {

struct Trial {
  std::int64_t at = 0;  ///< Seconds since 1970 UTC.
  std::string package;
  std::string registry;  ///< "pypi", "npm"
  std::string version;   ///< As installed; empty where it was not.
  bool worked = false;   ///< Installed, imported, and its first task ran through.
  std::string task;      ///< File of the first task; empty where none ships.
  double install_seconds = 0;
  double import_seconds = 0;
  double task_seconds = 0;
  std::string trouble;  ///< Why it did not work.
};

void record_trial(Library& library, const Trial& trial);
/// The reader's, oldest first.
std::vector<Trial> trial_log(Library& library);

}  // namespace assay::library
