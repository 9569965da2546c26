#pragma once
/// A roadmap: the way into a topic over some weeks, from classics to what is current, with a goal
/// at its end. Chosen from what the library has and the reader has not seen; once kept it stays as
/// it is, and shows how far the reader has come. Kept as a setting of the reader's, a topic each.
/// Threads: as the Library.

#include "base/time.h"
#include "plan/profile.h"
#include "plan/roadmap_choice.h"
#include "search/index.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

inline constexpr int kRoadmapWeeks = 8;
inline constexpr int kMostRoadmapWeeks = 52;

struct RoadmapPart {
  std::string week;  ///< "2026-W48"
  int minutes = 0;
};

struct RoadmapStep {
  int n = 0;  ///< 1, 2, …
  std::optional<WorkId> work;
  std::string title;
  std::string track;
  int year = 0;
  std::vector<std::string> why;
  int minutes = 0;
  std::vector<RoadmapPart> parts;  ///< When; more than one for what is longer than a week.
  bool goal = false;               ///< The last one.
  library::ItemState state = library::ItemState::kPlanned;  ///< Now, not when it was made.
  std::string command;                                      ///< What to type.
};

struct Roadmap {
  std::string topic;  ///< A topic's name, or words, as they are kept.
  bool words = false;
  std::string level;  ///< The reader's, for the topic.
  std::string made;   ///< A date.
  std::string from;   ///< Its first week.
  int weeks = 0;
  double hours = 0;  ///< A week.
  std::vector<RoadmapStep> steps;
  int shortest =
      0;  ///< Where there are no steps though works were found: the least minutes of one.
  bool damaged = false;  ///< In a list: what was kept cannot be read.
};

struct RoadmapOptions {
  int weeks = kRoadmapWeeks;    ///< 1..kMostRoadmapWeeks
  std::optional<double> hours;  ///< A week; the reader's unless given.
  Day today;
};

/// What a person calls a topic: one of the taxonomy's, however written ("few shot"), or words.
/// Throws kUsage when empty or no query.
std::string roadmap_topic(std::string_view text);

/// Chooses a roadmap; stores nothing. The minutes of a week never exceed its hours; nothing that
/// the reader has read, skipped, rated or marked comes; what a work needs (docs/starter.md) comes
/// before it. No steps: the library has nothing new on it. The same library, reader and day give
/// the same roadmap. Cost: a search, and some 150 works loaded.
Roadmap make_roadmap(library::Library& library, const search::Index& index, const Profile& profile,
                     std::string_view topic, const RoadmapOptions& options);

/// The kept roadmap on a topic, each step with its present state. Throws kCorrupt when the setting
/// was damaged.
std::optional<Roadmap> find_roadmap(library::Library& library, std::string_view topic);
/// All that are kept, by topic; damaged ones without steps, and saying so.
std::vector<Roadmap> kept_roadmaps(library::Library& library);
/// Keeps a roadmap in the place of one on its topic. Library open for writing.
void keep_roadmap(library::Library& library, const Roadmap& roadmap, std::int64_t now);
/// Says that the page which is a kept roadmap's goal was written, or takes that back. Throws
/// kNotFound; kInvalid where the goal is a work, which is ticked by itself. Library open for
/// writing.
Roadmap finish_goal(library::Library& library, std::string_view topic, bool done, std::int64_t now);
/// False when there was none. Library open for writing.
bool forget_roadmap(library::Library& library, std::string_view topic, std::int64_t now);

/// {"topic","kind","level","made","from","weeks","hours","steps":[{"n","title","work","track",
/// "year","why","minutes","parts":[{"week","minutes"}],"goal","state","command"}]}
std::string to_json(const Roadmap& roadmap);
/// {"roadmaps":[{"topic","kind","made","from","weeks","hours","steps":n,"done":n}]}
std::string to_json(const std::vector<Roadmap>& roadmaps);

}  // namespace assay::plan
