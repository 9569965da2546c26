#include "source/found_links.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

namespace assay::source {
namespace {

constexpr std::size_t kMostFound = 200;
constexpr std::size_t kNone = std::string_view::npos;

bool is_letter_or_digit(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// From `begin` to where an address or an identifier ends.
std::string_view token_at(std::string_view text, std::size_t begin) {
  constexpr std::size_t kLongest = 500;
  constexpr std::string_view kEnds = " \t\r\n\"'<>`{}|\\^[]";
  std::size_t end = std::min(text.find_first_of(kEnds, begin), text.size());
  end = std::min(end, begin + kLongest);
  // A bracket that was not opened within it belongs to the text around.
  int open = 0;
  for (std::size_t i = begin; i < end; ++i) {
    open += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    if (open < 0) {
      return text.substr(begin, i - begin);
    }
  }
  return text.substr(begin, end - begin);
}

/// Behind "doi" or "eprint" at `at`: what a field of BibTeX ("= {...}") or a label ("doi: ...")
/// holds; "" when it is neither.
std::string_view labelled(std::string_view text, std::size_t at) {
  const std::size_t mark = text.find_first_not_of(" \t", at);
  if (mark == kNone || (text[mark] != '=' && text[mark] != ':')) {
    return {};
  }
  const std::size_t begin = text.find_first_not_of(" \t{\"", mark + 1);
  return begin == kNone ? std::string_view() : token_at(text, begin);
}

/// Whether `text`, in lower case, has `word` right before `end`.
bool stands_before(std::string_view text, std::size_t end, std::string_view word) noexcept {
  return end >= word.size() && text.substr(end - word.size(), word.size()) == word;
}

/// The next `word` from `at` on.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t at) noexcept {
  const std::string_view rest = text.substr(std::min(at, text.size()));
  const void* found = ::memmem(rest.data(), rest.size(), word.data(), word.size());
  return found == nullptr ? kNone
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

/// Calls `take(at, text)` for whatever may be an identifier.
template <typename Take>
void each_candidate(std::string_view text, std::string_view lower, const Take& take) {
  for (std::size_t colon = lower.find(':'); colon != kNone; colon = lower.find(':', colon + 1)) {
    if (lower.substr(colon, 3) == "://") {
      for (const std::string_view scheme : {"http", "https"}) {
        if (stands_before(lower, colon, scheme)) {
          const std::size_t at = colon - scheme.size();
          take(at, std::string(token_at(text, at)), false);
        }
      }
    } else if (stands_before(lower, colon, "arxiv")) {
      const std::size_t begin = text.find_first_not_of(' ', colon + 1);
      if (begin != kNone) {
        take(colon - 5, "arXiv:" + std::string(token_at(text, begin)), false);
      }
    }
  }
  for (const std::string_view label : {"doi", "eprint"}) {
    for (std::size_t at = find_word(lower, label, 0); at != kNone;
         at = find_word(lower, label, at + 1)) {
      if (at == 0 || !is_letter_or_digit(text[at - 1])) {
        take(at, std::string(labelled(text, at + label.size())), true);
      }
    }
  }
}

/// A registry's page, an action, a file's host: repositories that a readme names without meaning
/// them.
bool is_furniture(std::string_view repository) {
  static constexpr std::array<std::string_view, 6> kOwners = {
      "actions/", "badges/", "psf/", "pre-commit/", "astral-sh/", "codecov/"};
  return std::any_of(kOwners.begin(), kOwners.end(), [repository](std::string_view owner) {
    return repository.substr(0, owner.size()) == owner;
  });
}

/// The sentence or line around `at`, and what leads up to it, in lower case.
std::string words_before(std::string_view text, std::size_t at) {
  constexpr std::size_t kReach = 200;
  const std::size_t from = at > kReach ? at - kReach : 0;
  std::string_view before = text.substr(from, at - from);
  if (const std::size_t paragraph = before.rfind("\n\n"); paragraph != kNone) {
    before.remove_prefix(paragraph + 2);
  }
  for (const std::string_view end : {". ", ".\n", "\n- ", "\n* "}) {
    if (const std::size_t last = before.rfind(end); last != kNone) {
      before.remove_prefix(last + end.size());
    }
  }
  return ascii_lower(before);
}

/// "Paper: ADDRESS", "[arXiv](ADDRESS)" at the top of a readme: its own paper.
bool is_label_of_own(std::string_view before, std::size_t at) {
  constexpr std::size_t kTop = 3000;
  constexpr std::size_t kLabel = 24;
  const std::string_view label = before.substr(before.size() - std::min(before.size(), kLabel));
  return at < kTop && (label.find("paper") != kNone || label.find("arxiv") != kNone) &&
         (label.find("](") != kNone || label.find(':') != kNone);
}

bool says_implements(const std::string& before, Telling telling) {
  static constexpr std::array<std::string_view, 13> kReadme = {
      "implementation of", "implementation for", "implements",  "code for",     "code of",
      "accompan",          "official",           "our paper",   "code release", "source code",
      "reproduc",          "introduced in",      "described in"};
  static constexpr std::array<std::string_view, 10> kChange = {
      "implement", "add ", "adds ",       "added ",         "introduc",
      "support",   "new ", "proposed in", "from the paper", "integrat"};
  const auto said = [&before](std::string_view words) { return before.find(words) != kNone; };
  return telling == Telling::kReadme ? std::any_of(kReadme.begin(), kReadme.end(), said)
                                     : std::any_of(kChange.begin(), kChange.end(), said);
}

}  // namespace

std::vector<FoundLink> find_works(std::string_view text) {
  std::vector<FoundLink> found;
  const std::string lower = ascii_lower(text);
  each_candidate(text, lower, [&](std::size_t at, const std::string& candidate, bool bare) {
    std::optional<Identifier> identifier =
        bare ? parse_bare_identifier(candidate) : parse_identifier(candidate);
    const bool named = identifier && identifier->scheme != Scheme::kUrl;
    if (named && (!bare || identifier->scheme != Scheme::kGithub)) {
      found.push_back({std::move(*identifier), at});
    }
  });
  std::sort(found.begin(), found.end(),
            [](const FoundLink& a, const FoundLink& b) { return a.at < b.at; });
  std::set<Identifier> seen;
  found.erase(std::remove_if(
                  found.begin(), found.end(),
                  [&seen](const FoundLink& link) { return !seen.insert(link.identifier).second; }),
              found.end());
  found.resize(std::min(found.size(), kMostFound));
  return found;
}

void add_found_works(Work& work, std::string_view text, Telling telling, const std::string& own) {
  const std::vector<FoundLink> found = find_works(text);
  if (found.empty()) {
    return;
  }
  std::vector<std::optional<Identifier>> known;  // of the links
  for (const Link& link : work.links) {
    known.push_back(parse_identifier(link.url));
  }
  for (const FoundLink& link : found) {
    const bool repository = link.identifier.scheme == Scheme::kGithub;
    if (repository && (link.identifier.value == own || is_furniture(link.identifier.value))) {
      continue;
    }
    const std::string url = web_address(link.identifier);
    if (std::find(known.begin(), known.end(), link.identifier) != known.end() ||
        std::find(work.identifiers.begin(), work.identifiers.end(), link.identifier) !=
            work.identifiers.end()) {
      continue;
    }
    const std::string before = words_before(text, link.at);
    const bool own_paper = telling == Telling::kReadme && is_label_of_own(before, link.at);
    const bool implements = !repository && (own_paper || says_implements(before, telling));
    work.links.push_back({repository ? "code" : implements ? "implements" : "paper", url});
    known.push_back(parse_identifier(url));
  }
}

}  // namespace assay::source
