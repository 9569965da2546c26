#include "plan/community.h"

#include "base/text.h"
#include "base/time.h"
#include "work/people.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::plan {
namespace {

constexpr std::size_t kWorksPerFollow = 300;

/// The words of a name that every spelling has: no initials, no commas.
std::string full_words(const std::string& name) {
  std::string words = name;
  std::replace(words.begin(), words.end(), ',', ' ');
  words = collapse_spaces(words);
  std::string out;
  for (const std::string_view word : split(words, ' ')) {
    const bool initial = word.size() < 2 || (word.size() == 2 && word[1] == '.');
    if (!initial) {
      out += (out.empty() ? "" : " ") + std::string(word);
    }
  }
  return out;
}

search::Query query_of(const library::Follow& follow) {
  search::Query query;
  switch (follow.kind) {
    case library::FollowKind::kPerson:
      query.filters.authors = {full_words(follow.name)};
      break;
    case library::FollowKind::kOrganisation:
      query.filters.organisations = {follow.name};
      break;
    case library::FollowKind::kVenue:
      query.filters.venues = {follow.name};
      break;
    case library::FollowKind::kRepository:
      break;
  }
  return query;
}

bool is_by(const Work& work, const std::string& key) {
  return std::any_of(work.authors.begin(), work.authors.end(),
                     [&](const std::string& author) { return person_key(author) == key; });
}

std::vector<WorkId> works_of(library::Library& library, const search::Index& index,
                             const library::Follow& follow) {
  if (follow.kind == library::FollowKind::kRepository) {
    return library::works_of_repository(library, follow.key, kWorksPerFollow);
  }
  search::Options options;
  options.k = kWorksPerFollow;
  options.facets = false;
  options.count = false;
  options.sort = search::Sort::kDate;
  std::vector<WorkId> works;
  for (const search::Hit& hit : index.search(query_of(follow), options).hits) {
    if (follow.kind != library::FollowKind::kPerson) {
      works.push_back(hit.id);
    } else if (const std::optional<library::StoredWork> stored = library.find(hit.id);
               stored && is_by(stored->work, follow.key)) {
      works.push_back(stored->id);
    }
  }
  return works;
}

std::string day_or_year(const Work& work) {
  return work.date.empty() && work.year != 0 ? std::to_string(work.year) : work.date;
}

}  // namespace

std::vector<std::string> Followed::why(WorkId id) const {
  std::vector<std::string> reasons;
  if (const auto found = works.find(id.v); found != works.end()) {
    for (const std::size_t i : found->second) {
      reasons.push_back("you follow " + follows[i].name);
    }
  }
  return reasons;
}

Followed find_followed(library::Library& library, const search::Index& index) {
  Followed followed;
  followed.follows = library::follows(library);
  for (std::size_t i = 0; i < followed.follows.size(); ++i) {
    for (const WorkId id : works_of(library, index, followed.follows[i])) {
      followed.works[id.v].push_back(i);
    }
  }
  return followed;
}

CommunityView view_community(library::Library& library, const search::Index& index, Day since,
                             std::size_t k) {
  const Followed followed = find_followed(library, index);
  CommunityView view;
  view.follows = followed.follows.size();
  for (const auto& [v, positions] : followed.works) {
    const std::optional<library::StoredWork> found = library.find({v});
    const std::optional<Day> day = found ? parse_day(day_or_year(found->work)) : std::nullopt;
    if (!day || *day < since) {
      continue;
    }
    const library::StoredWork& stored = *found;
    CommunityItem item;
    item.id = stored.id;
    item.kind = stored.work.kind;
    item.title = stored.work.title;
    item.date = day_or_year(stored.work);
    item.identifier = stored.work.identifiers.empty() ? "" : stored.work.identifiers.front().str();
    item.developer_led = stored.developer_led;
    item.why = followed.why(stored.id);
    view.items.push_back(std::move(item));
  }
  std::sort(view.items.begin(), view.items.end(),
            [](const CommunityItem& a, const CommunityItem& b) {
              return a.date != b.date ? a.date > b.date : a.id > b.id;
            });
  view.items.resize(std::min(view.items.size(), k));
  return view;
}

std::string to_json(const std::vector<library::Follow>& follows) {
  nlohmann::ordered_json out;
  out["follows"] = nlohmann::ordered_json::array();
  for (const library::Follow& follow : follows) {
    out["follows"].push_back({{"kind", library::follow_kind_name(follow.kind)},
                              {"name", follow.name},
                              {"since", format_instant(follow.since)}});
  }
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::plan
