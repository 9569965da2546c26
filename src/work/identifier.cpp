#include "work/identifier.h"

#include "base/text.h"
#include "work/identifier_internal.h"

#include <algorithm>
#include <array>

namespace assay {
namespace {

/// Decodes %-escapes of unreserved characters (RFC 3986, 6.2.2.2) and writes the others in upper
/// case.
std::string normalise_escapes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (text[i] != '%' || high < 0 || low < 0) {
      out += text[i];
      continue;
    }
    const char c = static_cast<char>(high * 16 + low);
    if (is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      static constexpr std::string_view kHex = "0123456789ABCDEF";
      out += '%';
      out += kHex[static_cast<std::size_t>(high)];
      out += kHex[static_cast<std::size_t>(low)];
    }
    i += 2;
  }
  return out;
}

bool is_tracking(std::string_view pair) noexcept {
  const std::string_view name = pair.substr(0, pair.find('='));
  return istarts_with(name, "utm_") || name == "ref" || name == "fbclid" || name == "gclid";
}

std::string keep_parameters(std::string_view query) {
  std::string out;
  for (const std::string_view pair : split(query, '&')) {
    if (pair.empty() || is_tracking(pair)) {
      continue;
    }
    out += out.empty() ? '?' : '&';
    out += pair;
  }
  return out;
}

bool consume_any(std::string_view& text, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&text](std::string_view prefix) { return consume(text, prefix); });
}

/// What stands after "scheme:" read as that scheme.
std::optional<Identifier> parse_prefixed(std::string_view text) {
  text = without_punctuation(text);
  if (consume_any(text, {"arxiv:", "arxiv preprint arxiv:", "arxiv "})) {
    // As arXiv cites itself: "arXiv:2106.09685v2 [cs.CL] 17 Jun 2021".
    text = trim(text);
    return parse_arxiv(text.substr(0, text.find_first_of(" [")));
  }
  if (consume_any(text, {"doi:", "doi ", "urn:doi:", "info:doi/"})) {
    return parse_doi(trim(text));
  }
  if (consume(text, "acl:")) {
    return parse_acl(trim(text));
  }
  if (consume(text, "openreview:")) {
    return parse_openreview(trim(text));
  }
  if (consume(text, "pmlr:")) {
    return parse_pmlr(trim(text));
  }
  if (consume_any(text, {"github:", "git@github.com:"})) {
    return parse_github(trim(text));
  }
  return std::nullopt;
}

/// "github.com/owner/name", "git://github.com/…", "ssh://git@github.com/…": addresses without
/// http, which count only where the host is one that we know.
std::optional<Identifier> parse_without_http(std::string_view text) {
  const bool of_git = consume(text, "git+");
  if (!consume_any(text, {"git://", "ssh://"})) {
    const std::size_t slash = text.find('/');
    if (of_git || slash == std::string_view::npos || is_digit(text.front()) ||
        text.substr(0, slash).find('.') == std::string_view::npos ||
        text.substr(0, slash).find(':') != std::string_view::npos) {
      return std::nullopt;
    }
  }
  const std::string url = normalise_url("https://" + std::string(text));
  return url.empty() ? std::nullopt : parse_known_host(url);
}

/// A DOI as a part of an address: what would end the path there is escaped.
std::string escape_doi(std::string_view doi) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : doi) {
    if (std::string_view("%?#<>\"\\").find(c) == std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 0xFU];
  }
  return out;
}

}  // namespace

std::string Identifier::str() const {
  return std::string(scheme_name(scheme)) + ":" + value;
}

std::string_view scheme_name(Scheme scheme) noexcept {
  static constexpr std::array<std::string_view, 7> kNames = {"arxiv", "doi",    "acl", "openreview",
                                                             "pmlr",  "github", "url"};
  return kNames[static_cast<std::size_t>(scheme)];
}

bool scheme_is_exclusive(Scheme scheme) noexcept {
  return scheme == Scheme::kArxiv || scheme == Scheme::kAcl || scheme == Scheme::kPmlr;
}

std::string normalise_url(std::string_view text) {
  text = trim(text);
  if (!consume(text, "https://") && !consume(text, "http://")) {
    return {};
  }
  text = trim(text.substr(0, text.find('#')));
  if (text.find_first_of(" \t\r\n\f\v\"<>\\") != std::string_view::npos) {
    return {};
  }
  const std::size_t host_end = std::min(text.find_first_of("/?"), text.size());
  std::string host = ascii_lower(text.substr(0, host_end));
  if (const std::size_t at = host.rfind('@'); at != std::string::npos) {
    host.erase(0, at + 1);
  }
  for (const std::string_view port : {":443", ":80"}) {
    if (host.size() > port.size() &&
        std::string_view(host).substr(host.size() - port.size()) == port) {
      host.resize(host.size() - port.size());
    }
  }
  if (host.rfind("www.", 0) == 0) {
    host.erase(0, 4);
  }
  if (host.empty() || (host.find('.') == std::string::npos && host.rfind("localhost", 0) != 0)) {
    return {};
  }
  std::string_view rest = text.substr(host_end);
  const std::size_t question = rest.find('?');
  std::string path = normalise_escapes(rest.substr(0, question));
  while (!path.empty() && path.back() == '/') {
    path.pop_back();
  }
  std::string url = "https://" + host + path;
  if (question != std::string_view::npos) {
    url += keep_parameters(rest.substr(question + 1));
  }
  return url;
}

std::optional<Identifier> parse_identifier(std::string_view text) {
  text = trim(text);
  if (!text.empty() && std::string_view("<([{").find(text.front()) != std::string_view::npos) {
    text = without_punctuation(text.substr(1));
  }
  if (text.empty() || text.size() > 4096) {
    return std::nullopt;
  }
  if (std::optional<Identifier> identifier = parse_prefixed(text)) {
    return identifier;
  }
  consume(text, "url:");
  if (istarts_with(text, "git+http")) {
    text.remove_prefix(4);
  }
  std::string url = normalise_url(text);
  if (url.empty()) {
    return parse_without_http(text);
  }
  if (std::optional<Identifier> identifier = parse_known_host(url)) {
    return identifier;
  }
  return Identifier{Scheme::kUrl, std::move(url)};
}

std::optional<Identifier> parse_bare_identifier(std::string_view text) {
  text = trim(text);
  if (std::optional<Identifier> identifier = parse_identifier(text)) {
    return identifier;
  }
  text = without_punctuation(text);
  if (std::optional<Identifier> identifier = parse_arxiv(text)) {
    return identifier;
  }
  if (std::optional<Identifier> identifier = parse_doi(text)) {
    return identifier;
  }
  return parse_acl(text);
}

std::string web_address(const Identifier& identifier) {
  switch (identifier.scheme) {
    case Scheme::kArxiv:
      return "https://arxiv.org/abs/" + identifier.value;
    case Scheme::kDoi:
      return "https://doi.org/" + escape_doi(identifier.value);
    case Scheme::kAcl:
      return "https://aclanthology.org/" + identifier.value;
    case Scheme::kOpenreview:
      return "https://openreview.net/forum?id=" + identifier.value;
    case Scheme::kPmlr:
      return "https://proceedings.mlr.press/" + identifier.value + ".html";
    case Scheme::kGithub:
      return "https://github.com/" + identifier.value;
    case Scheme::kUrl:
      break;
  }
  return identifier.value;
}

}  // namespace assay
