#include "plan/week.h"

#include "base/error.h"
#include "base/text.h"
#include "plan/radar.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace assay::plan {
namespace {

constexpr std::size_t kCandidatesFromRadar = 200;
constexpr int kMinutesPerRow = 5;  // estimates are rounded to five minutes

/// What a curated work says of itself (docs/starter.md).
struct Lesson {
  std::string summary;
  std::string task;
  std::string level;
  int minutes = 0;
};

Lesson read_lesson(const Work& work) {
  Lesson lesson;
  const nlohmann::json extra =
      nlohmann::json::parse(work.extra.empty() ? "{}" : work.extra, nullptr, false);
  if (!extra.is_object()) {
    return lesson;
  }
  const auto text = [&](const char* name) {
    const auto found = extra.find(name);
    return found != extra.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  lesson.summary = text("summary");
  lesson.task = text("task");
  lesson.level = text("level");
  if (const auto found = extra.find("minutes");
      found != extra.end() && found->is_number_integer()) {
    lesson.minutes = std::clamp(found->get<int>(), kMinutesPerRow, 600);
  }
  return lesson;
}

int level_rank(std::string_view level) {
  if (level == "new") {
    return 0;
  }
  return level == "expert" ? 2 : 1;
}

int default_minutes(std::string_view track, const Work& work) {
  if (track == "papers") {
    // A paper of unknown length: more for theory-heavy or long ones would need its text.
    return work.text.size() > 60000 ? 60 : 40;
  }
  if (track == "experiments") {
    return 60;
  }
  if (track == "algorithms") {
    return 45;
  }
  return track == "frameworks" ? 25 : 20;
}

struct Candidate {
  WorkId id;
  double score = 0;
  int level = 1;
  bool curated = false;
};

/// Chooses works for tracks, never one twice.
class Chooser {
 public:
  Chooser(library::Library& library, const identify::Judge& judge, const Profile& profile,
          std::string_view week, Day today)
      : library_(library), judge_(judge), profile_(profile), today_(today) {
    for (const std::int64_t id : library::planned_works(library, week)) {
      taken_.insert(id);
    }
  }

  /// The best work of a track that fits in `minutes_left`: from the curated ones, or from the
  /// radar.
  std::optional<library::WeekItem> choose(std::string_view track, int minutes_left,
                                          bool prefer_radar) {
    std::vector<Candidate> candidates = prefer_radar ? from_radar(track) : curated(track);
    const std::vector<Candidate> others = prefer_radar ? curated(track) : from_radar(track);
    candidates.insert(candidates.end(), others.begin(), others.end());
    for (const Candidate& candidate : candidates) {
      library::WeekItem item = make_item(track, candidate);
      if (item.minutes <= minutes_left) {
        taken_.insert(candidate.id.v);
        return item;
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] bool is_free(WorkId id) const {
    return taken_.count(id.v) == 0 && !profile_.has_seen(id);
  }

  /// Curated works of the track: those that fit the reader's interests first, then easier ones,
  /// then by id.
  std::vector<Candidate> curated(std::string_view track) {
    std::vector<Candidate> candidates;
    for (const WorkId id : library_.practice_works(track)) {
      if (!is_free(id)) {
        continue;
      }
      const library::StoredWork stored = library_.load(id);
      candidates.push_back({id, interest_fit(profile_, id, stored.topics),
                            level_rank(read_lesson(stored.work).level), true});
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) {
                       return a.score != b.score ? a.score > b.score : a.level < b.level;
                     });
    return candidates;
  }

  std::vector<Candidate> from_radar(std::string_view track) {
    RadarOptions options;
    options.today = today_;
    const auto accept = [&](const library::Summary& summary) {
      if (!is_free(summary.id)) {
        return false;
      }
      if (track == "papers") {
        return summary.kind == Kind::kPaper;
      }
      if (track == "experiments") {
        return summary.kind == Kind::kPaper && summary.has_code;
      }
      if (track == "frameworks") {
        return summary.kind == Kind::kPackage || summary.kind == Kind::kRepository ||
               summary.kind == Kind::kContribution;
      }
      if (track == "community") {
        return summary.kind == Kind::kEvent || summary.kind == Kind::kDiscussion ||
               summary.kind == Kind::kTalk;
      }
      return false;  // algorithms come from what was prepared for them
    };
    std::vector<Candidate> candidates;
    for (const auto& [score, summary] :
         rank_unseen(library_, profile_, options, kCandidatesFromRadar, accept)) {
      candidates.push_back({summary.id, score, 1, false});
    }
    return candidates;
  }

  library::WeekItem make_item(std::string_view track, const Candidate& candidate) {
    const RadarItem radar =
        describe(library_, judge_, profile_, candidate.id, candidate.score, today_);
    const library::StoredWork stored = library_.load(candidate.id);
    const Lesson lesson = candidate.curated ? read_lesson(stored.work) : Lesson{};
    library::WeekItem item;
    item.track = std::string(track);
    item.work = candidate.id;
    item.title = collapse_spaces(stored.work.title);
    item.minutes = lesson.minutes > 0 ? lesson.minutes : default_minutes(track, stored.work);
    if (!lesson.task.empty()) {
      item.why.push_back(lesson.task);
    }
    if (!lesson.summary.empty()) {
      item.why.push_back(lesson.summary);
    }
    for (const std::string& reason : radar.why) {
      item.why.push_back(reason);
    }
    if (!candidate.curated && radar.evidence) {
      item.why.push_back("“" + collapse_spaces(radar.evidence_text) + "”");
    }
    item.command = "assay show " + format_work_id(candidate.id);
    return item;
  }

  library::Library& library_;
  const identify::Judge& judge_;
  const Profile& profile_;
  Day today_;
  std::set<std::int64_t> taken_;
};

}  // namespace

std::optional<WeekView> find_week(library::Library& library, Week week) {
  std::optional<library::StoredWeek> stored = library::find_week(library, format_week(week));
  if (!stored) {
    return std::nullopt;
  }
  return WeekView{format_week(week), stored->hours, std::move(stored->items)};
}

WeekView choose_week(library::Library& library, const identify::Judge& judge,
                     const Profile& profile, Week week, Day today) {
  WeekView view;
  view.week = format_week(week);
  view.hours = profile.hours;
  Chooser chooser(library, judge, profile, view.week, today);
  int minutes_left = static_cast<int>(profile.hours * 60);
  const auto add = [&](std::string_view track, bool prefer_radar) {
    std::optional<library::WeekItem> item = chooser.choose(track, minutes_left, prefer_radar);
    if (item) {
      minutes_left -= item->minutes;
      view.items.push_back(std::move(*item));
    }
  };
  // With few hours a track has to wait; which one comes first turns with the weeks, so that none
  // waits long.
  add("papers", false);
  const std::size_t turn = static_cast<std::size_t>(week.week);
  for (std::size_t i = 0; i < kTracks.size() - 1; ++i) {
    add(kTracks.at(1 + (turn + i) % (kTracks.size() - 1)), false);
  }
  add("papers", true);  // the second paper is what is new
  std::stable_sort(view.items.begin(), view.items.end(),
                   [](const library::WeekItem& a, const library::WeekItem& b) {
                     const auto rank = [](const library::WeekItem& item) {
                       return std::find(kTracks.begin(), kTracks.end(), item.track) -
                              kTracks.begin();
                     };
                     return rank(a) < rank(b);
                   });
  for (std::size_t i = 0; i < view.items.size(); ++i) {
    view.items[i].n = static_cast<int>(i) + 1;
  }
  return view;
}

void store_week(library::Library& library, const WeekView& view, std::int64_t now) {
  library.begin();
  library::save_week(library, view.week, {view.hours, view.items}, now);
  library::record_event(library, "week made", std::nullopt, view.week, now);
  library.commit();
}

library::WeekItem finish_item(library::Library& library, Week week, int n, library::ItemState state,
                              std::int64_t now) {
  const std::string name = format_week(week);
  const std::optional<library::StoredWeek> stored = library::find_week(library, name);
  if (!stored) {
    throw Error(Errc::kNotFound, "week " + name + " has not been made", library.folder().string(),
                "make it with `assay week " + name + " --keep`");
  }
  const auto found = std::find_if(stored->items.begin(), stored->items.end(),
                                  [n](const library::WeekItem& item) { return item.n == n; });
  if (found == stored->items.end()) {
    throw Error(Errc::kNotFound, fmt::format("week {} has no item {}", name, n),
                library.folder().string(), "see `assay week " + name + "`");
  }
  library::WeekItem item = *found;
  if (item.state == state) {
    return item;
  }
  item.state = state;
  library.begin();
  library::set_item_state(library, name, n, state, now);
  if (item.work) {
    const bool done = state == library::ItemState::kDone;
    library::set_reading(
        library, *item.work,
        {done ? library::ReadState::kRead : library::ReadState::kSkipped, std::nullopt}, now);
    library.touch(*item.work);
  }
  library::record_event(library, library::item_state_name(state), item.work,
                        name + " " + item.track + ": " + item.title, now);
  library.commit();
  return item;
}

}  // namespace assay::plan
