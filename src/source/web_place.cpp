#include "base/error.h"
#include "base/text.h"
#include "source/curl_library.h"
#include "source/http.h"
#include "source/web_place_internal.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <memory>

namespace assay::source {
namespace {

using Url = std::unique_ptr<CURLU, void (*)(CURLU*)>;

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* out = nullptr;
  if (libcurl().url_get(url, which, &out, flags) != CURLUE_OK) {
    return {};
  }
  const std::unique_ptr<char, void (*)(void*)> owner(out, libcurl().free);
  return out;
}

struct Block {
  std::uint32_t first;
  unsigned bits;
};

constexpr std::array kPrivateBlocks = {
    Block{0x00000000, 8},   // this network
    Block{0x0A000000, 8},   // private
    Block{0x64400000, 10},  // shared by a provider's customers
    Block{0x7F000000, 8},   // loopback
    Block{0xA9FE0000, 16},  // link-local
    Block{0xAC100000, 12},  // private
    Block{0xC0000000, 24},  // protocols
    Block{0xC0000200, 24},  // documentation
    Block{0xC0A80000, 16},  // private
    Block{0xC6120000, 15},  // benchmarks
    Block{0xC6336400, 24},  // documentation
    Block{0xCB007100, 24},  // documentation
    Block{0xE0000000, 3},   // multicast, reserved, broadcast
};

bool is_private_v4(std::uint32_t address) noexcept {
  return std::any_of(kPrivateBlocks.begin(), kPrivateBlocks.end(), [address](const Block& block) {
    return (address >> (32U - block.bits)) == (block.first >> (32U - block.bits));
  });
}

std::uint32_t read_v4(const std::uint8_t* bytes) noexcept {
  return static_cast<std::uint32_t>(bytes[0]) << 24U | static_cast<std::uint32_t>(bytes[1]) << 16U |
         static_cast<std::uint32_t>(bytes[2]) << 8U | static_cast<std::uint32_t>(bytes[3]);
}

bool begins(const std::uint8_t* address, std::initializer_list<std::uint8_t> prefix) noexcept {
  return std::equal(prefix.begin(), prefix.end(), address);
}

bool is_private_v6(const std::uint8_t* a) noexcept {
  if (begins(a, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF})) {
    return is_private_v4(read_v4(a + 12));  // IPv4 in IPv6
  }
  if (begins(a, {0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0})) {
    return is_private_v4(read_v4(a + 12));  // NAT64
  }
  if (begins(a, {0x20, 0x02})) {
    return is_private_v4(read_v4(a + 2));  // 6to4
  }
  // All that is public begins with 001; of that, 2001:db8::/32 is for documentation.
  return (a[0] >> 5U) != 1 || begins(a, {0x20, 0x01, 0x0D, 0xB8});
}

bool parse_number(const std::string& host, in_addr& v4, in6_addr& v6, bool& is_v4) noexcept {
  is_v4 = ::inet_pton(AF_INET, host.c_str(), &v4) == 1;
  const std::string bare = host.substr(0, host.find('%'));
  return is_v4 || ::inet_pton(AF_INET6, bare.c_str(), &v6) == 1;
}

bool is_secret_key(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "api_key", "apikey", "key", "token", "access_token", "auth", "signature", "password"};
  const std::string lower = ascii_lower(name);
  return std::find(kNames.begin(), kNames.end(), lower) != kNames.end();
}

bool is_under(std::string_view host, std::string_view domain) noexcept {
  while (!domain.empty() && domain.front() == '.') {
    domain.remove_prefix(1);
  }
  if (domain.empty() || host.size() < domain.size() ||
      !iequals(host.substr(host.size() - domain.size()), domain)) {
    return false;
  }
  return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

}  // namespace

std::string Place::origin() const {
  return (secure ? "https://" : "http://") + authority();
}

std::string Place::authority() const {
  const bool number = host.find(':') != std::string::npos;
  return (number ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Place parse_place(const std::string& url) {
  const Url parsed(libcurl().url(), libcurl().url_cleanup);
  if (!is_http_url(url) ||
      libcurl().url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    throw Error(Errc::kInvalid, "this is no address of the web", shown_address(url),
                "it is to begin with http:// or https:// and a host");
  }
  Place place;
  place.secure = iequals(part(parsed.get(), CURLUPART_SCHEME), "https");
  place.host = ascii_lower(part(parsed.get(), CURLUPART_HOST));
  if (place.host.size() > 2 && place.host.front() == '[') {
    place.host = place.host.substr(1, place.host.size() - 2);
  }
  if (place.host.size() > 1 && place.host.back() == '.') {
    place.host.pop_back();
  }
  const std::string port = part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::from_chars(port.data(), port.data() + port.size(), place.port);
  place.target = part(parsed.get(), CURLUPART_PATH);
  if (const std::string query = part(parsed.get(), CURLUPART_QUERY); !query.empty()) {
    place.target += "?" + query;
  }
  return place;
}

std::string shown_address(std::string_view url) {
  std::string out(url);
  const std::size_t scheme = out.find("://");
  if (scheme != std::string::npos) {
    const std::size_t begin = scheme + 3;
    const std::size_t at = out.substr(begin, out.find_first_of("/?#", begin) - begin).rfind('@');
    if (at != std::string::npos) {
      out.replace(begin, at, "…");
    }
  }
  for (std::size_t at = out.find('?'); at != std::string::npos; at = out.find('&', at + 1)) {
    const std::size_t equals = out.find_first_of("=&", at + 1);
    if (equals != std::string::npos && out[equals] == '=' &&
        is_secret_key(std::string_view(out).substr(at + 1, equals - at - 1))) {
      const std::size_t end = std::min(out.find_first_of("&#", equals), out.size());
      out.replace(equals + 1, end - equals - 1, "…");
    }
  }
  return out;
}

bool is_private(const sockaddr* address) noexcept {
  if (address->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof(v4));
    return is_private_v4(ntohl(v4.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof(v6));
    return is_private_v6(v6.sin6_addr.s6_addr);
  }
  return true;
}

bool is_private_number(const std::string& host) noexcept {
  in_addr v4{};
  in6_addr v6{};
  bool is_v4 = false;
  if (!parse_number(host, v4, v6, is_v4)) {
    return false;
  }
  return is_v4 ? is_private_v4(ntohl(v4.s_addr)) : is_private_v6(v6.s6_addr);
}

bool is_loopback(const std::string& host) noexcept {
  in_addr v4{};
  in6_addr v6{};
  bool is_v4 = false;
  if (!parse_number(host, v4, v6, is_v4)) {
    return host == "localhost" || is_under(host, "localhost");
  }
  return is_v4 ? (ntohl(v4.s_addr) >> 24U) == 127 : IN6_IS_ADDR_LOOPBACK(&v6) != 0;
}

bool is_local_name(std::string_view host) noexcept {
  static constexpr std::array<std::string_view, 7> kDomains = {
      "localhost", "local", "lan", "internal", "home.arpa", "test", "intranet"};
  in_addr v4{};
  in6_addr v6{};
  bool is_v4 = false;
  return host.find('.') == std::string_view::npos ||
         parse_number(std::string(host), v4, v6, is_v4) ||
         std::any_of(kDomains.begin(), kDomains.end(),
                     [host](std::string_view domain) { return is_under(host, domain); });
}

bool is_among(const Place& place, const std::vector<std::string>& allowed) {
  return std::any_of(allowed.begin(), allowed.end(), [&place](const std::string& one) {
    return iequals(one, place.host) || iequals(one, place.authority());
  });
}

std::string proxy_for(const Place& place,
                      const std::function<std::string(const std::string&)>& environment) {
  const auto either = [&](const char* lower, const char* capitals) {
    const std::string value = environment(lower);
    return value.empty() ? environment(capitals) : value;
  };
  const std::string exceptions = either("no_proxy", "NO_PROXY");
  for (const std::string_view piece : split(exceptions, ',')) {
    const std::string_view one = trim(piece);
    if (one == "*" || is_under(place.host, one) || iequals(one, place.authority())) {
      return {};
    }
  }
  std::string proxy =
      place.secure ? either("https_proxy", "HTTPS_PROXY") : environment("http_proxy");
  return proxy.empty() ? either("all_proxy", "ALL_PROXY") : proxy;
}

}  // namespace assay::source
