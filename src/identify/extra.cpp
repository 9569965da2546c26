#include "base/text.h"
#include "identify/extra_internal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace assay::identify {
namespace {

constexpr std::array<std::string_view, 12> kCompanyEndings = {
    ".com", ".ai",    ".io",    ".co",    ".dev",    ".tech",
    ".inc", ".co.jp", ".co.kr", ".co.uk", ".com.cn", ".co.in"};

constexpr std::array<std::string_view, 24> kMailServices = {
    "gmail",  "googlemail", "outlook", "hotmail", "yahoo", "qq",   "163",        "126",
    "139",    "foxmail",    "icloud",  "live",    "msn",   "aol",  "protonmail", "proton",
    "yandex", "gmx",        "mail",    "me",      "sina",  "sohu", "rediffmail", "zoho"};

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() > ending.size() && text.substr(text.size() - ending.size()) == ending;
}

/// Share of the texts of a JSON list that `counts` accepts; 0 when there is no such list.
template <typename Counts>
double share(const nlohmann::json& extra, const char* key, const Counts& counts) {
  const auto list = extra.find(key);
  if (list == extra.end() || !list->is_array() || list->empty()) {
    return 0;
  }
  double accepted = 0;
  for (const nlohmann::json& item : *list) {
    if (item.is_string() && counts(item.get_ref<const std::string&>())) {
      accepted += 1;
    }
  }
  return accepted / static_cast<double>(list->size());
}

Feature kind_feature(Kind kind) {
  switch (kind) {
    case Kind::kPaper:
      return Feature::kPaper;
    case Kind::kRepository:
      return Feature::kRepository;
    case Kind::kPost:
      return Feature::kPost;
    case Kind::kTalk:
      return Feature::kTalk;
    case Kind::kContribution:
      return Feature::kContribution;
    case Kind::kPackage:
      return Feature::kPackage;
    case Kind::kEvent:
      return Feature::kEvent;
    case Kind::kDiscussion:
      return Feature::kDiscussion;
  }
  return Feature::kPaper;
}

bool is_paper_identifier(const Identifier& identifier) {
  return identifier.scheme != Scheme::kGithub && identifier.scheme != Scheme::kUrl;
}

bool links_to_paper(const Work& work) {
  return std::any_of(work.links.begin(), work.links.end(), [](const Link& link) {
    if (link.rel == "paper" || link.rel == "pdf" || link.rel == "implements") {
      return true;
    }
    const std::optional<Identifier> identifier = parse_identifier(link.url);
    return identifier && is_paper_identifier(*identifier);
  });
}

}  // namespace

bool is_company_domain(std::string_view domain) {
  const std::string lower = ascii_lower(trim(domain));
  std::string_view host = lower;
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) {
    host.remove_prefix(at + 1);
  }
  if (host.find(".edu") != std::string_view::npos || host.find(".ac.") != std::string_view::npos ||
      host.find("univ") != std::string_view::npos) {
    return false;
  }
  const auto ending = std::find_if(kCompanyEndings.rbegin(), kCompanyEndings.rend(),
                                   [&host](std::string_view e) { return ends_with(host, e); });
  if (ending == kCompanyEndings.rend()) {
    return false;
  }
  std::string_view name = host.substr(0, host.size() - ending->size());
  if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos) {
    name.remove_prefix(dot + 1);
  }
  return std::find(kMailServices.begin(), kMailServices.end(), name) == kMailServices.end();
}

bool is_engineer_position(std::string_view position) {
  const std::string lower = ascii_lower(position);
  constexpr std::array<std::string_view, 11> kWords = {
      "engineer",     "developer",       "architect", "programmer",       "devops", "sre",
      "technologist", "product manager", "tech lead", "chief technology", "cto"};
  const bool engineering = lower.find("engineering") != std::string::npos;
  for (const std::string_view word : kWords) {
    const std::size_t at = lower.find(word);
    if (at == std::string::npos || (engineering && word == "engineer")) {
      continue;
    }
    const bool starts_word = at == 0 || lower[at - 1] < 'a' || lower[at - 1] > 'z';
    if (starts_word) {
      return true;
    }
  }
  return false;
}

Features features_of(const Work& work) {
  Features features{};
  const auto set = [&features](Feature feature, double value) {
    features[static_cast<std::size_t>(feature)] = value;
  };
  set(Feature::kBias, 1);
  set(Feature::kNoAbstract, work.abstract.empty() && work.text.empty() ? 1 : 0);
  set(kind_feature(work.kind), 1);
  set(Feature::kVenue, work.venue.empty() ? 0 : 1);
  set(Feature::kIdentifier,
      std::any_of(work.identifiers.begin(), work.identifiers.end(), is_paper_identifier) ? 1 : 0);
  set(Feature::kPaperLink, work.kind != Kind::kPaper && links_to_paper(work) ? 1 : 0);
  if (!work.extra.empty()) {
    const nlohmann::json extra = nlohmann::json::parse(work.extra, nullptr, false);
    if (extra.is_object()) {
      set(Feature::kEngineers, share(extra, "positions", is_engineer_position));
      set(Feature::kCompanyDomain, share(extra, "domains", is_company_domain));
    }
  }
  return features;
}

}  // namespace assay::identify
