#pragma once
/// What services would serve, made up for the bench after the documents that the connectors' tests
/// hold: one row of sites() a connector and form. One file a family of connectors.
/// Threads: plain values; a Site is read by the server's thread once it is made.

#include "base/files.h"
#include "source/connector.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::bench {

/// What the bare parser of the documents is; kPlain (YAML, iCalendar, BibTeX) has none.
enum class Syntax { kXml, kJson, kJsonLines, kHtml, kPlain };

struct Served {
  std::string body;
  std::string headers = {};  ///< Each with its line end.
};

/// All that is served at one path, a page after the other.
struct Listing {
  std::vector<Served> pages;
  /// Of the query: its value tells the page; without it, it is the first.
  std::string parameter = {};
  /// The value, or the digits at its end, -> the page; when empty the page is (value - first) /
  /// step.
  std::map<std::string, std::size_t, std::less<>> by_value = {};
  std::size_t step = 1;
  std::size_t first = 0;
};

/// The documents of a service and the sources that are read from it.
struct Site {
  std::map<std::string, Listing, std::less<>> listings;  ///< Path -> what is served there.
  std::vector<source::SourceSpec> sources;
  std::size_t records = 0;
  /// The HTML that the records hold, as it is when the record's own syntax is taken off: the second
  /// bound of connectors that must parse it too.
  std::vector<std::string> html;
  std::map<std::string, std::string> secrets;  ///< By environment variable.
  std::string since;                           ///< As PageRequest has them.
  std::int64_t now = kNow;
  std::shared_ptr<TempDir> folder;  ///< Where files lie that a source reads or keeps.

  static constexpr std::int64_t kNow = 1'795'000'000;  ///< 2026-11-18T12:26:40Z
};

/// The page for a request's path and query; nullptr: there is none.
const Served* find_page(const Site& site, std::string_view target);

struct SiteKind {
  const char* name;  ///< "arxiv-oai (arXivRaw)"
  const char* connector;
  Syntax syntax;
  /// `base`: where it will be served. About `records` records.
  std::function<Site(const std::string& base, std::size_t records)> make;
};

/// All of them, by family.
std::vector<SiteKind> sites();

std::vector<SiteKind> archive_sites();    ///< Papers: archives and proceedings.
std::vector<SiteKind> catalogue_sites();  ///< Papers: catalogues and libraries.
std::vector<SiteKind> repository_sites();
std::vector<SiteKind> talk_sites();
std::vector<SiteKind> framework_sites();
std::vector<SiteKind> community_sites();

}  // namespace assay::bench
