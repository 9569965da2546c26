#pragma once
/// Packages of registries and their versions as works. Private to the room. Threads: pure
/// functions.

#include "work/work.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace assay::source {

/// "Foo.Bar_baz" -> "foo-bar-baz" (PEP 503).
std::string normalised_project(std::string_view name);

/// Types a link by its label ("Source", "Documentation", "Bug Tracker") and where it leads: the
/// first repository becomes the work's code, a page of the project "project".
void add_labelled_link(Work& work, std::string_view label, const std::string& url);

/// What is known of one version.
struct PackageVersion {
  std::string registry;  ///< "pypi", "npm"
  std::string name;
  std::string version;
  std::string page;       ///< Its page in the registry.
  std::string time;       ///< RFC 3339.
  std::string code;       ///< The package's repository; "" unknown.
  std::string withdrawn;  ///< Why it was yanked or deprecated; "" when it was not.
};

/// A contribution: this version came out.
Work work_of(const PackageVersion& version);

}  // namespace assay::source
