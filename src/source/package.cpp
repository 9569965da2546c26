#include "source/package.h"

#include "base/text.h"
#include "source/json_value.h"
#include "source/web.h"

#include <algorithm>
#include <array>

namespace assay::source {

std::string normalised_project(std::string_view name) {
  std::string out;
  for (const char c : ascii_lower(trim(name))) {
    const bool mark = c == '-' || c == '_' || c == '.';
    if (!mark) {
      out += c;
    } else if (out.empty() || out.back() != '-') {
      out += '-';
    }
  }
  return out;
}

void add_labelled_link(Work& work, std::string_view label, const std::string& url) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kLabels = {
      {{"source", "code"},
       {"code", "code"},
       {"repo", "code"},
       {"github", "code"},
       {"gitlab", "code"},
       {"doc", "docs"},
       {"changelog", "changelog"},
       {"changes", "changelog"},
       {"release", "changelog"},
       {"history", "changelog"},
       {"issue", "discussion"},
       {"bug", "discussion"},
       {"tracker", "discussion"},
       {"forum", "discussion"},
       {"paper", "paper"}}};
  const std::optional<Identifier> identifier = parse_identifier(url);
  if (!identifier || normalise_url(web_address(*identifier)).empty()) {
    return;
  }
  const std::string address =
      identifier->scheme == Scheme::kGithub ? web_address(*identifier) : std::string(trim(url));
  const std::string lower = ascii_lower(label);
  const auto* const known = std::find_if(kLabels.begin(), kLabels.end(), [&lower](const auto& one) {
    return lower.find(one.first) != std::string::npos;
  });
  std::string rel = known == kLabels.end() ? "project" : std::string(known->second);
  if (identifier->scheme == Scheme::kGithub) {
    rel = "code";
  } else if (identifier->scheme != Scheme::kUrl) {
    rel = "paper";
  }
  if (rel == "code" && work.code.empty()) {
    work.code = address;
  }
  work.links.push_back({rel, address});
}

Work work_of(const PackageVersion& version) {
  Work work;
  work.kind = Kind::kContribution;
  work.id = version.registry + ":" + version.name + "@" + version.version;
  work.title = version.name + " " + version.version;
  work.venue = version.name;
  work.date = version.time.substr(0, std::string_view("2021-06-17").size());
  if (const std::string url = normalise_url(version.page); !url.empty()) {
    add_identifier(work, {Scheme::kUrl, url});
    work.links.push_back({"home", version.page});
  }
  if (!version.code.empty()) {
    work.code = version.code;
    work.links.push_back({"code", version.code});
  }
  nlohmann::json extra = {{"version", version.version}};
  if (!version.withdrawn.empty()) {
    extra["withdrawn"] = version.withdrawn;
  }
  work.extra = to_text(extra);
  tidy(work);
  return work;
}

}  // namespace assay::source
