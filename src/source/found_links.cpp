#include "source/found_links.h"

#include "source/web.h"
#include "work/mentions.h"

#include <algorithm>
#include <string>
#include <vector>

namespace assay::source {
namespace {

/// What the work is, and what its links say already.
std::vector<Identifier> known_of(const Work& work) {
  std::vector<Identifier> known = own_identifiers(work);
  const auto add = [&known](const std::string& url) {
    if (std::optional<Identifier> identifier = parse_identifier(url)) {
      known.push_back(std::move(*identifier));
    }
  };
  add(work.code);
  for (const Link& link : work.links) {
    add(link.url);
  }
  return known;
}

}  // namespace

void add_found_works(Work& work, std::string_view raw) {
  Work probe;
  probe.kind = work.kind;
  probe.text = raw;
  for (const Mention& mention : find_mentions(probe, known_of(work))) {
    const Scheme scheme = mention.target.scheme;
    if (scheme != Scheme::kUrl &&
        !(scheme == Scheme::kGithub && work.kind == Kind::kContribution)) {
      work.links.push_back({std::string(mention.rel), web_address(mention.target)});
    }
  }
}

}  // namespace assay::source
