#pragma once
/// Releases of frameworks in the library, as packages. Threads: one thread.

#include "library/library.h"

#include <string>
#include <vector>

namespace assay::ingest {

struct PackageRelease {
  std::string package;  ///< As `pip` or `npm` call it, lower case.
  std::string version;
  std::string date;  ///< ISO 8601.
  std::string text;  ///< Its notes.
};

/// Every release with a version and a date whose package is certain: its record names the package's
/// page, or it is of the framework's first repository and so of its first package.
std::vector<PackageRelease> package_releases(library::Library& library);

}  // namespace assay::ingest
