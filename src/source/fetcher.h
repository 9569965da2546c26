#pragma once
/// How connectors reach the outside world. A connector asks for one document at a time and never
/// sees sockets: waiting, retrying, politeness and limits are the Fetcher's. Threads: a Fetcher may
/// be used by several connectors at once; requests and responses are plain values.

#include "base/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::source {

/// What a service is expected to answer with.
enum class Want : std::uint8_t {
  kAnything,
  kJson,
  kXml,
  kHtml,
  kFeed,  ///< JSON or XML, whatever type it is said to be: many feeds come as text/html.
};

/// One document asked for.
struct Request {
  std::string url;                   ///< http or https.
  std::vector<std::string> headers;  ///< "Name: value" beside what the client sends itself.
  std::string body;                  ///< Sent by POST as JSON when not empty.
  std::string etag;                  ///< Of the copy at hand: sent as If-None-Match.
  std::string last_modified;         ///< Of the copy at hand: sent as If-Modified-Since.
  Want want = Want::kAnything;
  /// A page made for people: robots.txt is asked first.
  bool obeys_robots = false;
  /// The service's own rule: so long between the beginnings of two requests to this host.
  std::int64_t interval_ms = 0;
  std::size_t most_bytes = std::size_t{64} << 20U;  ///< A longer body, unpacked, is refused.
};

/// What came back. status is 2xx, 304 (only to a conditional request), 404 or 410; every other one
/// is an Error, after as many tries as it deserves.
struct Response {
  int status = 200;
  std::string url;  ///< Where the document was found in the end, after redirects.
  std::vector<std::pair<std::string, std::string>> headers;  ///< Names in lower case, in order.
  std::string body;                                          ///< Unpacked; empty for download().
  bool moved_for_good = false;  ///< Every redirect on the way was a 301 or 308.

  /// The first header of this name (lower case), or "".
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

/// The target of `rel` in the Link headers (RFC 8288), resolved against the response's address; ""
/// when there is none.
std::string link_target(const Response& response, std::string_view rel);

class Fetcher {
 public:
  Fetcher() = default;
  Fetcher(const Fetcher&) = delete;
  Fetcher& operator=(const Fetcher&) = delete;
  Fetcher(Fetcher&&) = delete;
  Fetcher& operator=(Fetcher&&) = delete;
  virtual ~Fetcher() = default;

  /// The document. Throws kNetwork (not reached, broken off, too late, 5xx to the end), kBlocked
  /// (401, 403, 429 to the end, a bot check, a page of HTML where JSON or XML was asked), kLimit
  /// (too large), kInvalid (no address to ask), kCancelled.
  Response fetch(const Request& request);

  /// The document into the file `target`, byte for byte as served, for dumps. Throws as fetch(),
  /// and kIo; the file is whole or not there.
  Response download(const Request& request, const std::filesystem::path& target);

  /// A key or token that the user keeps in an environment variable; "" when not set.
  [[nodiscard]] virtual std::string secret(const std::string& variable) const = 0;

 protected:
  virtual Response do_fetch(const Request& request) = 0;
  virtual Response do_download(const Request& request, const std::filesystem::path& target) = 0;
};

}  // namespace assay::source
