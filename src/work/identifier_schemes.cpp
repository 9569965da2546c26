#include "work/identifier_internal.h"

#include <algorithm>
#include <array>
#include <vector>

namespace assay {
namespace {

bool all_digits(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
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

bool opens_more_than_closes(std::string_view text, char open, char close) noexcept {
  return std::count(text.begin(), text.end(), open) >= std::count(text.begin(), text.end(), close);
}

}  // namespace

std::string_view without_punctuation(std::string_view text) noexcept {
  while (!text.empty()) {
    const char last = text.back();
    const bool belongs = last == ')'   ? opens_more_than_closes(text, '(', ')')
                         : last == ']' ? opens_more_than_closes(text, '[', ']')
                         : last == '}' ? opens_more_than_closes(text, '{', '}')
                         : last == '>'
                             ? opens_more_than_closes(text, '<', '>')
                             : std::string_view(".,;:!\"'").find(last) == std::string_view::npos;
    if (belongs) {
      break;
    }
    text.remove_suffix(1);
  }
  return text;
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
                   [](char c) { return is_letter(c) || c == '-'; })) {
    return std::nullopt;
  }
  return Identifier{Scheme::kArxiv, ascii_lower(archive) + std::string(text.substr(slash))};
}

/// Anthology id: "2021.acl-long.1" or "P18-1001".
std::optional<Identifier> parse_acl(std::string_view text) {
  text = without_version(text);
  if (text.size() >= 8 && text.size() <= 9 && is_letter(text[0]) && is_digit(text[1]) &&
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
                   [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; })) {
    return std::nullopt;
  }
  return Identifier{Scheme::kAcl, ascii_lower(text)};
}

/// DOI: "10." registrant "/" suffix (DOI Handbook 2.2); case-insensitive.
std::optional<Identifier> parse_doi(std::string_view text) {
  text = without_punctuation(text);
  const std::size_t slash = text.find('/');
  if (!istarts_with(text, "10.") || slash == std::string_view::npos || slash < 7 ||
      slash + 1 == text.size() || find_invalid_utf8(text) != std::string_view::npos ||
      std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == '"' || c == '\\';
      })) {
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
        return is_letter(c) || is_digit(c) || c == '-' || c == '_';
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
        return is_letter(c) || is_digit(c) || c == '-' || c == '_';
      })) {
    return std::nullopt;
  }
  return Identifier{Scheme::kPmlr, ascii_lower(parts[0]) + "/" + ascii_lower(key)};
}

std::optional<Identifier> parse_github(std::string_view text) {
  static constexpr std::array<std::string_view, 20> kReserved = {
      "features",  "topics", "orgs",   "sponsors",  "marketplace", "settings",
      "about",     "search", "login",  "trending",  "apps",        "collections",
      "explore",   "users",  "readme", "solutions", "enterprise",  "customer-stories",
      "resources", "stars"};
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
             return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
           });
  };
  const std::string owner = ascii_lower(parts[0]);
  if (!plain(owner) || !plain(name) ||
      std::find(kReserved.begin(), kReserved.end(), owner) != kReserved.end()) {
    return std::nullopt;
  }
  return Identifier{Scheme::kGithub, owner + "/" + ascii_lower(name)};
}

}  // namespace assay
