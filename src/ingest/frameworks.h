#pragma once
/// Frameworks and what they bring: releases on a timeline, the contributions that are research, and
/// the papers whose methods came with a release. Threads: as the Library; the list is immutable.

#include "library/library.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::ingest {

struct Framework {
  std::string name;
  std::vector<std::string> repositories;  ///< "owner/name", lower case.
  std::vector<std::string> packages;      ///< Addresses of registries' pages, normalised.
  std::vector<std::string> aliases;       ///< Other names in titles, lower case, the name first.
};

/// Reads the list's format (data/frameworks.toml). Throws kInvalid naming the line.
std::vector<Framework> parse_frameworks(std::string_view text, const std::string& file);
/// The list that the program carries.
const std::vector<Framework>& known_frameworks();
/// By name, alias, package or repository, in any case; a repository that is in no list is a
/// framework of its own. Throws kNotFound with near names.
Framework find_framework(std::string_view name);

/// A paper that a release names.
struct MethodView {
  std::string rel;  ///< "implements" or "cites"
  std::string identifier;
  std::optional<WorkId> work;  ///< When the library has it.
  std::string title;
  std::string line;  ///< The release's own line about it.
};

struct ReleaseView {
  WorkId id;
  std::string title;
  std::string version;  ///< Empty when none can be read from title or address.
  std::string date;
  double developer_led = 0;
  double research = 0;
  std::vector<MethodView> methods;
};

struct FrameworkView {
  std::string name;
  std::vector<ReleaseView> releases;       ///< Newest first.
  std::vector<ReleaseView> contributions;  ///< That are research and no releases, newest first.
  std::size_t considered = 0;              ///< Contributions in all.
};

/// The frameworks of which the library has anything, the latest release first; `only`: just that
/// one, also when there is nothing. Cost: one pass over the summaries, and the contributions and
/// packages loaded.
std::vector<FrameworkView> view_frameworks(library::Library& library,
                                           const std::optional<Framework>& only);

/// {"frameworks":[{"name","considered","releases":[…],"contributions":[…]}]}
std::string to_json(const std::vector<FrameworkView>& views);

}  // namespace assay::ingest
