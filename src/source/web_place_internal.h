#pragma once
/// What the web client asks of an address before it goes there: which host, by which proxy, and
/// whether it leads into the user's own network. Private to the room. Threads: pure functions.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace assay::source {

/// The parts of an http or https address that politeness goes by.
struct Place {
  bool secure = false;
  std::string host;  ///< Lower case, without the brackets of IPv6 and a dot at the end.
  int port = 0;
  std::string target;  ///< Path and query, "/" at least.

  /// "https://host:port"
  [[nodiscard]] std::string origin() const;
  /// "host:port"
  [[nodiscard]] std::string authority() const;
};

/// Throws kInvalid with the address as the place when it is none of the web.
Place parse_place(const std::string& url);

/// The address for messages: without a password, and without the values of keys and tokens.
std::string shown_address(std::string_view url);

/// An address that no service of the public internet has: private, loopback, link-local, shared,
/// multicast, documentation, those of IPv4 within IPv6 as well (RFC 6890). True for what is neither
/// IPv4 nor IPv6.
bool is_private(const sockaddr* address) noexcept;
/// The same for a host that is written as a number; false for names.
bool is_private_number(const std::string& host) noexcept;
/// Loopback: a number of it, or "localhost".
bool is_loopback(const std::string& host) noexcept;
/// A name that only means something in the user's own network: "localhost", "nas", "nas.local", and
/// numbers.
bool is_local_name(std::string_view host) noexcept;

/// Whether `place` is among `allowed`: "host" or "host:port" each.
bool is_among(const Place& place, const std::vector<std::string>& allowed);

/// The proxy that the environment names for an address: http_proxy, https_proxy, all_proxy and
/// no_proxy, also in capitals but for HTTP_PROXY, which a web server sets from a header; "" for
/// none.
std::string proxy_for(const Place& place,
                      const std::function<std::string(const std::string&)>& environment);

}  // namespace assay::source
