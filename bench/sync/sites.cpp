#include "sites.h"

#include <algorithm>
#include <charconv>

namespace assay::bench {
namespace {

/// The value of a parameter as it is written; "" without it.
std::string_view value_of(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view piece = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(piece.size() + 1, query.size()));
    if (piece.size() > name.size() && piece.substr(0, name.size()) == name &&
        piece[name.size()] == '=') {
      return piece.substr(name.size() + 1);
    }
  }
  return {};
}

std::size_t page_of(const Listing& listing, std::string_view value) {
  if (value.empty()) {
    return 0;
  }
  if (!listing.by_value.empty()) {
    auto found = listing.by_value.find(value);
    if (found == listing.by_value.end()) {
      found = listing.by_value.find(value.substr(value.find_last_not_of("0123456789") + 1));
    }
    return found == listing.by_value.end() ? listing.pages.size() : found->second;
  }
  std::size_t number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number < listing.first ? listing.pages.size() : (number - listing.first) / listing.step;
}

}  // namespace

const Served* find_page(const Site& site, std::string_view target) {
  const std::size_t mark = std::min(target.find('?'), target.size());
  const auto found = site.listings.find(target.substr(0, mark));
  if (found == site.listings.end()) {
    return nullptr;
  }
  const Listing& listing = found->second;
  const std::string_view query = target.substr(std::min(mark + 1, target.size()));
  const std::size_t page =
      listing.parameter.empty() ? 0 : page_of(listing, value_of(query, listing.parameter));
  return page < listing.pages.size() ? &listing.pages[page] : nullptr;
}

std::vector<SiteKind> sites() {
  std::vector<SiteKind> all;
  for (const auto& family : {archive_sites(), catalogue_sites(), repository_sites(), talk_sites(),
                             framework_sites(), community_sites()}) {
    all.insert(all.end(), family.begin(), family.end());
  }
  return all;
}

}  // namespace assay::bench
