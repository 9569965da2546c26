#include "base/instant.h"
#include "base/text.h"
#include "library/community.h"
#include "plan/community.h"
#include "plan/radar.h"
#include "plan/score.h"
#include "plan/week_material.h"
#include "work/people.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace assay::plan {
namespace {

constexpr std::size_t kCommunityTrack = kTrackCount - 1;
constexpr std::size_t kTalks = 40;
constexpr int kDaysAhead = 42;
constexpr std::size_t kEvents = 20;
constexpr std::size_t kPeople = 5;
constexpr int kFollowMinutes = 15;
constexpr int kTalkMinutes = 20;
constexpr int kMostEventMinutes = 240;
constexpr int kLookMinutes = 20;  ///< To see what an event to come has, and to put one's name down.
/// What speaks for a step into the community.
constexpr double kThisWeeksPaper = 0.5;
constexpr double kHappens = 0.3;
constexpr double kFollowedEvent = 0.3;
constexpr double kPerson = 0.1;
constexpr double kKnownPerson = 0.02;

Candidate candidate_of(WorkId id, int minutes, double score) {
  return {id.v, kCommunityTrack, minutes, score, false, {}, 0};
}

double score_of(const Gathering& g, const Scorer& scorer, WorkId id) {
  const Shelf& shelf = g.profile.ground->shelf;
  const ShelfRow* row = shelf.find(id);
  return row == nullptr ? 0 : scorer.score(static_cast<std::size_t>(row - shelf.rows.data()));
}

int event_minutes(const EventView& event) {
  if (event.whole_day || event.end <= event.start) {
    return 60;
  }
  const auto minutes =
      static_cast<int>(std::min<std::int64_t>((event.end - event.start) / 60, kMostEventMinutes));
  return std::max(kMinuteStep, (minutes + kMinuteStep - 1) / kMinuteStep * kMinuteStep);
}

/// Events within six weeks: on their day in their week, before it to put one's name down.
void add_events(const Gathering& g, const Scorer& scorer, Material& material) {
  std::size_t added = 0;
  for (const EventView& event : view_events(g.library, g.profile.followed, g.from)) {
    const Day day = day_of_instant(event.start);
    const int ahead = day.since_epoch - g.from.since_epoch;
    if (ahead > kDaysAhead || added == kEvents) {
      return;
    }
    if (g.profile.has_seen(event.id) || material.has(event.id.v, kCommunityTrack)) {
      continue;
    }
    ++added;
    const bool this_week = week_of(day) == week_of(g.from);
    Candidate candidate = candidate_of(event.id, this_week ? event_minutes(event) : kLookMinutes,
                                       score_of(g, scorer, event.id) + kHappens);
    ItemSource source;
    source.work = event.id;
    source.title = event.title;
    source.command = "assay show " + format_work_id(event.id);
    source.score = candidate.score;
    const std::string place = event.location.empty() ? "" : ", " + event.location;
    source.why.push_back((this_week ? "happens on " : "comes up on ") + format_day(day) + place +
                         (this_week ? "" : ": see its programme and put your name down"));
    if (this_week) {
      source.day = day;
    }
    candidate.score += event.why.empty() ? 0 : kFollowedEvent;
    candidate.score -= 0.005 * ahead;
    material.add(std::move(candidate), std::move(source));
  }
}

/// The paper that a talk or discussion is about: one of this week's candidates, else one that the
/// reader has read.
void add_talk(const Gathering& g, WorkId id, double score, Material& material) {
  const library::StoredWork stored = g.library.load(id);
  Candidate candidate = candidate_of(id, kTalkMinutes, score);
  ItemSource source;
  source.work = id;
  source.title = collapse_spaces(stored.work.title);
  source.command = "assay show " + format_work_id(id);
  source.score = score;
  for (const library::Relation& relation : g.library.relations(stored)) {
    const std::optional<library::StoredWork> paper = g.library.find(relation.id);
    if (!paper || paper->work.kind != Kind::kPaper || relation.tie.tie == Tie::kCites) {
      continue;
    }
    const std::string title = ellipsize(collapse_spaces(paper->work.title), 60);
    if (library::has_read(g.profile.readings, paper->id)) {
      candidate.score += kThisWeeksPaper;
      source.why.push_back("on “" + title + "”, which you read");
    } else if (material.has(paper->id.v, 0)) {
      candidate.score += kThisWeeksPaper;
      candidate.beside = paper->id.v;
      source.why.push_back("on “" + title + "”, a paper of this week");
    } else {
      continue;
    }
    break;
  }
  if (stored.work.kind == Kind::kPost && source.why.empty()) {
    return;  // a step into the community only where it speaks of what the reader reads
  }
  material.add(std::move(candidate), std::move(source));
}

void add_talks(const Gathering& g, Material& material) {
  RadarOptions options;
  options.today = g.today;
  for (const auto& [score, summary] :
       rank_unseen(g.library, g.profile, options, kTalks, [](const library::Summary& one) {
         return one.kind == Kind::kDiscussion || one.kind == Kind::kTalk || one.kind == Kind::kPost;
       })) {
    const bool to_come = summary.kind == Kind::kTalk && summary.day > g.from.since_epoch;
    if (!to_come && !material.has(summary.id.v, kCommunityTrack)) {
      add_talk(g, summary.id, score, material);
    }
  }
}

/// More than one word, and nothing that a shell would read as more than a name.
bool is_whole_name(const std::string& name) {
  return name.find_first_of(" ,") != std::string::npos &&
         std::none_of(name.begin(), name.end(), [](char c) {
           return (c >= 0 && c < ' ') || c == '"' || c == '$' || c == '`' || c == '\\' || c == '!';
         });
}

struct Person {
  std::string name;
  double weight = 0;
  std::vector<std::string> titles;
};

/// People of several of the papers that rank best, or whose work the reader liked; not those who
/// are followed.
void add_people(const Gathering& g, Material& material) {
  std::map<std::string, Person> people;
  for (std::size_t i = 0; i < material.candidates.size(); ++i) {
    if (material.candidates[i].track != 0 || material.candidates[i].prepared) {
      continue;
    }
    const library::StoredWork stored = g.library.load({material.candidates[i].key});
    for (const std::string& author : stored.work.authors) {
      if (is_whole_name(author)) {
        Person& person = people[person_key(author)];
        person.name = person.name.empty() ? collapse_spaces(author) : person.name;
        person.weight += material.candidates[i].score;
        person.titles.push_back(ellipsize(material.sources[i].title, 50));
      }
    }
  }
  for (const library::Follow& follow : g.profile.followed.follows) {
    people.erase(follow.kind == library::FollowKind::kPerson ? follow.key : "");
  }
  const auto& liked = g.profile.ground->taste.people;
  std::vector<std::pair<double, const Person*>> ranked;
  for (const auto& [key, person] : people) {
    const auto found = liked.find(person_hash(person.name));
    const bool known = found != liked.end() && static_cast<double>(found->second) > kKnownPerson;
    if (known || person.titles.size() >= 2) {
      ranked.emplace_back(person.weight + (known ? 1 : 0), &person);
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  ranked.resize(std::min(ranked.size(), kPeople));
  for (const auto& [weight, person] : ranked) {
    ItemSource source;
    source.title = person->name;
    source.command = "assay follow person \"" + person->name + "\"";
    source.reasons = false;
    source.why.push_back(
        person->titles.size() > 1
            ? fmt::format("worth following: wrote {} of the papers that rank best for you, “{}” "
                          "and “{}” among them",
                          person->titles.size(), person->titles[0], person->titles[1])
            : "worth following: you liked their work; also wrote “" + person->titles[0] + "”");
    Candidate candidate{item_key(std::nullopt, source.command),
                        kCommunityTrack,
                        kFollowMinutes,
                        kPerson + 0.1 * weight,
                        false,
                        {},
                        0};
    material.add(std::move(candidate), std::move(source));
  }
}

}  // namespace

void gather_community(const Gathering& gathering, Material& material) {
  const Scorer scorer(gathering.profile, gathering.today);
  add_events(gathering, scorer, material);
  add_talks(gathering, material);
  add_people(gathering, material);
}

}  // namespace assay::plan
