#pragma once
/// Which versions of packages were current when a work came out, as far as known releases tell, how
/// far a run's are from them, and what the releases between say breaks.
/// Threads: plain values, pure functions.

#include "practice/experiments/record.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

/// A release of a package, as the library knows it.
struct ReleaseNote {
  std::string package;  ///< As `pip` or `npm` call it, lower case.
  std::string version;
  std::string date;  ///< ISO 8601; releases without one are of no use here.
  std::string text;  ///< Its notes.
};

/// A package then and now.
struct PackageDrift {
  std::string package;
  std::string then;  ///< Newest release on or before the date; empty where none is known.
  std::string then_date;
  std::string now;   ///< The run's; empty where the run does not have it.
  int distance = 0;  ///< 0 the same, 1 patch, 2 minor, 3 major version apart.
  std::vector<std::string>
      breaking;  ///< "2.0: lines that …", of releases after `then` up to `now`.
};

struct Drift {
  std::string date;                    ///< Of the work; empty when unknown: then no packages.
  std::vector<PackageDrift> packages;  ///< Furthest apart first.
  std::vector<std::string> unknown;    ///< Packages of the run of which no release is known.
};

Drift drift_of(const std::string& date, const std::vector<ReleaseNote>& releases,
               const std::vector<PackageVersion>& run);

/// A file that `pip install -r` takes: a pinned line for each package known then, a comment for
/// each that is not.
std::string lock_text(const Drift& drift, const std::string& work);

/// Below 0, 0 or above 0 as `a` is older: numbers between dots as numbers, a pre-release ("rc1",
/// "b2", "a1", "dev") before its release (PEP 440 and Semantic Versioning, as far as they agree).
int compare_versions(std::string_view a, std::string_view b);
/// As PackageDrift::distance.
int version_distance(std::string_view a, std::string_view b);

/// Lines of release notes that tell of something that breaks: under a heading that says so, or
/// with the words ("breaking", "backwards incompatible", "no longer", "removed", "renamed").
/// At most `most`.
std::vector<std::string> breaking_lines(std::string_view notes, std::size_t most);

}  // namespace assay::practice
