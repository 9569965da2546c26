#include "search/query_remark.h"

#include "base/spelling.h"
#include "base/text.h"
#include "search/filters_internal.h"
#include "work/identifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace assay::search {
namespace {

/// Names that other programs have for what a filter of ours does; "" for words in quotes.
constexpr std::array<std::pair<std::string_view, std::string_view>, 34> kMeant = {
    {{"title", ""},
     {"ti", ""},
     {"intitle", ""},
     {"abstract", ""},
     {"abs", ""},
     {"text", ""},
     {"body", ""},
     {"type", "kind"},
     {"is", "kind"},
     {"tag", "topic"},
     {"tags", "topic"},
     {"subject", "topic"},
     {"category", "topic"},
     {"cat", "topic"},
     {"keyword", "topic"},
     {"by", "author"},
     {"person", "author"},
     {"au", "author"},
     {"company", "org"},
     {"organisation", "org"},
     {"organization", "org"},
     {"affiliation", "org"},
     {"journal", "venue"},
     {"conference", "venue"},
     {"booktitle", "venue"},
     {"feed", "source"},
     {"site", "source"},
     {"year", "since"},
     {"date", "since"},
     {"after", "since"},
     {"from", "since"},
     {"before", "until"},
     {"to", "until"},
     {"score", "led"}}};

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// The filter that `name` may have meant; nullopt when none is near.
std::optional<std::string_view> nearest(std::string_view name) {
  const auto* const meant = std::find_if(kMeant.begin(), kMeant.end(),
                                         [&](const auto& one) { return one.first == name; });
  if (meant != kMeant.end()) {
    return meant->second;
  }
  std::optional<std::string_view> best;
  std::size_t best_distance = name.size() > 4 ? 3 : 2;
  for (const std::string_view filter : filter_names()) {
    const std::size_t distance =
        name.size() > 2 && (filter.starts_with(name) || name.starts_with(filter))
            ? 1
            : edit_distance(name, filter);
    if (distance < best_distance) {
      best = filter;
      best_distance = distance;
    }
  }
  return best;
}

std::string remark(std::string_view name) {
  std::string out = fmt::format("there is no filter {}:, so it was searched as words; ", name);
  const std::optional<std::string_view> filter = nearest(name);
  if (!filter) {
    return out + fmt::format("filters are {}:", fmt::join(filter_names(), ": "));
  }
  return out + (filter->empty() ? std::string("for a title put its words in quotes")
                                : fmt::format("did you mean {}:?", *filter));
}

}  // namespace

std::string unknown_filter(std::string_view query) {
  constexpr std::size_t kLongest = 20;
  bool quoted = false;
  for (std::size_t i = 0; i < query.size();) {
    if (query[i] == '"') {
      quoted = !quoted;
      ++i;
      continue;
    }
    if (quoted || is_blank(query[i])) {
      ++i;
      continue;
    }
    std::size_t begin = i + (query[i] == '-' ? 1 : 0);
    std::size_t end = begin;
    while (end < query.size() && is_letter(query[end])) {
      ++end;
    }
    std::size_t stop = end;
    while (stop < query.size() && !is_blank(query[stop]) && query[stop] != '"') {
      ++stop;
    }
    const bool named = end - begin > 1 && end - begin <= kLongest && end + 1 < query.size() &&
                       query[end] == ':' && !is_blank(query[end + 1]) && query[end + 1] != ':' &&
                       query[end + 1] != '/';
    const std::string name = ascii_lower(query.substr(begin, end - begin));
    if (named && !is_filter_name(name) &&
        !parse_bare_identifier(query.substr(begin, stop - begin))) {
      return remark(name);
    }
    i = std::max(stop, i + 1);
  }
  return {};
}

}  // namespace assay::search
