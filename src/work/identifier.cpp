#include "work/identifier.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <vector>

namespace assay {
namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool is_alpha(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool all_digits(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool consume(std::string_view& text, std::string_view prefix) noexcept {
  if (!istarts_with(text, prefix)) {
    return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

/// Removes "v2" at the end when what stands before it is not empty.
std::string_view without_version(std::string_view text) noexcept {
  std::size_t end = text.size();
  while (end > 0 && is_digit(text[end - 1])) {
    --end;
  }
  if (end < text.size() && end > 1 && (text[end - 1] == 'v' || text[end - 1] == 'V')) {
    return text.substr(0, end - 1);
  }
  return text;
}

bool month_is_valid(std::string_view two_digits) noexcept {
  const int month = (two_digits[0] - '0') * 10 + (two_digits[1] - '0');
  return month >= 1 && month <= 12;
}

/// Bare arXiv id of either style, with or without a version.
std::optional<Identifier> parse_arxiv(std::string_view text) {
  text = without_version(text);
  // New style: YYMM.NNNN (to 2014) or YYMM.NNNNN.
  if (text.size() >= 9 && text.size() <= 10 && text[4] == '.' && all_digits(text.substr(0, 4)) &&
      all_digits(text.substr(5)) && month_is_valid(text.substr(2, 2))) {
    return Identifier{Scheme::kArxiv, std::string(text)};
  }
  // Old style: archive/YYMMNNN, perhaps with a subject class: math.GT/0309136.
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || text.size() - slash != 8 ||
      !all_digits(text.substr(slash + 1)) || !month_is_valid(text.substr(slash + 3, 2))) {
    return std::nullopt;
  }
  std::string_view archive = text.substr(0, slash);
  if (const std::size_t dot = archive.find('.'); dot != std::string_view::npos) {
    archive = archive.substr(0, dot);
  }
  if (archive.size() < 2 || archive.size() > 10 ||
      !std::all_of(archive.begin(), archive.end(),
                   [](char c) { return is_alpha(c) || c == '-'; })) {
    return std::nullopt;
  }
  return Identifier{Scheme::kArxiv, ascii_lower(archive) + std::string(text.substr(slash))};
}

/// Anthology id: "2021.acl-long.1" or "P18-1001".
std::optional<Identifier> parse_acl(std::string_view text) {
  if (text.size() >= 8 && text.size() <= 9 && is_alpha(text[0]) && is_digit(text[1]) &&
      is_digit(text[2]) && text[3] == '-' && all_digits(text.substr(4))) {
    std::string value(text);
    value[0] = static_cast<char>(value[0] & ~0x20);
    return Identifier{Scheme::kAcl, value};
  }
  const std::vector<std::string_view> parts = split(text, '.');
  if (parts.size() != 3 || parts[0].size() != 4 || !all_digits(parts[0]) || !all_digits(parts[2])) {
    return std::nullopt;
  }
  const std::size_t dash = parts[1].find('-');
  if (dash == std::string_view::npos || dash == 0 || dash + 1 == parts[1].size() ||
      !std::all_of(parts[1].begin(), parts[1].end(),
                   [](char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '_'; })) {
    return std::nullopt;
  }
  return Identifier{Scheme::kAcl, ascii_lower(text)};
}

/// DOI: "10." registrant "/" suffix (DOI Handbook 2.2); case-insensitive.
std::optional<Identifier> parse_doi(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (!istarts_with(text, "10.") || slash == std::string_view::npos || slash < 7 ||
      slash + 1 == text.size() || text.find_first_of(" \t\n\"<>") != std::string_view::npos) {
    return std::nullopt;
  }
  for (const char c : text.substr(3, slash - 3)) {
    if (!is_digit(c) && c != '.') {
      return std::nullopt;
    }
  }
  const std::string value = ascii_lower(text);
  const std::string_view suffix = std::string_view(value).substr(slash + 1);
  if (istarts_with(value, "10.48550/arxiv.")) {
    if (std::optional<Identifier> arxiv = parse_arxiv(suffix.substr(6))) {
      return arxiv;
    }
  }
  // The Anthology's own DOIs end in its ids.
  if (istarts_with(value, "10.18653/v1/") || istarts_with(value, "10.3115/v1/")) {
    if (std::optional<Identifier> acl = parse_acl(suffix.substr(3))) {
      return acl;
    }
  }
  return Identifier{Scheme::kDoi, value};
}

std::optional<Identifier> parse_openreview(std::string_view text) {
  if (text.size() < 5 || text.size() > 40 || !std::all_of(text.begin(), text.end(), [](char c) {
        return is_alpha(c) || is_digit(c) || c == '-' || c == '_';
      })) {
    return std::nullopt;
  }
  return Identifier{Scheme::kOpenreview, std::string(text)};
}

/// "v139/radford21a", perhaps followed by a file of that paper.
std::optional<Identifier> parse_pmlr(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '/');
  if (parts.size() < 2 || parts.size() > 3 || parts[0].size() < 2 ||
      (parts[0][0] != 'v' && parts[0][0] != 'V') || !all_digits(parts[0].substr(1))) {
    return std::nullopt;
  }
  std::string_view key = parts[1].substr(0, parts[1].find('.'));
  if (key.empty() || !std::all_of(key.begin(), key.end(), [](char c) {
        return is_alpha(c) || is_digit(c) || c == '-' || c == '_';
      })) {
    return std::nullopt;
  }
  return Identifier{Scheme::kPmlr, ascii_lower(parts[0]) + "/" + ascii_lower(key)};
}

std::optional<Identifier> parse_github(std::string_view text) {
  static constexpr std::array<std::string_view, 14> kReserved = {
      "features", "topics", "orgs",     "sponsors", "marketplace", "settings", "about",
      "search",   "login",  "trending", "apps",     "collections", "explore",  "users"};
  while (!text.empty() && text.back() == '/') {
    text.remove_suffix(1);
  }
  std::vector<std::string_view> parts = split(text, '/');
  // owner/name, or that at a branch: anything deeper (an issue, a file) is not the repository.
  if (parts.size() == 4 && parts[2] == "tree") {
    parts.resize(2);
  }
  if (parts.size() != 2) {
    return std::nullopt;
  }
  std::string_view name = parts[1];
  if (name.size() > 4 && name.substr(name.size() - 4) == ".git") {
    name.remove_suffix(4);
  }
  const auto plain = [](std::string_view piece) {
    return !piece.empty() && piece != "." && piece != ".." && piece.size() <= 100 &&
           std::all_of(piece.begin(), piece.end(), [](char c) {
             return is_alpha(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
           });
  };
  const std::string owner = ascii_lower(parts[0]);
  if (!plain(owner) || !plain(name) ||
      std::find(kReserved.begin(), kReserved.end(), owner) != kReserved.end()) {
    return std::nullopt;
  }
  return Identifier{Scheme::kGithub, owner + "/" + ascii_lower(name)};
}

/// Value of a query parameter of a normalised address, empty when absent.
std::string_view parameter(std::string_view url, std::string_view name) {
  const std::size_t question = url.find('?');
  if (question == std::string_view::npos) {
    return {};
  }
  for (const std::string_view pair : split(url.substr(question + 1), '&')) {
    if (pair.size() > name.size() && pair[name.size()] == '=' &&
        pair.substr(0, name.size()) == name) {
      return pair.substr(name.size() + 1);
    }
  }
  return {};
}

std::string_view without_extension(std::string_view text, std::string_view extension) noexcept {
  if (text.size() > extension.size() &&
      iequals(text.substr(text.size() - extension.size()), extension)) {
    text.remove_suffix(extension.size());
  }
  return text;
}

/// The scheme's identifier behind a normalised address, if its host is one that we know.
std::optional<Identifier> parse_known_host(const std::string& url) {
  std::string_view rest(url);
  rest.remove_prefix(std::string_view("https://").size());
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view host = rest.substr(0, slash);
  const std::string_view path =
      rest.substr(slash + 1, rest.find('?') == std::string_view::npos ? std::string_view::npos
                                                                      : rest.find('?') - slash - 1);
  if (host == "arxiv.org" || host == "export.arxiv.org" || host == "ar5iv.org" ||
      host == "ar5iv.labs.arxiv.org" || host == "alphaxiv.org") {
    std::string_view id = path;
    for (const std::string_view prefix : {"abs/", "pdf/", "html/", "format/", "e-print/"}) {
      if (consume(id, prefix)) {
        return parse_arxiv(without_extension(id, ".pdf"));
      }
    }
    return std::nullopt;
  }
  if (host == "huggingface.co" && istarts_with(path, "papers/")) {
    return parse_arxiv(path.substr(7));
  }
  if (host == "doi.org" || host == "dx.doi.org") {
    return parse_doi(path);
  }
  if (host == "aclanthology.org" || host == "aclweb.org" || host == "aclanthology.info") {
    std::string_view id = path;
    consume(id, "anthology/");
    consume(id, "papers/");
    id = id.substr(0, id.find('/'));
    return parse_acl(without_extension(without_extension(id, ".pdf"), ".bib"));
  }
  if (host == "openreview.net") {
    return parse_openreview(parameter(url, "id"));
  }
  if (host == "proceedings.mlr.press") {
    return parse_pmlr(path);
  }
  if (host == "github.com") {
    return parse_github(path);
  }
  return std::nullopt;
}

int hex_value(char c) noexcept {
  if (is_digit(c)) {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

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
    if (is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
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

/// What stands after "scheme:" read as that scheme.
std::optional<Identifier> parse_prefixed(std::string_view text) {
  if (consume(text, "arxiv:")) {
    return parse_arxiv(trim(text));
  }
  if (consume(text, "doi:")) {
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
  if (consume(text, "github:") || consume(text, "git@github.com:")) {
    return parse_github(trim(text));
  }
  return std::nullopt;
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
  if (text.empty() || text.size() > 4096) {
    return std::nullopt;
  }
  if (std::optional<Identifier> identifier = parse_prefixed(text)) {
    return identifier;
  }
  consume(text, "url:");
  std::string url = normalise_url(text);
  if (url.empty()) {
    return std::nullopt;
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
      return "https://doi.org/" + identifier.value;
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
