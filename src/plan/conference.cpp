#include "plan/conference.h"

#include "base/error.h"
#include "base/text.h"
#include "library/reader.h"
#include "plan/radar.h"
#include "plan/score.h"
#include "plan/timetable.h"
#include "search/related.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <unordered_set>

namespace assay::plan {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kMinute = 60;
constexpr int kLongestWalk = 240;
/// Works looked at for what to read before a talk.
constexpr std::size_t kProposed = 60;
/// A work is related that shares as many telling words.
constexpr std::size_t kLeastShared = 2;
constexpr std::size_t kMostReasons = 3;

bool can_be_read(Kind kind) {
  return kind == Kind::kPaper || kind == Kind::kPost || kind == Kind::kRepository;
}

Walks walks_of(const std::vector<Talk>& talks, const ConferenceOptions& options) {
  std::set<std::string> names;
  for (const Talk& talk : talks) {
    names.insert(talk.room);
  }
  Walks walks({names.begin(), names.end()}, options.walk * kMinute);
  for (const Way& way : options.ways) {
    if (!walks.set(way.from, way.to, way.minutes * kMinute)) {
      const auto known = [&names](const std::string& prefix) {
        return std::any_of(names.begin(), names.end(),
                           [&prefix](const std::string& name) { return name.starts_with(prefix); });
      };
      throw Error(Errc::kUsage, "no rooms for the way " + way.from + "=" + way.to, "--between",
                  (known(way.from) ? "no room begins with '" + way.to
                                   : "no room begins with '" + way.from) +
                      "'; see them with `assay conference NAME`");
    }
  }
  return walks;
}

std::vector<Talk> talks_on(const Programme& programme, const std::optional<Day>& day) {
  if (!day) {
    return programme.talks;
  }
  std::vector<Talk> talks;
  std::copy_if(programme.talks.begin(), programme.talks.end(), std::back_inserter(talks),
               [&day](const Talk& talk) { return talk.day == *day; });
  if (talks.empty()) {
    throw Error(Errc::kNotFound, "no talk of '" + programme.name + "' is on " + format_day(*day),
                "--day",
                "it runs from " + format_day(programme.talks.front().day) + " to " +
                    format_day(programme.talks.back().day));
  }
  return talks;
}

/// Finds what to read before talks.
class ReadingFinder {
 public:
  ReadingFinder(library::Library& library, const search::Index& index, const Profile& profile,
                std::size_t most)
      : library_(library), index_(index), profile_(profile), most_(most) {}

  std::vector<ReadBefore> before(WorkId talk) {
    std::vector<ReadBefore> works;
    const library::StoredWork stored = library_.load(talk);
    for (const library::Relation& relation : library_.relations(stored)) {
      if (works.size() < most_ && relation.tie.tie != Tie::kCites) {
        add(relation.id, "belongs to it", works);
      }
    }
    search::Related related(index_, talk, stored.work, std::nullopt);
    for (const WorkId id : related.propose(kProposed)) {
      const std::optional<library::StoredWork> other = library_.find(id);
      if (other && other->id == id && can_be_read(other->work.kind)) {
        related.add(id, other->work);
      }
    }
    for (const search::RelatedHit& hit : related.rank()) {
      if (works.size() < most_ && hit.shared.size() >= kLeastShared) {
        add(hit.id, "shares " + join(hit.shared, ", "), works);
      }
    }
    return works;
  }

 private:
  void add(WorkId id, const std::string& why, std::vector<ReadBefore>& works) {
    const bool there = std::any_of(works.begin(), works.end(),
                                   [id](const ReadBefore& one) { return one.id == id; });
    const std::optional<library::StoredWork> stored = library_.find(id);
    if (!there && stored && can_be_read(stored->work.kind) &&
        !library::has_read(profile_.readings, id)) {
      works.push_back({id, stored->work.kind, collapse_spaces(stored->work.title), why});
    }
  }

  library::Library& library_;
  const search::Index& index_;
  const Profile& profile_;
  std::size_t most_;
};

/// Talks that cannot be heard beside the chosen one and are not chosen, best first.
std::vector<ScoredTalk> clashes_of(std::size_t chosen, const std::vector<Talk>& talks,
                                   const std::vector<Slot>& slots,
                                   const std::vector<double>& scores,
                                   const std::vector<bool>& taken, const Walks& walks) {
  std::vector<ScoredTalk> clashes;
  for (std::size_t i = 0; i < talks.size(); ++i) {
    if (!taken[i] && !can_follow(slots[i], slots[chosen], walks) &&
        !can_follow(slots[chosen], slots[i], walks)) {
      clashes.push_back({talks[i], scores[i]});
    }
  }
  std::stable_sort(clashes.begin(), clashes.end(),
                   [](const ScoredTalk& a, const ScoredTalk& b) { return a.score > b.score; });
  return clashes;
}

std::vector<double> scores_of(const std::vector<Talk>& talks, const Profile& profile, Day today) {
  const Scorer scorer(profile, today);
  const Shelf& shelf = profile.ground->shelf;
  std::vector<double> scores;
  for (const Talk& talk : talks) {
    const ShelfRow* row = shelf.find(talk.id);
    scores.push_back(
        row == nullptr ? 0 : scorer.score(static_cast<std::size_t>(row - shelf.rows.data())));
  }
  return scores;
}

double rounded(double score) {
  return std::round(score * 1e4) / 1e4;
}

}  // namespace

std::optional<Way> parse_way(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::size_t colon = text.rfind(':');
  if (equals == std::string_view::npos || colon == std::string_view::npos || colon < equals) {
    return std::nullopt;
  }
  Way way{std::string(trim(text.substr(0, equals))),
          std::string(trim(text.substr(equals + 1, colon - equals - 1))), 0};
  const std::string_view digits = trim(text.substr(colon + 1));
  const auto [end, code] =
      std::from_chars(digits.data(), digits.data() + digits.size(), way.minutes);
  const bool fits = code == std::errc{} && end == digits.data() + digits.size() &&
                    way.minutes >= 0 && way.minutes <= kLongestWalk;
  return fits && !way.from.empty() && !way.to.empty() ? std::optional(way) : std::nullopt;
}

ConferenceView plan_conference(library::Library& library, const search::Index& index,
                               const identify::Judge& judge, const Profile& profile,
                               std::string_view name, const ConferenceOptions& options) {
  const Programme programme = load_programme(library, name);
  const std::vector<Talk> talks = talks_on(programme, options.day);
  const Walks walks = walks_of(programme.talks, options);
  const std::vector<double> scores = scores_of(talks, profile, options.today);
  std::vector<Slot> slots;
  for (std::size_t i = 0; i < talks.size(); ++i) {
    const double minutes = static_cast<double>(talks[i].end - talks[i].start) / kMinute;
    slots.push_back(
        {talks[i].start, talks[i].end, walks.place(talks[i].room), scores[i] * minutes});
  }
  const std::vector<std::size_t> places = choose_slots(slots, walks);
  std::vector<bool> taken(talks.size(), false);
  for (const std::size_t place : places) {
    taken[place] = true;
  }
  ConferenceView view;
  view.name = programme.name;
  view.zone = talks.front().zone;
  view.talks = talks.size();
  view.remarks = programme.remarks;
  ReadingFinder reading(library, index, profile, options.reading);
  std::optional<std::size_t> before;
  for (const std::size_t place : places) {
    PlannedTalk& planned = view.chosen.emplace_back();
    planned.talk = talks[place];
    planned.score = scores[place];
    if (before && talks[*before].day == talks[place].day) {
      planned.walk =
          static_cast<int>(walks.between(slots[*before].room, slots[place].room) / kMinute);
    }
    before = place;
    planned.why =
        describe(library, judge, profile, talks[place].id, scores[place], options.today).why;
    planned.why.resize(std::min(planned.why.size(), kMostReasons));
    planned.reading = reading.before(talks[place].id);
    planned.instead = clashes_of(place, talks, slots, scores, taken, walks);
    planned.clashes = planned.instead.size();
    planned.instead.resize(std::min(planned.instead.size(), options.alternatives));
  }
  return view;
}

std::vector<EventView> calendar_of(const ConferenceView& view) {
  std::vector<EventView> events;
  for (const PlannedTalk& planned : view.chosen) {
    EventView& event = events.emplace_back();
    event.id = planned.talk.id;
    event.kind = Kind::kTalk;
    event.title = planned.talk.title;
    event.venue = view.name;
    event.location = planned.talk.room;
    event.url = planned.talk.url;
    event.start = planned.talk.start;
    event.end = planned.talk.end;
    event.whole_day = false;
    event.description = join(planned.talk.speakers, ", ");
    for (const ReadBefore& work : planned.reading) {
      event.description += "\nRead before: " + work.title;
    }
    for (const ScoredTalk& other : planned.instead) {
      event.description += "\nInstead: " + other.talk.title +
                           (other.talk.room.empty() ? "" : " (" + other.talk.room + ")");
    }
  }
  return events;
}

std::string to_json(const ConferenceView& view) {
  Json out = {{"conference", view.name},
              {"zone", view.zone.empty() ? "UTC" : view.zone},
              {"talks", view.talks},
              {"remarks", view.remarks},
              {"items", Json::array()}};
  for (const PlannedTalk& planned : view.chosen) {
    const Talk& talk = planned.talk;
    Json item = {{"id", format_work_id(talk.id)},
                 {"title", talk.title},
                 {"speakers", talk.speakers},
                 {"room", talk.room},
                 {"track", talk.track},
                 {"url", talk.url},
                 {"start", format_instant(talk.start)},
                 {"end", format_instant(talk.end)},
                 {"local_start", local_time(talk.local_start)},
                 {"local_end", local_time(talk.local_end)},
                 {"day", format_day(talk.day)},
                 {"score", rounded(planned.score)},
                 {"walk", planned.walk},
                 {"why", planned.why},
                 {"read_before", Json::array()},
                 {"clashes", planned.clashes},
                 {"instead", Json::array()}};
    for (const ReadBefore& work : planned.reading) {
      item["read_before"].push_back({{"id", format_work_id(work.id)},
                                     {"kind", kind_name(work.kind)},
                                     {"title", work.title},
                                     {"why", work.why}});
    }
    for (const ScoredTalk& other : planned.instead) {
      item["instead"].push_back({{"id", format_work_id(other.talk.id)},
                                 {"title", other.talk.title},
                                 {"room", other.talk.room},
                                 {"start", format_instant(other.talk.start)},
                                 {"end", format_instant(other.talk.end)},
                                 {"score", rounded(other.score)}});
    }
    out["items"].push_back(std::move(item));
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::plan
