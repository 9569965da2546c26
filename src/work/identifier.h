#pragma once
/// Identifiers of works in one normal form each, so that equality of strings is equality of works.
/// Threads: immutable values and pure functions.
///
/// Sources: arXiv identifier scheme (arXiv help, "Understanding the arXiv identifier"); DOI
/// Handbook 2.2; ACL Anthology "Anthology IDs"; RFC 3986 for URLs.

#include <optional>
#include <string>
#include <string_view>

namespace assay {

enum class Scheme {
  kArxiv,       ///< "2106.09685", "hep-th/9901001": no version.
  kDoi,         ///< Lower case, "10.1145/3292500.3330701"; arXiv's own DOIs become kArxiv.
  kAcl,         ///< "2021.acl-long.1", "P18-1001".
  kOpenreview,  ///< Forum id, case kept.
  kPmlr,        ///< "v139/radford21a".
  kGithub,      ///< "owner/name", lower case.
  kUrl,         ///< Any other web address, see normalise_url.
};

struct Identifier {
  Scheme scheme = Scheme::kUrl;
  std::string value;

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 misreads the 0 in a defaulted <=>
  auto operator<=>(const Identifier&) const = default;
  /// "arxiv:2106.09685", "doi:10.…", "acl:…", "openreview:…", "pmlr:…", "github:owner/name",
  /// "url:https://…".
  [[nodiscard]] std::string str() const;
};

/// Name before the colon: "arxiv", "doi" ...
std::string_view scheme_name(Scheme scheme) noexcept;

/// True when a work has at most one identifier of this scheme in reality, so that two different
/// values mean two different works (arXiv, ACL, PMLR); false where versions or mirrors are usual.
bool scheme_is_exclusive(Scheme scheme) noexcept;

/// Reads any written form: "arXiv:2106.09685v2 [cs.CL]", "https://arxiv.org/pdf/2106.09685.pdf" and
/// arXiv's mirrors, "doi:10.1/x", "https://doi.org/10.1/x", ".../doi/abs/10.1145/x" of publishers,
/// "acl:P18-1001", "https://aclanthology.org/P18-1001v2.pdf",
/// "https://openreview.net/forum?id=…", "https://proceedings.mlr.press/v139/radford21a.html",
/// "github:Owner/Name", "https://github.com/Owner/Name.git", "git@github.com:Owner/Name",
/// "git+ssh://git@github.com/…"; any http(s) address; and the hosts named here without "https://".
/// White space around, brackets around, and a sentence's punctuation behind are ignored, but for
/// punctuation behind other addresses. nullopt when it is none of these.
std::optional<Identifier> parse_identifier(std::string_view text);

/// As parse_identifier, and also bare arXiv ids ("2106.09685", "cs/0112017") and bare DOIs
/// ("10.1/x"). For what a user types and for fields known to hold identifiers.
std::optional<Identifier> parse_bare_identifier(std::string_view text);

/// "https://host/path?query": scheme made https, host lower case without "www." and default port,
/// fragment, tracking parameters (utm_*, ref, fbclid, gclid) and the trailing slash removed,
/// %-escapes of unreserved characters decoded. Empty when `text` is no http(s) address.
std::string normalise_url(std::string_view text);

/// The web address where a person finds the work.
std::string web_address(const Identifier& identifier);

}  // namespace assay
