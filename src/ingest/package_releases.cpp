#include "ingest/package_releases.h"

#include "base/text.h"
#include "ingest/frameworks.h"
#include "work/identifier.h"

#include <algorithm>

namespace assay::ingest {
namespace {

/// "torch" of "pypi.org/project/torch", "@scope/name" of an npm page.
std::string package_of_page(const std::string& page) {
  for (const std::string_view mark : {"/project/", "/package/"}) {
    const std::size_t at = page.find(mark);
    if (at != std::string::npos) {
      std::string name = page.substr(at + mark.size());
      while (!name.empty() && name.back() == '/') {
        name.pop_back();
      }
      return name;
    }
  }
  return {};
}

std::string package_of(const Framework& framework, const Work& work) {
  std::vector<std::string> addresses;
  for (const Identifier& identifier : work.identifiers) {
    addresses.push_back(ascii_lower(identifier.str()));
  }
  for (const Link& link : work.links) {
    addresses.push_back(ascii_lower(link.url));
  }
  const auto names = [&](const std::string& what) {
    return std::any_of(addresses.begin(), addresses.end(), [&](const std::string& address) {
      const std::size_t at = address.find(what);
      const std::size_t end = at + what.size();
      return at != std::string::npos && (end == address.size() || address[end] == '/');
    });
  };
  for (const std::string& page : framework.packages) {
    if (names(page.substr(page.find("//") == std::string::npos ? 0 : page.find("//") + 2))) {
      return package_of_page(page);
    }
  }
  return !framework.repositories.empty() && !framework.packages.empty() &&
                 names(framework.repositories.front())
             ? package_of_page(framework.packages.front())
             : std::string();
}

}  // namespace

std::vector<PackageRelease> package_releases(library::Library& library) {
  std::vector<PackageRelease> out;
  for (const FrameworkView& view : view_frameworks(library, std::nullopt)) {
    const auto known =
        std::find_if(known_frameworks().begin(), known_frameworks().end(),
                     [&](const Framework& framework) { return framework.name == view.name; });
    if (known == known_frameworks().end()) {
      continue;
    }
    for (const ReleaseView& release : view.releases) {
      if (release.version.empty() || release.date.empty()) {
        continue;
      }
      const Work work = library.load(release.id).work;
      const std::string package = package_of(*known, work);
      if (!package.empty()) {
        out.push_back({package, release.version, release.date, work.abstract + "\n" + work.text});
      }
    }
  }
  return out;
}

}  // namespace assay::ingest
