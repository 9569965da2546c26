#pragma once
/// What services would serve, made up for the bench: one row of sites() a connector.

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace assay::bench {

enum class Syntax { kXml, kJson };

/// The documents of a service and the sources that are read from it.
struct Site {
  std::map<std::string, std::string> documents;  ///< Path and query -> body.
  std::vector<std::string> sources;              ///< Paths that are sources' addresses.
  std::size_t records = 0;
};

struct SiteKind {
  const char* connector;
  std::map<std::string, std::string> options;
  Syntax syntax;
  /// `base`: where it will be served. About `records` records.
  std::function<Site(const std::string& base, std::size_t records)> make;
};

const std::vector<SiteKind>& sites();

}  // namespace assay::bench
