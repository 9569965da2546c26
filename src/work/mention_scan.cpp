#include "work/identifier_internal.h"
#include "work/mentions_internal.h"

#include <algorithm>
#include <array>

namespace assay {
namespace {

constexpr std::size_t kLongestAddress = 1024;

bool is_word_byte(char c) noexcept {
  return is_letter(c) || is_digit(c);
}

/// Where an address that begins at `begin` ends: at white space, quotes, a bracket that it did not
/// open, a byte beyond ASCII.
std::size_t address_end(std::string_view text, std::size_t begin) noexcept {
  int round = 0;
  int square = 0;
  std::size_t end = begin;
  const std::size_t most = std::min(text.size(), begin + kLongestAddress);
  for (; end < most; ++end) {
    const char c = text[end];
    if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7F ||
        std::string_view("<>\"`|\\^{}").find(c) != std::string_view::npos) {
      break;
    }
    round += c == '(' ? 1 : c == ')' ? -1 : 0;
    square += c == '[' ? 1 : c == ']' ? -1 : 0;
    if (round < 0 || square < 0) {
      break;
    }
  }
  return begin + without_punctuation(text.substr(begin, end - begin)).size();
}

bool ends_with_any(std::string_view url, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
    return url.size() >= ending.size() && iequals(url.substr(url.size() - ending.size()), ending);
  });
}

/// Pictures and the badges of readmes, which name nothing.
bool is_decoration(std::string_view url) {
  static constexpr std::array<std::string_view, 9> kBadges = {"shields.io",
                                                              "badge",
                                                              "travis-ci",
                                                              "codecov.io",
                                                              "circleci.com",
                                                              "gitter.im",
                                                              "app.slack.com",
                                                              "api.star-history",
                                                              "user-images.githubusercontent"};
  const std::string_view path = url.substr(0, url.find('?'));
  return ends_with_any(path, {".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp", ".ico", ".css"}) ||
         std::any_of(kBadges.begin(), kBadges.end(), [&](std::string_view badge) {
           return url.find(badge) != std::string_view::npos;
         });
}

/// A file, a branch or a page deep in a repository is the repository, its issues and releases are
/// not: "github.com/owner/name/blob/main/a.py".
std::optional<Identifier> repository_of(const Identifier& identifier, Depth depth) {
  static constexpr std::string_view kHost = "https://github.com/";
  static constexpr std::array<std::string_view, 6> kInside = {"blob", "tree",    "wiki",
                                                              "raw",  "archive", "actions"};
  if (identifier.scheme != Scheme::kUrl || !istarts_with(identifier.value, kHost)) {
    return std::nullopt;
  }
  const std::vector<std::string_view> parts =
      split(std::string_view(identifier.value).substr(kHost.size()), '/');
  if (parts.size() < 3) {
    return std::nullopt;
  }
  const bool inside =
      depth == Depth::kAny || std::find(kInside.begin(), kInside.end(), parts[2]) != kInside.end();
  return inside ? parse_github(std::string(parts[0]) + "/" + std::string(parts[1])) : std::nullopt;
}

/// An identifier behind its scheme's name: "arXiv:2106.09685v2", "arXiv 2106.09685", "doi: 10.1/x".
struct Named {
  std::optional<Identifier> identifier;
  std::size_t end = 0;
};

std::size_t token_end(std::string_view text, std::size_t begin) noexcept {
  std::size_t end = begin;
  while (end < text.size() &&
         end - begin<kLongestAddress&& static_cast<unsigned char>(text[end])> ' ' &&
         static_cast<unsigned char>(text[end]) < 0x7F &&
         std::string_view("<>\"`|\\^{}[],;").find(text[end]) == std::string_view::npos) {
    ++end;
  }
  return begin + without_punctuation(text.substr(begin, end - begin)).size();
}

/// Reads what stands from `begin` on as `scheme`.
Named read_named(std::string_view text, std::size_t begin, Scheme scheme) {
  const std::size_t end =
      scheme == Scheme::kDoi ? address_end(text, begin) : token_end(text, begin);
  const std::string_view token = text.substr(begin, end - begin);
  switch (scheme) {
    case Scheme::kArxiv:
      return {parse_arxiv(token), end};
    case Scheme::kDoi:
      return {parse_doi(token), end};
    case Scheme::kAcl:
      return {parse_acl(token), end};
    case Scheme::kGithub:
      return {parse_github(token), end};
    case Scheme::kOpenreview:
    case Scheme::kPmlr:
    case Scheme::kUrl:
      break;
  }
  return {};
}

class Scanner {
 public:
  Scanner(std::string_view text, Depth depth, std::vector<Found>& found)
      : text_(text), depth_(depth), found_(found) {}

  void run() {
    // One byte at a time is sought, since that goes by whole vectors: most texts have few of these.
    std::size_t colon = text_.find(':');
    std::size_t slash = text_.find('/');
    while (colon != std::string_view::npos || slash != std::string_view::npos) {
      const std::size_t at = std::min(colon, slash);
      const std::size_t next = std::max(at + 1, at == colon ? at_colon(at) : at_slash(at));
      if (colon < next) {
        colon = text_.find(':', next);
      }
      if (slash < next) {
        slash = text_.find('/', next);
      }
    }
    spaced_arxiv();
    if (text_.find('=') != std::string_view::npos) {
      eprints();
    }
  }

 private:
  /// True when [.., at) ends in `word` (lower case) and a word begins there; `begin` is where.
  bool word_before(std::size_t at, std::string_view word, std::size_t& begin) const {
    if (at < word.size() || !iequals(text_.substr(at - word.size(), word.size()), word)) {
      return false;
    }
    begin = at - word.size();
    return begin == 0 || !is_word_byte(text_[begin - 1]);
  }

  std::size_t add(std::optional<Identifier> identifier, std::size_t begin, std::size_t end) {
    if (!identifier) {
      return 0;
    }
    if (std::optional<Identifier> repository = repository_of(*identifier, depth_)) {
      identifier = std::move(repository);
    }
    found_.push_back({std::move(*identifier), begin, end});
    return end;
  }

  std::size_t at_colon(std::size_t colon) {
    if (text_.substr(colon, 3) == "://") {
      return address(colon);
    }
    static constexpr std::array<std::pair<std::string_view, Scheme>, 5> kSchemes = {
        {{"arxiv", Scheme::kArxiv},
         {"doi", Scheme::kDoi},
         {"acl", Scheme::kAcl},
         {"eprint", Scheme::kArxiv},
         {"github", Scheme::kGithub}}};
    for (const auto& [name, scheme] : kSchemes) {
      std::size_t begin = 0;
      if (word_before(colon, name, begin)) {
        const std::size_t value = text_.find_first_not_of(' ', colon + 1);
        if (value == std::string_view::npos || value > colon + 2) {
          return 0;
        }
        Named named = read_named(text_, value, scheme);
        return add(std::move(named.identifier), begin, named.end);
      }
    }
    return 0;
  }

  std::size_t address(std::size_t colon) {
    std::size_t begin = 0;
    if (!word_before(colon, "https", begin) && !word_before(colon, "http", begin)) {
      return colon + 3;
    }
    const std::size_t end = address_end(text_, begin);
    const std::string_view url = text_.substr(begin, end - begin);
    if (!is_decoration(url)) {
      add(parse_identifier(url), begin, end);
    }
    return std::max(end, colon + 3);
  }

  /// "github.com/o/n" without http, and bare DOIs.
  std::size_t at_slash(std::size_t slash) {
    std::size_t begin = slash;
    while (begin > 0 && slash - begin < 40 &&
           (is_letter(text_[begin - 1]) || is_digit(text_[begin - 1]) || text_[begin - 1] == '.' ||
            text_[begin - 1] == '-')) {
      --begin;
    }
    const std::string_view host = text_.substr(begin, slash - begin);
    if (host.size() < 7 || host.find('.') == std::string_view::npos) {
      return 0;
    }
    if (istarts_with(host, "10.")) {
      Named named = read_named(text_, begin, Scheme::kDoi);
      return add(std::move(named.identifier), begin, named.end);
    }
    const std::size_t end = address_end(text_, begin);
    std::optional<Identifier> identifier = parse_identifier(text_.substr(begin, end - begin));
    return add(std::move(identifier), begin, end);
  }

  /// "arXiv 2106.09685"
  void spaced_arxiv() {
    for (const std::string_view name : {"Xiv ", "xiv "}) {  // from its rarest letter on
      for (std::size_t at = text_.find(name); at != std::string_view::npos;
           at = text_.find(name, at + 1)) {
        const std::size_t value = at + name.size();
        std::size_t begin = 0;
        if (value < text_.size() && is_digit(text_[value]) &&
            word_before(value - 1, "arxiv", begin)) {
          Named named = read_named(text_, value, Scheme::kArxiv);
          add(std::move(named.identifier), begin, named.end);
        }
      }
    }
  }

  /// BibTeX: "eprint = {2106.09685}".
  void eprints() {
    static constexpr std::string_view kName = "eprint";
    for (std::size_t at = text_.find(kName); at != std::string_view::npos;
         at = text_.find(kName, at + 1)) {
      const std::size_t value = text_.find_first_not_of(" =\t{\"'", at + kName.size());
      if (value == std::string_view::npos || value > at + kName.size() + 12 ||
          value == at + kName.size()) {
        continue;
      }
      Named named = read_named(text_, value, Scheme::kArxiv);
      add(std::move(named.identifier), value, named.end);
    }
  }

  std::string_view text_;
  Depth depth_;
  std::vector<Found>& found_;
};

}  // namespace

std::vector<Found> scan_identifiers(std::string_view text, Depth depth) {
  std::vector<Found> found;
  Scanner(text, depth, found).run();
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.begin < b.begin; });
  return found;
}

bool is_of_paper(const Identifier& identifier) noexcept {
  return identifier.scheme != Scheme::kGithub && identifier.scheme != Scheme::kUrl;
}

std::optional<Identifier> whole_of(const Identifier& page) {
  if (std::optional<Identifier> repository = repository_of(page, Depth::kAny)) {
    return repository;
  }
  if (page.scheme != Scheme::kUrl) {
    return std::nullopt;
  }
  for (const std::string_view registry :
       {"https://pypi.org/project/", "https://npmjs.com/package/"}) {
    if (!istarts_with(page.value, registry)) {
      continue;
    }
    // npm's names may have a scope: "@scope/name".
    std::size_t end = page.value.find('/', registry.size());
    if (end != std::string::npos && page.value[registry.size()] == '@') {
      end = page.value.find('/', end + 1);
    }
    if (end != std::string::npos) {
      return Identifier{Scheme::kUrl, page.value.substr(0, end)};
    }
  }
  return std::nullopt;
}

}  // namespace assay
