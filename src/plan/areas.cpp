#include "base/text.h"
#include "plan/areas_internal.h"
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

/// A lesson, and which topics it stands for.
struct Prepared {
  WorkId work;
  Lesson lesson;
  std::uint32_t topics = 0;
};

class Map {
 public:
  Map(library::Library& library, const Profile& profile, Day today,
      const std::map<std::int64_t, double>& points)
      : library_(library), profile_(profile), points_(points), scorer_(profile, today) {
    for (const std::string_view track : kTracks) {
      for (const WorkId id : library.practice_works(track)) {
        const library::StoredWork stored = library.load(id);
        Prepared one{id, read_lesson(stored.work), 0};
        one.topics = one.lesson.topics != 0 ? one.lesson.topics : stored.topics;
        topics_of_[id.v] = one.topics;
        prepared_.push_back(std::move(one));
      }
    }
    const std::span<const ShelfRow> rows = profile.ground->shelf.rows;
    row_topics_.reserve(rows.size());
    for (const ShelfRow& row : rows) {
      row_topics_.push_back(row.topics);
    }
    for (const auto& [work, topics] : topics_of_) {
      if (const ShelfRow* row = profile.ground->shelf.find({work}); row != nullptr) {
        row_topics_[static_cast<std::size_t>(row - rows.data())] = topics;
      }
    }
  }

  std::vector<AreaProgress> areas() {
    std::vector<AreaProgress> out;
    for (std::size_t i = 0; i < kTopicCount; ++i) {
      AreaProgress area;
      area.name = std::string(topic_name(static_cast<Topic>(i)));
      area.wanted = profile_.topics.at(i);
      measure(area, [&](std::int64_t work) { return (topics(work) >> i & 1U) != 0; });
      out.push_back(std::move(area));
    }
    for (std::size_t i = 0; i < profile_.words.size(); ++i) {
      AreaProgress area;
      area.name = profile_.words[i].value;
      area.topic = false;
      area.wanted = profile_.words[i].weight;
      measure(area, [&](std::int64_t work) {
        const auto found = profile_.matches.find(work);
        return found != profile_.matches.end() && found->second.interest == i;
      });
      out.push_back(std::move(area));
    }
    mark_gaps(out);
    return out;
  }

 private:
  template <typename Belongs>
  void measure(AreaProgress& area, const Belongs& belongs) {
    double sum = 0;
    for (const auto& [work, points] : points_) {
      if (belongs(work)) {
        ++area.works;
        sum += points;
      }
    }
    area.strength = strength_of(sum);
  }

  [[nodiscard]] std::uint32_t topics(std::int64_t work) const {
    if (const auto found = topics_of_.find(work); found != topics_of_.end()) {
      return found->second;
    }
    const ShelfRow* row = profile_.ground->shelf.find({work});
    return row == nullptr ? 0 : row->topics;
  }

  void mark_gaps(std::vector<AreaProgress>& areas) {
    const bool named = std::any_of(areas.begin(), areas.end(),
                                   [](const AreaProgress& area) { return area.wanted > 0; });
    const auto wanted = [named](const AreaProgress& area) {
      return area.wanted != 0 || named ? area.wanted : 1.0;
    };
    for (AreaProgress& area : areas) {
      area.gap = wanted(area) > 0 && area.strength < kGrowing;
    }
    std::stable_sort(areas.begin(), areas.end(), [&](const AreaProgress& a, const AreaProgress& b) {
      if (a.gap != b.gap) {
        return a.gap;
      }
      return a.gap ? wanted(a) * (1 - a.strength) > wanted(b) * (1 - b.strength)
                   : a.strength > b.strength;
    });
    for (AreaProgress& area : areas) {
      if (area.gap) {
        area.next = next_step(area);
      }
    }
    // What can be begun at once leads; then what more has to be brought in for.
    std::stable_partition(areas.begin(), areas.end(),
                          [](const AreaProgress& area) { return area.next && area.next->work; });
    std::stable_partition(areas.begin(), areas.end(),
                          [](const AreaProgress& area) { return area.gap; });
  }

  [[nodiscard]] bool is_open(WorkId work) const {
    return taken_.count(work.v) == 0 && !profile_.has_seen(work) && points_.count(work.v) == 0;
  }

  NextStep next_step(const AreaProgress& area) {
    std::optional<NextStep> step = area.topic ? lesson_on(area) : std::nullopt;
    if (!step) {
      step = best_work_on(area);
    }
    if (step) {
      taken_.insert(step->work->v);
      return *step;
    }
    NextStep none;
    none.title = "nothing new on it in the library";
    none.why = "bring more in";
    none.command = "assay source presets";
    return none;
  }

  /// The lesson nearest to the reader's level, an easier one before a harder; then in the order in
  /// which they were prepared.
  std::optional<NextStep> lesson_on(const AreaProgress& area) {
    const Topic topic = parse_topic(area.name).value_or(Topic::kMultimodal);
    const Level level = area.strength > 0 ? profile_.settings.level(area.name) : Level::kNew;
    const Prepared* best = nullptr;
    std::tuple<int, bool> best_key;
    for (const Prepared& one : prepared_) {
      if ((one.topics >> static_cast<unsigned>(topic) & 1U) == 0 || !is_open(one.work)) {
        continue;
      }
      const Level its = one.lesson.level.value_or(Level::kWorking);
      const std::tuple<int, bool> key{std::abs(static_cast<int>(its) - static_cast<int>(level)),
                                      its > level};
      if (best == nullptr || key < best_key) {
        best = &one;
        best_key = key;
      }
    }
    if (best == nullptr) {
      return std::nullopt;
    }
    const std::string why = !best->lesson.task.empty() ? best->lesson.task : best->lesson.summary;
    return step_for(library_.load(best->work), best->lesson,
                    why.empty() ? "prepared for the track " + best->lesson.track : why);
  }

  /// The best unseen work of the area, by the reader's score.
  std::optional<NextStep> best_work_on(const AreaProgress& area) {
    const std::span<const ShelfRow> rows = profile_.ground->shelf.rows;
    const std::optional<Topic> topic = area.topic ? parse_topic(area.name) : std::nullopt;
    const std::uint32_t bit = topic ? 1U << static_cast<unsigned>(*topic) : 0;
    std::optional<std::size_t> best;
    double best_score = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double share =
          area.topic ? ((row_topics_[i] & bit) != 0 ? 1 : 0) : share_of(area, rows[i].work);
      if (share <= 0 || !scorer_.is_unseen(i) || !is_open({rows[i].work})) {
        continue;
      }
      // A weak match should not win by what else is good about it.
      const double score = share + scorer_.score(i);
      if (!best || score > best_score) {
        best = i;
        best_score = score;
      }
    }
    if (!best) {
      return std::nullopt;
    }
    const library::StoredWork stored = library_.load({rows[*best].work});
    const Lesson lesson = read_lesson(stored.work);
    return step_for(stored, lesson, "the best on it that you have not seen");
  }

  /// 0..1: how much a work is about an interest in words.
  [[nodiscard]] double share_of(const AreaProgress& area, std::int64_t work) const {
    const auto found = profile_.matches.find(work);
    return found != profile_.matches.end() &&
                   profile_.words[found->second.interest].value == area.name
               ? found->second.strength
               : 0;
  }

  NextStep step_for(const library::StoredWork& stored, const Lesson& lesson,
                    std::string why) const {
    NextStep step;
    step.work = stored.id;
    step.title = collapse_spaces(stored.work.title);
    step.minutes = minutes_of(stored.work, lesson,
                              level_gap(profile_.settings, stored.work, lesson, stored.topics));
    step.why = std::move(why);
    step.command = start_command(track_of(stored.work, lesson), stored.id);
    return step;
  }

  library::Library& library_;
  const Profile& profile_;
  const std::map<std::int64_t, double>& points_;
  Scorer scorer_;
  std::vector<Prepared> prepared_;
  std::unordered_map<std::int64_t, std::uint32_t> topics_of_;
  std::vector<std::uint32_t> row_topics_;  ///< By row of the shelf.
  std::set<std::int64_t> taken_;
};

}  // namespace

std::vector<AreaProgress> make_areas(library::Library& library, const Profile& profile, Day today,
                                     const std::map<std::int64_t, double>& points) {
  return Map(library, profile, today, points).areas();
}

}  // namespace assay::plan
