#include "plan/saved.h"

#include "base/error.h"
#include "base/instant.h"
#include "base/names.h"
#include "base/spelling.h"
#include "base/text.h"
#include "library/signals.h"
#include "plan/reading.h"
#include "search/query_remark.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace assay::plan {
namespace {

using Json = nlohmann::ordered_json;
using library::SavedSearch;

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kMostSummary = 600;

constexpr std::array<std::string_view, 3> kModes = {"words", "meaning", "both"};
constexpr std::array<std::string_view, 3> kSorts = {"relevance", "date", "developer-led"};

search::Options options_of(const SavedSearch& saved) {
  search::Options options;
  options.mode = parse_mode(saved.mode).value_or(search::SearchMode::kBoth);
  options.sort = parse_sort(saved.sort).value_or(search::Sort::kRelevance);
  options.facets = false;
  options.count = false;
  return options;
}

/// The query with every word required.
search::Query strict(search::Query query) {
  for (search::Clause& clause : query.clauses) {
    clause.required = clause.required || !clause.negated;
  }
  return query;
}

/// Both lists, what stands in both once.
std::vector<search::Hit> united(const std::vector<search::Hit>& first,
                                const std::vector<search::Hit>& rest) {
  std::vector<search::Hit> hits;
  std::unordered_set<std::int64_t> taken;
  for (const std::vector<search::Hit>* list : {&first, &rest}) {
    for (const search::Hit& hit : *list) {
      if (taken.insert(hit.id.v).second) {
        hits.push_back(hit);
      }
    }
  }
  return hits;
}

/// What a saved search finds among `only`, or among all; with the first kFirst of the search.
struct Found {
  std::vector<search::Hit> first;
  std::vector<search::Hit> strict;
  std::string warning;
};

Found find(const search::Index& index, const SavedSearch& saved, const std::vector<WorkId>* only) {
  const search::Query query = search::parse_query(saved.query);
  search::Options options = options_of(saved);
  options.k = kFirst;
  search::Results ranked = index.search(query, options);
  Found found;
  found.warning = search::unknown_filter(saved.query);
  if (ranked.without_meaning) {
    found.warning = std::string("found by words alone: ") + ranked.without_meaning->what() +
                    (found.warning.empty() ? "" : "; ") + found.warning;
  }
  found.first = std::move(ranked.hits);
  if (options.mode == search::SearchMode::kMeaning) {
    return found;
  }
  options.k = kAll;
  options.mode = search::SearchMode::kWords;
  options.only = only;
  found.strict = index.search(strict(query), options).hits;
  return found;
}

/// Works that changed after a generation and are still there, ascending.
std::vector<WorkId> changed_since(library::Library& library, std::int64_t generation) {
  constexpr std::size_t kBatch = 10000;
  std::vector<WorkId> works;
  WorkId after;
  while (true) {
    const std::vector<library::Library::Change> batch =
        library.changes_since(generation, after, kBatch);
    for (const library::Library::Change& change : batch) {
      after = change.id;
      if (!change.gone) {
        works.push_back(change.id);
      }
    }
    if (batch.size() < kBatch) {
      return works;
    }
  }
}

std::vector<WorkId> ids_of(const std::vector<search::Hit>& hits) {
  std::vector<WorkId> ids;
  ids.reserve(hits.size());
  for (const search::Hit& hit : hits) {
    ids.push_back(hit.id);
  }
  return ids;
}

/// `words_only`: by words alone, whatever the search says.
News find_news(library::Library& library, const search::Index& index, SavedSearch saved,
               bool words_only) {
  News news;
  const std::vector<WorkId> changed = changed_since(library, saved.generation);
  if (changed.empty()) {
    return news;
  }
  if (words_only) {
    saved.mode = mode_name(search::SearchMode::kWords);
  }
  const Found found = find(index, saved, &changed);
  const std::unordered_set<std::int64_t> seen = library::seen_works(library, saved.id);
  news.first = ids_of(found.first);
  news.warning = found.warning;
  for (const search::Hit& hit : united(found.first, found.strict)) {
    if (std::binary_search(changed.begin(), changed.end(), hit.id) && seen.count(hit.id.v) == 0) {
      news.fresh.push_back(hit);
    }
  }
  return news;
}

SavedHit describe(const library::StoredWork& stored, double score, const SavedSearch& saved,
                  bool fresh) {
  SavedHit hit;
  hit.id = stored.id;
  for (const Identifier& identifier : stored.work.identifiers) {
    hit.identifiers.push_back(identifier.str());
  }
  hit.kind = stored.work.kind;
  hit.title = collapse_spaces(stored.work.title);
  hit.year = stored.work.year;
  hit.date = stored.work.date;
  hit.venue = stored.work.venue;
  hit.score = score;
  hit.developer_led = stored.developer_led;
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    if ((stored.topics >> i & 1U) != 0) {
      hit.topics.emplace_back(topic_name(static_cast<Topic>(i)));
    }
  }
  hit.abstract = stored.work.abstract.empty() ? stored.work.text : stored.work.abstract;
  hit.authors = stored.work.authors;
  hit.link = reading_address(stored.work, false);
  hit.fresh = fresh;
  if (fresh) {
    hit.why = "new in your saved search '" + saved.name + "'";
  }
  return hit;
}

/// Appends the works behind `hits` that are there and not among those shown, until there are `k`.
void show(library::Library& library, const std::vector<search::Hit>& hits, const SavedSearch& saved,
          bool fresh, std::size_t k, std::vector<SavedHit>& shown) {
  for (const search::Hit& hit : hits) {
    if (shown.size() >= k) {
      return;
    }
    const bool there = std::any_of(shown.begin(), shown.end(),
                                   [&hit](const SavedHit& one) { return one.id == hit.id; });
    if (there) {
      continue;
    }
    if (const std::optional<library::StoredWork> stored = library.find(hit.id)) {
      shown.push_back(describe(*stored, hit.score, saved, fresh));
    }
  }
}

/// The name that a work has everywhere: its first identifier, else its number within this search.
std::string entry_name(const SavedHit& hit, const SavedSearch& saved) {
  return "assay work " + (hit.identifiers.empty() ? saved.guid + " " + format_work_id(hit.id)
                                                  : hit.identifiers.front());
}

}  // namespace

std::optional<search::SearchMode> parse_mode(std::string_view name) noexcept {
  return parse_name<search::SearchMode>(kModes, name);
}
std::string_view mode_name(search::SearchMode mode) noexcept {
  return kModes.at(static_cast<std::size_t>(mode));
}
std::optional<search::Sort> parse_sort(std::string_view name) noexcept {
  return parse_name<search::Sort>(kSorts, name);
}
std::string_view sort_name(search::Sort sort) noexcept {
  return kSorts.at(static_cast<std::size_t>(sort));
}

News find_news(library::Library& library, const search::Index& index, const SavedSearch& saved) {
  return find_news(library, index, saved, false);
}

SavedSearch save_search(library::Library& library, const search::Index& index, SavedSearch wanted,
                        bool replace, std::int64_t now) {
  library::check_saved_name(wanted.name);
  wanted.query = std::string(trim(wanted.query));
  if (wanted.query.empty()) {
    throw Error(Errc::kUsage, "nothing to search for", "", "give words or filters");
  }
  static_cast<void>(search::parse_query(wanted.query));
  const std::optional<SavedSearch> known = library::find_saved(library, wanted.name);
  if (known && !replace) {
    throw Error(Errc::kInvalid,
                "there is a saved search '" + wanted.name + "' already: " + known->query, "",
                "take another name, or --replace it");
  }
  wanted.made = now;
  wanted.looked = 0;
  wanted.generation = std::min(library.generation(), index.generation());
  const Found found = find(index, wanted, nullptr);
  if (known) {
    wanted.id = known->id;
    wanted.guid = known->guid;
    library::set_saved(library, wanted);
    library::forget_seen(library, wanted.id);
  } else {
    wanted.id = library::add_saved(library, wanted);
  }
  library::add_seen(library, wanted.id, ids_of(found.first));
  library::add_seen(library, wanted.id, ids_of(found.strict));
  return require_saved(library, wanted.name);
}

void mark_shown(library::Library& library, const SavedSearch& saved, const News& news,
                std::size_t shown, std::int64_t generation, std::int64_t now) {
  // It may have been changed or removed since it was read.
  std::optional<SavedSearch> current = library::find_saved(library, saved.name);
  if (!current || current->id != saved.id || current->query != saved.query) {
    return;
  }
  std::vector<WorkId> works = ids_of(news.fresh);
  const bool all = shown >= works.size();
  works.resize(std::min(shown, works.size()));
  library::add_seen(library, saved.id, works);
  if (all) {
    library::add_seen(library, saved.id, news.first);
    current->generation = std::max(current->generation, generation);
    current->looked = now;
    library::set_saved(library, *current);
  }
}

SavedSearch require_saved(library::Library& library, std::string_view name) {
  if (std::optional<SavedSearch> found = library::find_saved(library, name)) {
    return *std::move(found);
  }
  std::string near;
  std::size_t best = 3;
  for (const SavedSearch& saved : library::saved_searches(library)) {
    const std::size_t distance = edit_distance(name.substr(0, 64), saved.name);
    if (distance < best && distance < saved.name.size()) {
      best = distance;
      near = saved.name;
    }
  }
  throw Error(Errc::kNotFound, "there is no saved search '" + repair_utf8(name) + "'", "",
              near.empty() ? "see `assay saved`" : "did you mean '" + near + "'?");
}

SavedSearch rename_saved(library::Library& library, std::string_view name, const std::string& to) {
  library::check_saved_name(to);
  SavedSearch saved = require_saved(library, name);
  if (library::find_saved(library, to)) {
    throw Error(Errc::kInvalid, "there is a saved search '" + to + "' already", "",
                "take another name, or `assay unsave` that one first");
  }
  library.begin();
  saved.name = to;
  library::set_saved(library, saved);
  library.commit_aside();
  return saved;
}

SavedView view_saved(library::Library& library, const search::Index& index,
                     const SavedSearch& saved, std::size_t k) {
  SavedView view;
  view.saved = saved;
  view.news = find_news(library, index, saved);
  view.fresh = view.news.fresh.size();
  show(library, view.news.fresh, saved, true, k, view.hits);
  view.fresh_shown = view.hits.size();
  if (view.news.warning.empty()) {
    view.news.warning = search::unknown_filter(saved.query);  // nothing has changed
  }
  if (view.hits.size() < k) {
    const Found found = find(index, saved, nullptr);
    view.news.warning = found.warning;
    show(library, united(found.first, found.strict), saved, false, k, view.hits);
  }
  return view;
}

std::vector<SavedSection> saved_sections(library::Library& library, const search::Index& index,
                                         std::size_t k) {
  std::vector<SavedSection> sections;
  for (const SavedSearch& saved : library::saved_searches(library)) {
    const News news = find_news(library, index, saved);
    SavedSection& section = sections.emplace_back();
    section.name = saved.name;
    section.query = saved.query;
    section.fresh = news.fresh.size();
    show(library, news.fresh, saved, true, k, section.hits);
  }
  return sections;
}

SavedNews news_for_ranking(library::Library& library, const search::Index& index) {
  SavedNews all;
  for (const SavedSearch& saved : library::saved_searches(library)) {
    const News news = find_news(library, index, saved, true);
    for (const search::Hit& hit : news.fresh) {
      all.works.emplace(hit.id.v, all.names.size());
    }
    all.names.push_back(saved.name);
  }
  return all;
}

Feed feed_of(library::Library& library, const search::Index& index, const SavedSearch& saved,
             std::size_t most, std::int64_t now) {
  const Found found = find(index, saved, nullptr);
  std::vector<search::Hit> hits = united(found.first, found.strict);
  std::sort(hits.begin(), hits.end(),
            [](const search::Hit& a, const search::Hit& b) { return a.id.v > b.id.v; });
  std::vector<SavedHit> shown;
  show(library, hits, saved, false, most, shown);
  Feed feed;
  feed.id = urn_of("assay saved search " + saved.guid);
  feed.title = saved.name;
  feed.subtitle = "Saved search: " + saved.query;
  feed.updated = saved.made;
  for (const SavedHit& hit : shown) {
    FeedEntry& entry = feed.entries.emplace_back();
    entry.id = urn_of(entry_name(hit, saved));
    entry.title = hit.title;
    entry.link = hit.link;
    if (const std::optional<Day> day = parse_day(hit.date)) {
      entry.published = std::min(now, day->since_epoch * kDaySeconds);
    }
    entry.updated =
        std::max({saved.made, entry.published, std::min(now, library::came(library, hit.id))});
    entry.summary = ellipsize(collapse_spaces(hit.abstract), kMostSummary);
    entry.authors = hit.authors;
    entry.categories = hit.topics;
    feed.updated = std::max(feed.updated, entry.updated);
  }
  return feed;
}

std::string to_json(const SavedView& view) {
  const auto instant = [](std::int64_t at) { return at == 0 ? Json() : Json(format_instant(at)); };
  Json out = {{"name", view.saved.name},
              {"query", view.saved.query},
              {"mode", view.saved.mode},
              {"sort", view.saved.sort},
              {"made", instant(view.saved.made)},
              {"looked", instant(view.saved.looked)},
              {"new", view.fresh},
              {"hits", Json::array()}};
  for (const SavedHit& hit : view.hits) {
    out["hits"].push_back({{"id", format_work_id(hit.id)},
                           {"identifiers", hit.identifiers},
                           {"kind", kind_name(hit.kind)},
                           {"title", hit.title},
                           {"year", hit.year == 0 ? Json() : Json(hit.year)},
                           {"venue", hit.venue},
                           {"score", std::round(hit.score * 1e4) / 1e4},
                           {"developer_led", std::round(hit.developer_led * 1e4) / 1e4},
                           {"topics", hit.topics},
                           {"new", hit.fresh}});
  }
  if (!view.news.warning.empty()) {
    out["warning"] = view.news.warning;
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_json(const SavedSearch& saved, std::size_t found) {
  Json out = {{"name", saved.name},
              {"query", saved.query},
              {"mode", saved.mode},
              {"sort", saved.sort},
              {"found", found}};
  if (const std::string remark = search::unknown_filter(saved.query); !remark.empty()) {
    out["warning"] = remark;
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string saved_json(library::Library& library, const std::vector<SavedSection>& sections) {
  Json out;
  out["saved"] = Json::array();
  for (const library::SavedSearch& saved : library::saved_searches(library)) {
    const auto section =
        std::find_if(sections.begin(), sections.end(),
                     [&](const SavedSection& one) { return one.name == saved.name; });
    out["saved"].push_back(
        {{"name", saved.name},
         {"query", saved.query},
         {"mode", saved.mode},
         {"sort", saved.sort},
         {"made", format_instant(saved.made)},
         {"looked", saved.looked == 0 ? Json() : Json(format_instant(saved.looked))},
         {"new", section == sections.end() ? 0 : section->fresh}});
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::plan
