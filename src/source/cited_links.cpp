#include "source/cited_links.h"

#include "base/text.h"
#include "source/web.h"

#include <algorithm>

namespace assay::source {
namespace {

constexpr std::size_t kMostAddresses = 200;

/// An address from `begin` on, without what belongs to the text around it.
std::string_view address_at(std::string_view text, std::size_t begin) {
  constexpr std::size_t kLongest = 2000;
  text = text.substr(0, begin + kLongest);
  std::size_t end = std::min(text.find_first_of(" \t\r\n\"<>{}|\\^`", begin), text.size());
  int open = 0;
  for (std::size_t i = begin; i < end; ++i) {
    open += text[i] == '(' || text[i] == '[' ? 1 : text[i] == ')' || text[i] == ']' ? -1 : 0;
    if (open < 0) {
      end = i;
    }
  }
  while (end > begin &&
         std::string_view(".,;:!?'*_").find(text[end - 1]) != std::string_view::npos) {
    --end;
  }
  return text.substr(begin, end - begin);
}

/// The length of "http" or "https" right before `end`; 0 when neither stands there.
std::size_t scheme_before(std::string_view text, std::size_t end) noexcept {
  for (const std::string_view scheme : {"https", "http"}) {
    if (end >= scheme.size() && iequals(text.substr(end - scheme.size(), scheme.size()), scheme)) {
      return scheme.size();
    }
  }
  return 0;
}

std::string_view rel_of(Kind kind, std::string_view other) noexcept {
  switch (kind) {
    case Kind::kPaper:
      return "paper";
    case Kind::kRepository:
      return "code";
    case Kind::kTalk:
      return "talk";
    default:
      return other;
  }
}

}  // namespace

std::vector<std::string> find_addresses(std::string_view text) {
  std::vector<std::string> found;
  std::size_t done = 0;  // addresses within an address are none of the text's
  for (std::size_t colon = text.find("://");
       colon != std::string_view::npos && found.size() < kMostAddresses;
       colon = text.find("://", colon + 1)) {
    const std::size_t scheme = scheme_before(text, colon);
    if (scheme == 0 || colon - scheme < done) {
      continue;
    }
    std::string address(address_at(text, colon - scheme));
    done = colon - scheme + address.size();
    if (address.size() > 10 && std::find(found.begin(), found.end(), address) == found.end()) {
      found.push_back(std::move(address));
    }
  }
  return found;
}

void add_cited(Work& work, const std::string& url, std::string_view other) {
  const std::string address = resolve_address({}, url);
  if (address.empty() || work.links.size() >= kMostAddresses) {
    return;
  }
  const std::string normal = normalise_url(address);
  const bool known = std::any_of(work.links.begin(), work.links.end(), [&](const Link& link) {
    return link.url == address || normalise_url(link.url) == normal;
  });
  if (known) {
    return;
  }
  const std::string_view rel = rel_of(kind_of_address(address), other);
  if (rel == "code" && work.code.empty()) {
    work.code = address;
  }
  work.links.push_back({std::string(rel), address});
}

std::string title_from(std::string_view text) {
  constexpr std::size_t kColumns = 80;
  text = trim(text);
  return ellipsize(collapse_spaces(text.substr(0, text.find('\n'))), kColumns);
}

void add_own_page(Work& work, const std::string& url) {
  const std::string address = resolve_address({}, url);
  std::string normal = normalise_url(address);
  if (normal.empty()) {
    return;
  }
  add_identifier(work, {Scheme::kUrl, std::move(normal)});
  work.links.push_back({"home", address});
}

}  // namespace assay::source
