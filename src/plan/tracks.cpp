#include "plan/tracks.h"

#include "plan/effort.h"
#include "plan/shelf.h"

#include <fmt/format.h>

#include <algorithm>

namespace assay::plan {
namespace {

/// The reader's level for a work of these topics, 0..2.
double reader_level(const ReaderSettings& settings, std::uint32_t topics) {
  double sum = 0;
  int areas = 0;
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    const std::string area(topic_name(static_cast<Topic>(i)));
    if ((topics >> i & 1U) != 0 && settings.levels.count(area) != 0) {
      sum += static_cast<double>(settings.level(area));
      ++areas;
    }
  }
  return areas > 0 ? sum / areas : static_cast<double>(settings.level(kAllAreas));
}

}  // namespace

std::size_t track_index(std::string_view track) noexcept {
  const auto* const found = std::find(kTracks.begin(), kTracks.end(), track);
  return found == kTracks.end() ? 0 : static_cast<std::size_t>(found - kTracks.begin());
}

std::string_view track_of(const Work& work, const Lesson& lesson) noexcept {
  const auto* const found = std::find(kTracks.begin(), kTracks.end(), lesson.track);
  if (found != kTracks.end()) {
    return *found;
  }
  switch (work.kind) {
    case Kind::kRepository:
    case Kind::kPackage:
    case Kind::kContribution:
      return "frameworks";
    case Kind::kEvent:
    case Kind::kDiscussion:
    case Kind::kTalk:
    case Kind::kPost:
      return "community";
    case Kind::kPaper:
      break;
  }
  return "papers";
}

std::string_view track_of(const Work& work) {
  return track_of(work, read_lesson(work));
}

int usual_minutes(std::string_view track) noexcept {
  static constexpr std::array<int, kTracks.size()> kUsual = {40, 60, 25, 45, 20};
  return kUsual.at(track_index(track));
}

int minutes_of(const Work& work, const Lesson& lesson, double gap) {
  if (track_of(work, lesson) != "papers") {
    return lesson.minutes > 0 ? lesson.minutes : usual_minutes(track_of(work, lesson));
  }
  // A lesson's minutes are meant for a reader of its own level.
  if (lesson.minutes > 0 && gap == 0) {
    return lesson.minutes;
  }
  return reading_minutes(lesson.minutes > 0 ? lesson.minutes / 4 : pages_of(work), gap);
}

double level_gap(const ReaderSettings& settings, const Work& work, const Lesson& lesson,
                 std::uint32_t topics) {
  if (settings.levels.empty()) {
    return 0;
  }
  const Level level = lesson.level.value_or(level_of_title(work.title));
  return static_cast<double>(level) - reader_level(settings, topics);
}

std::string start_command(std::string_view track, WorkId work) {
  return (track == "papers"        ? "assay read "
          : track == "experiments" ? "assay experiment new "
                                   : "assay show ") +
         format_work_id(work);
}

std::string duration_words(int minutes) {
  if (minutes % 60 == 0) {
    return fmt::format("{} h", minutes / 60);
  }
  return minutes < 60 ? fmt::format("{} min", minutes)
                      : fmt::format("{} h {:02}", minutes / 60, minutes % 60);
}

}  // namespace assay::plan
