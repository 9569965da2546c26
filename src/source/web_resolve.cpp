#include "base/ascii.h"
#include "base/text.h"
#include "source/web.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay::source {
namespace {

/// The five parts of an address or reference (RFC 3986, appendix B), with their marks: "http:",
/// "//host", "/path", "?query", "#fragment".
struct Parts {
  std::string_view scheme;
  std::string_view authority;
  std::string_view path;
  std::string_view query;
  std::string_view fragment;
};

/// Takes what stands before the first of `marks` off the front of `text`.
std::string_view take_until(std::string_view& text, std::string_view marks) {
  const std::string_view part = text.substr(0, text.find_first_of(marks));
  text.remove_prefix(part.size());
  return part;
}

Parts split_address(std::string_view text) {
  Parts parts;
  std::string_view rest = text;
  const std::string_view scheme = take_until(rest, ":/?#");
  if (!scheme.empty() && !rest.empty() && rest.front() == ':' && is_letter(scheme.front()) &&
      std::all_of(scheme.begin(), scheme.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
      })) {
    parts.scheme = text.substr(0, scheme.size() + 1);
    text.remove_prefix(scheme.size() + 1);
  }
  if (text.substr(0, 2) == "//") {
    std::string_view host = text.substr(2);
    parts.authority = text.substr(0, 2 + take_until(host, "/?#").size());
    text = host;
  }
  parts.path = take_until(text, "?#");
  parts.query = take_until(text, "#");
  parts.fragment = text;
  return parts;
}

/// Section 5.2.4. `path` begins with "/".
std::string without_dots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    std::string_view rest = path.substr(1);
    const std::string_view name = take_until(rest, "/");
    if (name == "." || name == "..") {
      if (name == "..") {
        out.resize(out.empty() ? 0 : out.rfind('/'));
      }
      if (rest.empty()) {
        out += '/';
      }
    } else {
      out += path.substr(0, name.size() + 1);
    }
    path = rest;
  }
  return out;
}

/// Section 5.2.3: the reference's path in the folder of the base.
std::string merge(const Parts& base, std::string_view path) {
  const std::size_t slash = base.path.rfind('/');
  return slash == std::string_view::npos
             ? "/" + std::string(path)
             : std::string(base.path.substr(0, slash + 1)) + std::string(path);
}

/// Whether `host`, in brackets or not, is one that a name server or a network could know.
bool is_host(std::string_view host) noexcept {
  if (!host.empty() && host.front() == '[') {
    return host.size() > 2 && host.back() == ']' &&
           host.substr(1, host.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.") ==
               std::string_view::npos;
  }
  return !host.empty() && host.find_first_of("[]{}\\$'\"^`*<>=;,+&()!|") == std::string_view::npos;
}

/// "//user@host:port" without an empty port; "" when it has no host or no port that exists.
std::string_view checked(std::string_view authority) noexcept {
  const std::string_view whole = authority;
  authority.remove_prefix(std::min<std::size_t>(authority.size(), 2));
  authority = authority.substr(authority.rfind('@') + 1);  // npos + 1 is 0
  const std::size_t bracket = authority.find(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (!is_host(authority.substr(0, colon))) {
    return {};
  }
  if (colon == std::string_view::npos || colon + 1 == authority.size()) {
    return whole.substr(0, whole.size() - (colon == std::string_view::npos ? 0 : 1));
  }
  std::uint16_t port = 0;
  const char* const end = authority.data() + authority.size();
  const auto [rest, ec] = std::from_chars(authority.data() + colon + 1, end, port);
  return ec == std::errc{} && rest == end ? whole : std::string_view();
}

/// Bytes beyond ASCII as %xx.
std::string encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += {'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
    }
  }
  return out;
}

}  // namespace

std::string resolve_address(std::string_view base, std::string_view reference) {
  // A whole address stays as it is written; what is relative to one is made to fit into it.
  Parts to = split_address(trim(reference));
  const std::string relative = to.scheme.empty() ? encoded(trim(reference)) : std::string();
  if (to.scheme.empty()) {
    to = split_address(relative);
  }
  std::string path(to.path);
  if (to.scheme.empty()) {
    const Parts from = split_address(trim(base));
    to.scheme = from.scheme;
    if (to.authority.empty()) {
      to.authority = from.authority;
      if (to.path.empty()) {
        path = from.path;
        to.query = to.query.empty() ? from.query : to.query;
      } else if (to.path.front() != '/') {
        path = merge(from, to.path);
      }
    }
  }
  const std::string scheme = ascii_lower(to.scheme);
  const std::string_view authority = checked(to.authority);
  if ((scheme != "http:" && scheme != "https:") || authority.empty() || trim(reference).empty()) {
    return {};
  }
  std::string address = scheme + std::string(authority) + without_dots(path.empty() ? "/" : path);
  for (const std::string_view part : {to.query, to.fragment}) {
    address += part.size() > 1 ? part : std::string_view();
  }
  const bool clean = std::none_of(address.begin(), address.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
  });
  return clean ? address : std::string();
}

}  // namespace assay::source
