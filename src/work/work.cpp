#include "work/work.h"

#include "base/names.h"
#include "base/text.h"
#include "base/time.h"
#include "work/address.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_set>
#include <utility>

namespace assay {
namespace {

constexpr std::array<std::string_view, kKindCount> kKindNames = {
    "paper", "repository", "post", "talk", "contribution", "package", "event", "discussion"};

constexpr std::array<std::string_view, kFieldCount> kFieldNames = {
    "title", "abstract", "text",     "authors",  "organisations",
    "venue", "track",    "comments", "keywords", "code"};

constexpr int kFirstYear = 1500;
constexpr int kLastYear = 2200;

void trim_in_place(std::string& text) {
  const std::string_view view = trim(text);
  if (view.size() != text.size()) {
    text = std::string(view);
  }
}

/// Drops repetitions, keeps the order. `key_of`: text that tells items apart.
template <typename Item, typename KeyOf>
void drop_repeats(std::vector<Item>& items, KeyOf key_of) {
  constexpr std::size_t kFew = 16;  // are compared one with another
  std::vector<Item> kept;
  kept.reserve(items.size());
  std::unordered_set<std::string> seen;
  for (Item& item : items) {
    const bool fresh = items.size() <= kFew
                           ? std::find(kept.begin(), kept.end(), item) == kept.end()
                           : seen.insert(key_of(item)).second;
    if (fresh) {
      kept.push_back(std::move(item));
    }
  }
  items = std::move(kept);
}

/// Makes each one line, drops empty ones and repetitions, keeps the order.
void tidy_list(std::vector<std::string>& list) {
  for (std::string& item : list) {
    collapse_spaces_in_place(item);
  }
  list.erase(std::remove(list.begin(), list.end(), std::string()), list.end());
  drop_repeats(list, [](const std::string& item) { return item; });
}

}  // namespace

std::string format_work_id(WorkId id) {
  return "w" + std::to_string(id.v);
}

std::optional<WorkId> parse_work_id(std::string_view text) {
  if (text.size() < 2 || text.front() != 'w') {
    return std::nullopt;
  }
  WorkId id;
  const char* last = text.data() + text.size();
  const auto [end, ec] = std::from_chars(text.data() + 1, last, id.v);
  if (ec != std::errc{} || end != last || id.v <= 0) {
    return std::nullopt;
  }
  return id;
}

std::string_view kind_name(Kind kind) noexcept {
  return kKindNames[static_cast<std::size_t>(kind)];
}

std::optional<Kind> parse_kind(std::string_view name) noexcept {
  return parse_name<Kind>(kKindNames, name);
}

std::string_view field_name(Field field) noexcept {
  return kFieldNames[static_cast<std::size_t>(field)];
}

std::optional<Field> parse_field(std::string_view name) noexcept {
  return parse_name<Field>(kFieldNames, name);
}

std::string field_text(const Work& work, Field field) {
  switch (field) {
    case Field::kTitle:
      return work.title;
    case Field::kAbstract:
      return work.abstract;
    case Field::kText:
      return work.text;
    case Field::kAuthors:
      return join(work.authors, "; ");
    case Field::kOrganisations:
      return join(work.organisations, "; ");
    case Field::kVenue:
      return work.venue;
    case Field::kTrack:
      return work.track;
    case Field::kComments:
      return work.comments;
    case Field::kKeywords:
      return join(work.keywords, "; ");
    case Field::kCode:
      return work.code;
  }
  return {};
}

std::size_t text_bytes(const Work& work) noexcept {
  return work.title.size() + work.abstract.size() + work.text.size() + work.extra.size();
}

void add_identifier(Work& work, Identifier identifier) {
  if (std::find(work.identifiers.begin(), work.identifiers.end(), identifier) ==
      work.identifiers.end()) {
    work.identifiers.push_back(std::move(identifier));
  }
}

std::vector<Identifier> own_identifiers(const Work& work) {
  std::vector<Identifier> own = work.identifiers;
  const auto add = [&own, &work](const std::string& url) {
    if (std::optional<Identifier> identifier = parse_identifier(url)) {
      // A paper is neither its repository nor a project page that several papers share.
      const bool shared =
          identifier->scheme == Scheme::kGithub || identifier->scheme == Scheme::kUrl;
      if (shared && work.kind == Kind::kPaper) {
        return;
      }
      if (std::find(own.begin(), own.end(), *identifier) == own.end()) {
        own.push_back(std::move(*identifier));
      }
    }
  };
  for (const Link& link : work.links) {
    const bool paper_link = link.rel == "paper" || link.rel == "pdf";
    if (link.rel == "home" || (paper_link && work.kind == Kind::kPaper)) {
      add(link.url);
    }
  }
  if (work.kind == Kind::kRepository && !work.code.empty()) {
    add(work.code);
  }
  return own;
}

void tidy(Work& work) {
  trim_in_place(work.venue);
  trim_in_place(work.track);
  trim_in_place(work.code);
  if (is_active_address(work.code)) {
    work.code.clear();
  }
  trim_in_place(work.date);
  tidy_list(work.authors);
  tidy_list(work.organisations);
  tidy_list(work.keywords);
  for (Link& link : work.links) {
    trim_in_place(link.url);
  }
  work.links.erase(std::remove_if(work.links.begin(), work.links.end(),
                                  [](const Link& link) {
                                    return link.url.empty() || is_active_address(link.url);
                                  }),
                   work.links.end());
  drop_repeats(work.links, [](const Link& link) { return link.rel + ' ' + link.url; });
  std::vector<Identifier> identifiers = std::exchange(work.identifiers, {});
  for (Identifier& identifier : identifiers) {
    add_identifier(work, std::move(identifier));
  }
  int of_date = 0;
  std::from_chars(work.date.data(), work.date.data() + std::min<std::size_t>(work.date.size(), 4),
                  of_date);
  if (!parse_day(work.date) || of_date < kFirstYear || of_date > kLastYear) {
    work.date.clear();
  }
  if (work.year == 0 && work.date.size() >= 4) {
    std::from_chars(work.date.data(), work.date.data() + 4, work.year);
  }
  if (work.year < kFirstYear || work.year > kLastYear) {
    work.year = 0;
  }
}

}  // namespace assay
