#pragma once
/// Services -> Works, a page at a time. A connector keeps nothing between two pages: where it was
/// left off is the cursor, which the caller stores in the same transaction as the records that came
/// with it, so that a kill at any moment neither loses nor doubles one. docs/sources.md.
/// Threads: a connector is immutable; next() may run in any thread.

#include "source/fetcher.h"
#include "source/reader.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

/// A source as the user has set it up.
struct SourceSpec {
  std::string name;       ///< The user's own word for it: "arxiv-ml".
  std::string connector;  ///< "feed", "arxiv-oai" ...: a name of connector_kinds().
  std::string address;  ///< What is read: an address, a folder, "owner/name"; "" for the usual one.
  std::map<std::string, std::string> options;  ///< "set" -> "cs:cs:LG" ...: those of the kind.
  /// The address comes from a document (a list of feeds), not from the user: nothing in his own
  /// network may be asked for its sake.
  bool proposed = false;
  auto operator<=>(const SourceSpec&) const = default;
};

/// Where a sync stands when a page is asked for.
struct PageRequest {
  std::string cursor;    ///< As the page before gave it; "" the first time.
  std::string since;     ///< Nothing older is wanted: "2026-11-01", or "" for all there is.
  std::int64_t now = 0;  ///< Seconds since 1970-01-01T00:00:00Z, by the caller's clock.
  /// Ends also what is done without the Fetcher within a second when true; may be null.
  const std::atomic<bool>* stop = nullptr;

  /// Throws kCancelled when asked to stop.
  void check_stop() const;
};

struct Page {
  std::vector<Item> items;        ///< Works and rejections in the order of the service.
  std::vector<std::string> gone;  ///< Ids (Work::id) that the service has withdrawn.
  std::vector<SourceSpec>
      sources;  ///< Sources that the document names (OPML); names are proposals.
  /// Where to go on: a JSON object in the connector's own words, "" to start anew the next time. It
  /// covers this page's items, never more.
  std::string cursor;
  bool more = false;                 ///< Another page is there to be asked for at once.
  std::vector<std::string> remarks;  ///< What a person should know: "announced 50, 41 came".
  /// Why nothing will ever come again: the source is to be paused. "" otherwise.
  std::string ended;
};

class Connector {
 public:
  Connector() = default;
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;
  Connector(Connector&&) = delete;
  Connector& operator=(Connector&&) = delete;
  virtual ~Connector() = default;

  /// The next page. A record that cannot be read is a Rejection in it. Throws what fetch() throws,
  /// and kInvalid when the answer as a whole is not what the protocol promises; the cursor at hand
  /// stays good then, unless the error's hint says otherwise.
  [[nodiscard]] virtual Page next(const PageRequest& request, Fetcher& fetcher) const = 0;
};

/// An option that a kind of connector takes.
struct OptionHelp {
  std::string_view name;
  std::string_view help;  ///< "a set, such as cs:cs:LG"
};

/// A kind of connector. One table row each, in connector.cpp; make() is in the kind's own file.
struct ConnectorKind {
  std::string_view name;     ///< "arxiv-oai"
  std::string_view family;   ///< papers, repositories, talks, frameworks, community
  std::string_view help;     ///< One line of at most 60 characters: "arXiv by OAI-PMH".
  std::string_view address;  ///< What the address is: "a feed's address"; "" when there is none.
  std::string_view usual_address;  ///< Used when the user gives none; "" when one must be given.
  std::span<const OptionHelp> options;
  /// Throws kUsage with a hint when address or options are not what the kind takes.
  std::unique_ptr<Connector> (*make)(const SourceSpec& spec);
};

/// All kinds, by family and name.
std::span<const ConnectorKind> connector_kinds() noexcept;
const ConnectorKind* find_connector_kind(std::string_view name) noexcept;

/// The connector of a source. Throws kUsage: no such kind, an address missing, an option that the
/// kind does not take (the hint names those it does), or what make() finds wrong.
std::unique_ptr<Connector> make_connector(const SourceSpec& spec);

}  // namespace assay::source
