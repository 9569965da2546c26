#pragma once
/// The talk planner: of a conference's programme the talks that are worth most to the reader
/// together, what clashes with each, and what to read before. Threads: as the Library.

#include "identify/judge.h"
#include "plan/community.h"
#include "plan/profile.h"
#include "plan/programme.h"
#include "search/index.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::plan {

/// Minutes to walk between two rooms, or all rooms whose names begin so (a building's).
struct Way {
  std::string from, to;
  int minutes = 0;
};
/// "Hall A=Annex:12" -> the way; nullopt when it is none, or longer than four hours.
std::optional<Way> parse_way(std::string_view text);

inline constexpr int kUsualWalk = 5;  ///< Minutes between rooms of which nothing else is said.

struct ConferenceOptions {
  std::optional<Day> day;  ///< Only talks that begin on this day at the place.
  Day today;
  int walk = kUsualWalk;         ///< Minutes between different rooms; 0 in the same one.
  std::vector<Way> ways;         ///< Later ones count before earlier ones.
  std::size_t reading = 2;       ///< How many works to read before a talk.
  std::size_t alternatives = 3;  ///< How many talks that a chosen one keeps the reader from.
};

struct ReadBefore {
  WorkId id;
  Kind kind = Kind::kPaper;
  std::string title;
  std::string why;  ///< "its paper", or the words that they share.
};

struct ScoredTalk {
  Talk talk;
  double score = 0;  ///< As the radar's, without variety.
};

struct PlannedTalk {
  Talk talk;
  double score = 0;
  int walk = 0;  ///< Minutes from the talk before on this day; 0 for the first.
  std::vector<std::string> why;
  std::vector<ReadBefore> reading;
  std::vector<ScoredTalk> instead;  ///< What clashes with it and is not heard, best first.
  std::size_t clashes = 0;          ///< How many these are in all.
};

struct ConferenceView {
  std::string name;
  std::string zone;  ///< Of its first talk; empty: times are UTC.
  std::size_t talks = 0;
  std::vector<PlannedTalk> chosen;  ///< In order of time.
  std::vector<std::string> remarks;
};

/// What a talk is worth is its score times its minutes; the choice is the best there is
/// (plan/timetable.h). Throws as load_programme; kNotFound when no talk is on the day; kUsage for a
/// way that names no room.
ConferenceView plan_conference(library::Library& library, const search::Index& index,
                               const identify::Judge& judge, const Profile& profile,
                               std::string_view name, const ConferenceOptions& options);

/// The chosen talks for a calendar.
std::vector<EventView> calendar_of(const ConferenceView& view);

/// {"conference","zone","talks","remarks":[…],"items":[{"id","title","speakers","room","track",
/// "url","start","end","local_start","local_end","day","score","walk","why","read_before":[{"id",
/// "kind","title","why"}],"clashes","instead":[{"id","title","room","start","end","score"}]}]}
std::string to_json(const ConferenceView& view);

}  // namespace assay::plan
