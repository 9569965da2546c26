#include "plan/roadmap.h"

#include "base/error.h"
#include "base/text.h"
#include "library/weeks.h"
#include "plan/days_off.h"
#include "plan/lesson.h"
#include "plan/score.h"
#include "plan/tracks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <tuple>
#include <unordered_map>

namespace assay::plan {
namespace {

/// So many of the best by the shelf alone are loaded and looked at.
constexpr std::size_t kLoaded = 150;
/// A work found by words needs this share of the best match's score.
constexpr double kLeastMatch = 0.4;
/// With fewer works by words, those near in meaning come too, up to so many.
constexpr std::size_t kFewWorks = 5;
constexpr double kNearMatch = 0.4;
/// A topic that a lesson names is surer than one that a verdict gives.
constexpr double kVerdictTopic = 0.75;
/// What is worth less than this share of the best is left out.
constexpr double kLeastScore = 0.3;
constexpr double kOneLevelOff = 0.7;
constexpr double kTwoLevelsOff = 0.4;
/// A work is talked of from this on (shelf.h, discussed).
constexpr float kTalkedOf = 0.3F;
constexpr int kPageMinutes = 60;
constexpr int kHourMinutes = 60;
constexpr std::size_t kMostTitle = 50;

/// A work that could be a step.
struct Prospect {
  library::StoredWork stored;
  Lesson lesson;
  std::string track;
  int year = 0;
  Level level = Level::kWorking;
  double relevance = 0;
  double score = 0;
  bool near = false;     ///< Found by meaning, not by words.
  int named_by = 0;      ///< So many of the others build on it.
  bool lasting = false;  ///< A lesson, or something that others build on or discuss.
};

std::string title_of(const Prospect& prospect) {
  return collapse_spaces(prospect.stored.work.title);
}

double level_fit(Level its, Level readers) noexcept {
  const int off = std::abs(static_cast<int>(its) - static_cast<int>(readers));
  return off == 0 ? 1 : off == 1 ? kOneLevelOff : kTwoLevelsOff;
}

int year_of(Day day) {
  int year = 0;
  for (const char c : format_day(day).substr(0, 4)) {
    year = year * 10 + (c - '0');
  }
  return year;
}

class RoadmapMaker {
 public:
  RoadmapMaker(library::Library& library, const search::Index& index, const Profile& profile,
               std::string_view topic, const RoadmapOptions& options)
      : library_(library),
        index_(index),
        profile_(profile),
        options_(options),
        scorer_(profile, options.today),
        topic_(parse_topic(topic)) {
    roadmap_.topic = std::string(topic);
    roadmap_.words = !topic_;
    level_ = profile.settings.level(topic);
    roadmap_.level = std::string(level_name(level_));
    roadmap_.made = format_day(options.today);
    roadmap_.weeks = options.weeks;
    roadmap_.hours = options.hours.value_or(profile.hours);
    roadmap_.from = format_week(week_of(options.today));
  }

  Roadmap make() {
    gather(topic_ ? by_topic() : by_words());
    tie();
    demand_.weeks = roadmap_.weeks;
    demand_.minutes = static_cast<int>(roadmap_.hours * kHourMinutes);
    demand_.of_week = capacities();
    demand_.shares = profile_.settings.tracks;
    demand_.this_year = year_of(options_.today);
    demand_.goal_minutes = std::min(kPageMinutes, demand_.minutes);
    demand_.goal = goal();
    std::vector<RoadStep> steps = choose_road(demand_, candidates_);
    if (steps.empty() && demand_.goal) {  // it is too long for these weeks
      demand_.goal.reset();
      steps = choose_road(demand_, candidates_);
    }
    if (steps.empty() && !candidates_.empty()) {
      roadmap_.shortest = candidates_.front().minutes;
      for (const RoadCandidate& candidate : candidates_) {
        roadmap_.shortest = std::min(roadmap_.shortest, candidate.minutes);
      }
    }
    write(steps);
    return std::move(roadmap_);
  }

  /// The minutes of each of the weeks: of the first by the days that are left, of all without those
  /// that are off.
  [[nodiscard]] std::vector<int> capacities() const {
    const std::vector<library::DaysOff> off = library::days_off(library_);
    std::vector<int> minutes;
    Week week = *parse_week(roadmap_.from);
    for (int i = 0; i < roadmap_.weeks; ++i) {
      const WeekDays days = days_of_week(week, profile_.settings.days, off);
      const auto left = static_cast<int>(std::count_if(
          days.free.begin(), days.free.end(), [this](Day day) { return day >= options_.today; }));
      const int usual = std::max(1, static_cast<int>(days.usual.size()));
      minutes.push_back(demand_.minutes * left / usual / kMinuteStep * kMinuteStep);
      week = week_of(Day{monday_of(week).since_epoch + 7});
    }
    return minutes;
  }

 private:
  using Relevance = std::unordered_map<std::int64_t, double>;

  [[nodiscard]] Relevance by_topic() {
    const auto bit = static_cast<unsigned>(*topic_);
    Relevance found;
    for (const ShelfRow& row : profile_.ground->shelf.rows) {
      if ((row.topics >> bit & 1U) != 0) {
        found[row.work] = kVerdictTopic;
      }
    }
    for (const std::string_view track : kTracks) {
      for (const WorkId id : library_.practice_works(track)) {
        const std::uint32_t taught = read_lesson(library_.load(id).work).topics;
        if ((taught >> bit & 1U) != 0) {
          found[id.v] = 1;
        } else if (taught != 0) {
          found.erase(id.v);  // the lesson knows better than the verdict
        }
      }
    }
    return found;
  }

  [[nodiscard]] Relevance by_words() {
    const search::Query query = search::parse_query(roadmap_.topic);
    search::Options options;
    options.k = kLoaded * 2;
    options.facets = false;
    Relevance found;
    const search::Results words = index_.search(query, options);
    const double best = words.hits.empty() ? 0 : words.hits.front().score;
    for (const search::Hit& hit : words.hits) {
      const double share = best > 0 ? hit.score / best : 1;
      if (share >= kLeastMatch) {
        found[hit.id.v] = share;
      }
    }
    if (found.size() < kFewWorks) {
      options.mode = search::SearchMode::kBoth;
      options.k = kFewWorks;
      for (const search::Hit& hit : index_.search(query, options).hits) {
        if (found.size() < kFewWorks && found.emplace(hit.id.v, kNearMatch).second) {
          near_.insert(hit.id.v);
        }
      }
    }
    return found;
  }

  /// Loads the best of what was found, and what these need.
  void gather(const Relevance& found) {
    struct Ranked {
      double score;
      std::int64_t work;
    };
    std::vector<Ranked> ranked;
    for (const auto& [work, relevance] : found) {
      const ShelfRow* row = profile_.ground->shelf.find({work});
      if (row != nullptr && is_open({work}) && is_step(*row)) {
        ranked.push_back({relevance * worth(*row), work});
      }
    }
    std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
      return a.score != b.score ? a.score > b.score : a.work < b.work;
    });
    ranked.resize(std::min(ranked.size(), kLoaded));
    for (const Ranked& one : ranked) {
      add({one.work}, found.at(one.work));
    }
    if (!prospects_.empty()) {
      const double best =
          std::max_element(prospects_.begin(), prospects_.end(),
                           [](const Prospect& a, const Prospect& b) { return a.score < b.score; })
              ->score;
      std::erase_if(prospects_,
                    [best](const Prospect& one) { return one.score < kLeastScore * best; });
    }
    for (std::size_t i = 0; i < prospects_.size(); ++i) {  // grows as it goes
      const std::vector<std::string> needs = prospects_[i].lesson.needs;
      for (const std::string& need : needs) {
        const std::optional<WorkId> work = library_.resolve(need);
        if (work && is_open(*work) && place_of(work->v) == nullptr) {
          add(*work, 0);
        }
      }
    }
  }

  [[nodiscard]] bool is_open(WorkId work) const { return !profile_.has_seen(work); }

  /// Releases and events are of their day, unless they were prepared as lessons.
  [[nodiscard]] static bool is_step(const ShelfRow& row) {
    const Kind kind = static_cast<Kind>(row.kind);
    return row.lab != 0 ||
           (kind != Kind::kContribution && kind != Kind::kEvent && kind != Kind::kDiscussion);
  }

  /// How good it is for anyone, how known, and whether there is a lesson; 0..1.
  [[nodiscard]] double worth(const ShelfRow& row) const {
    constexpr double kQuality = 0.45;
    constexpr double kKnown = 0.2;
    constexpr double kLesson = 0.35;
    const auto place = static_cast<std::size_t>(&row - profile_.ground->shelf.rows.data());
    return kQuality * std::clamp(scorer_.quality(place), 0.0, 1.0) +
           kKnown * static_cast<double>(row.discussed) + (row.lab != 0 ? kLesson : 0);
  }

  void add(WorkId id, double relevance) {
    const ShelfRow* row = profile_.ground->shelf.find(id);
    if (row == nullptr) {
      return;
    }
    Prospect one;
    one.stored = library_.load(id);
    one.lesson = read_lesson(one.stored.work);
    one.track = std::string(track_of(one.stored.work, one.lesson));
    one.year = row->year;
    one.level = one.lesson.level.value_or(static_cast<Level>(row->level));
    one.relevance = relevance;
    one.near = near_.count(id.v) != 0;
    one.score = relevance * worth(*row) * level_fit(one.level, level_);
    prospects_.push_back(std::move(one));
  }

  [[nodiscard]] const Prospect* place_of(std::int64_t work) const {
    const auto found =
        std::find_if(prospects_.begin(), prospects_.end(),
                     [work](const Prospect& one) { return one.stored.id.v == work; });
    return found == prospects_.end() ? nullptr : &*found;
  }

  /// Who needs whom, and who names whom.
  void tie() {
    for (const Prospect& one : prospects_) {
      RoadCandidate candidate;
      candidate.key = one.stored.id.v;
      candidate.track = track_index(one.track);
      candidate.minutes =
          minutes_of(one.stored.work, one.lesson,
                     level_gap(profile_.settings, one.stored.work, one.lesson, one.stored.topics));
      candidate.score = one.score;
      candidate.year = one.year;
      candidate.level = one.level;
      for (const std::string& need : one.lesson.needs) {
        if (const std::optional<WorkId> work = library_.resolve(need)) {
          candidate.needs.push_back(work->v);
        }
      }
      candidates_.push_back(std::move(candidate));
    }
    for (std::size_t i = 0; i < prospects_.size(); ++i) {
      for (const library::Relation& relation : library_.relations(prospects_[i].stored)) {
        const Prospect* other = place_of(relation.id.v);
        const bool names = relation.tie.subject && (relation.tie.tie == Tie::kCites ||
                                                    relation.tie.tie == Tie::kImplements);
        if (other != nullptr && names && other->year <= prospects_[i].year) {
          candidates_[i].builds_on.push_back(relation.id.v);
        }
      }
    }
    for (const RoadCandidate& candidate : candidates_) {
      for (std::size_t i = 0; i < candidates_.size(); ++i) {
        const std::int64_t key = candidates_[i].key;
        if (std::find(candidate.builds_on.begin(), candidate.builds_on.end(), key) !=
            candidate.builds_on.end()) {
          ++prospects_[i].named_by;
        }
      }
    }
    constexpr double kNamed = 0.1;
    constexpr int kMostNamed = 3;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      Prospect& one = prospects_[i];
      candidates_[i].score *= 1 + kNamed * std::min(kMostNamed, one.named_by);
      const ShelfRow* row = profile_.ground->shelf.find(one.stored.id);
      one.lasting = !one.lesson.track.empty() || one.named_by > 0 ||
                    (row != nullptr && row->discussed > kTalkedOf);
      candidates_[i].lasting = one.lasting;
    }
  }

  /// Something to do that shows what was learnt: an experiment, else an algorithm, with a task;
  /// the hardest one, of these the best.
  [[nodiscard]] std::optional<std::size_t> goal() const {
    std::set<std::int64_t> needed;
    for (const RoadCandidate& candidate : candidates_) {
      needed.insert(candidate.needs.begin(), candidate.needs.end());
    }
    for (const std::string_view track : {"experiments", "algorithms"}) {
      std::optional<std::size_t> best;
      const auto key = [this](std::size_t i) {
        return std::tuple(candidates_[i].level, candidates_[i].score);
      };
      for (std::size_t i = 0; i < candidates_.size(); ++i) {
        const Prospect& one = prospects_[i];
        const bool fits = one.track == track && !one.lesson.task.empty() && one.relevance > 0 &&
                          !one.near && needed.count(candidates_[i].key) == 0 &&
                          candidates_[i].minutes <= demand_.minutes &&
                          profile_.settings.tracks.at(candidates_[i].track) > 0 &&
                          one.level <= std::max(level_, Level::kWorking);
        if (fits && (!best || key(i) > key(*best))) {
          best = i;
        }
      }
      if (best && candidates_.size() > 1) {
        return best;
      }
    }
    return std::nullopt;
  }

  // --- In words ---------------------------------------------------------------------------------

  [[nodiscard]] std::string era_words(const Prospect& one) const {
    switch (era_of(one.year, demand_.this_year)) {
      case Era::kClassic:
        return fmt::format("{}, {}", one.lasting ? "a classic" : "older", one.year);
      case Era::kCurrent:
        return fmt::format("current, {}", one.year);
      case Era::kBetween:
        break;
    }
    return one.year == 0 ? std::string() : std::to_string(one.year);
  }

  /// What later steps ask of it.
  [[nodiscard]] std::vector<std::string> needed_words(std::size_t i,
                                                      const std::vector<RoadStep>& steps) const {
    std::vector<std::string> out;
    int named = 0;
    const std::int64_t key = candidates_[i].key;
    const auto has = [key](const std::vector<std::int64_t>& keys) {
      return std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    for (std::size_t n = 0; n < steps.size(); ++n) {
      if (!steps[n].candidate) {
        continue;
      }
      const std::size_t other = *steps[n].candidate;
      if (has(candidates_[other].needs) && out.empty()) {
        out.push_back(fmt::format("step {} needs it: {}", n + 1,
                                  ellipsize(title_of(prospects_[other]), kMostTitle)));
      } else if (has(candidates_[other].builds_on)) {
        ++named;
      }
    }
    if (named > 0) {
      out.push_back(named == 1 ? "a later step builds on it"
                               : fmt::format("{} later steps build on it", named));
    }
    return out;
  }

  [[nodiscard]] std::vector<std::string> why(std::size_t i,
                                             const std::vector<RoadStep>& steps) const {
    const Prospect& one = prospects_[i];
    std::vector<std::string> out;
    const auto say = [&out](std::string reason) {
      if (!reason.empty()) {
        out.push_back(std::move(reason));
      }
    };
    say(one.lesson.task);
    say(one.lesson.summary);
    for (std::string& reason : needed_words(i, steps)) {
      say(std::move(reason));
    }
    say(era_words(one));
    if (one.level == Level::kNew) {
      say("for newcomers");
    } else if (one.level == Level::kExpert) {
      say("for experts");
    }
    if (one.stored.has_code && one.track == "papers") {
      say("has code");
    }
    if (one.stored.work.stars >= 10) {
      say(with_commas(static_cast<std::uint64_t>(one.stored.work.stars)) + " stars");
    }
    if (one.near) {
      say("near in meaning, though other words");
    }
    if (out.empty()) {
      say("the best on it that you have not seen");
    }
    return out;
  }

  /// The topic as a shell takes it.
  [[nodiscard]] std::string topic_argument() const {
    const bool plain = std::all_of(roadmap_.topic.begin(), roadmap_.topic.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
             c == '_' || c == ' ';
    });
    return plain ? roadmap_.topic : "TOPIC";
  }

  void write_goal(const std::vector<RoadStep>& steps, RoadmapStep& step) const {
    std::vector<std::string> titles;
    std::optional<WorkId> last;
    for (const RoadStep& one : steps) {
      if (one.candidate && (!last || prospects_[*one.candidate].track == "papers")) {
        last = prospects_[*one.candidate].stored.id;
        titles.push_back(ellipsize(title_of(prospects_[*one.candidate]), kMostTitle));
      }
    }
    std::string name = roadmap_.topic;
    if (!roadmap_.words) {
      std::replace(name.begin(), name.end(), '_', ' ');
    }
    step.title = "Explain " + name + " on one page: what holds, what is open, what you would build";
    step.track = "papers";
    step.why.emplace_back("the goal: who can write it down has understood it");
    if (titles.size() > 1) {
      step.why.push_back(
          fmt::format("begin with \"{}\", end with \"{}\"", titles.front(), titles.back()));
    }
    step.command = "assay note " + format_work_id(last.value());
    step.why.push_back("tick it with `assay roadmap " + topic_argument() + " --done`");
  }

  void write(const std::vector<RoadStep>& steps) {
    const Day monday = monday_of(*parse_week(roadmap_.from));
    for (std::size_t n = 0; n < steps.size(); ++n) {
      RoadmapStep step;
      step.n = static_cast<int>(n) + 1;
      step.goal = n + 1 == steps.size();
      if (steps[n].candidate) {
        const std::size_t i = *steps[n].candidate;
        const Prospect& one = prospects_[i];
        step.work = one.stored.id;
        step.title = title_of(one);
        step.track = one.track;
        step.year = one.year;
        step.command = start_command(one.track, one.stored.id);
        step.why = why(i, steps);
        if (step.goal) {
          step.why.insert(step.why.begin(), "the goal: do it on your own, from what came before");
        }
      } else {
        write_goal(steps, step);
      }
      for (const RoadPart& part : steps[n].parts) {
        const Week week = week_of(Day{monday.since_epoch + 7 * part.week});
        step.parts.push_back({format_week(week), part.minutes});
        step.minutes += part.minutes;
      }
      roadmap_.steps.push_back(std::move(step));
    }
  }

  library::Library& library_;
  const search::Index& index_;
  const Profile& profile_;
  const RoadmapOptions& options_;
  Scorer scorer_;
  std::optional<Topic> topic_;
  Level level_ = Level::kWorking;
  Roadmap roadmap_;
  std::set<std::int64_t> near_;
  std::vector<Prospect> prospects_;
  std::vector<RoadCandidate> candidates_;  ///< Of the prospects, in their order.
  RoadDemand demand_;
};

}  // namespace

std::string roadmap_topic(std::string_view text) {
  std::string name = collapse_spaces(text);
  if (name.empty()) {
    throw Error(Errc::kUsage, "no topic", "", "name one, such as `assay roadmap fairness`");
  }
  std::string joined = ascii_lower(name);
  std::replace_if(
      joined.begin(), joined.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
  if (parse_topic(joined)) {
    return joined;
  }
  static_cast<void>(search::parse_query(name));
  return name;
}

Roadmap make_roadmap(library::Library& library, const search::Index& index, const Profile& profile,
                     std::string_view topic, const RoadmapOptions& options) {
  return RoadmapMaker(library, index, profile, topic, options).make();
}

}  // namespace assay::plan
