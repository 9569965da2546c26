#include "plan/progress.h"

#include "base/instant.h"
#include "library/cards.h"
#include "library/weeks.h"
#include "plan/areas_internal.h"
#include "plan/days_off.h"
#include "plan/lab_memory.h"
#include "plan/review.h"
#include "plan/tracks.h"
#include "plan/trials.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>

namespace assay::plan {
namespace {

constexpr double kPointsOfReading = 1;
constexpr double kPointsOfPractice = 2;
/// A card that is surely known; at most so much a work by its cards.
constexpr double kPointsOfCard = 0.5;
constexpr double kMostPointsOfCards = 1;
/// Points that make half of the strength.
constexpr double kHalfStrength = 5;
constexpr double kBegun = 1e-9;

bool is_practice(std::string_view track) noexcept {
  return track == "experiments" || track == "algorithms" || track == "frameworks";
}

int parse_minutes(const std::string& text) noexcept {
  int minutes = 0;
  std::from_chars(text.data(), text.data() + text.size(), minutes);
  return std::max(0, minutes);
}

/// What was done, of all times.
struct Deeds {
  std::map<Week, WeekProgress> weeks;
  std::map<Week, std::pair<int, int>> shares;  ///< Minutes of the plan not passed over, and done.
  std::map<std::int64_t, double> points;       ///< Of works that were read or done.

  WeekProgress& at(Week week) {
    WeekProgress& entry = weeks[week];
    entry.week = week;
    return entry;
  }
};

/// Minutes of the reader's timer, by work.
std::map<std::int64_t, std::vector<std::pair<Week, int>>> timed_readings(
    library::Library& library) {
  std::map<std::int64_t, std::vector<std::pair<Week, int>>> timed;
  for (const library::LedgerLine& line : library::ledger(library)) {
    const int minutes = line.event == "read" && line.work ? parse_minutes(line.detail) : 0;
    if (minutes > 0) {
      timed[line.work->v].emplace_back(week_of(day_of_instant(line.at)), minutes);
    }
  }
  return timed;
}

/// Labs that were solved and packages that were tried, but those that a week's plan counts already.
void add_practice(library::Library& library, const std::map<std::int64_t, std::size_t>& planned,
                  Deeds& deeds) {
  const std::size_t algorithms = track_index("algorithms");
  const std::size_t frameworks = track_index("frameworks");
  for (const library::LedgerLine& line : library::ledger(library)) {
    if (line.event != "lab" && line.event != kTrialEvent) {
      continue;
    }
    const std::size_t track = line.event == "lab" ? algorithms : frameworks;
    const auto found = line.work ? planned.find(line.work->v) : planned.end();
    if (found == planned.end() || found->second != track) {
      deeds.at(week_of(day_of_instant(line.at))).minutes.at(track) += parse_minutes(line.detail);
    }
    if (line.work) {
      double& points = deeds.points[line.work->v];
      points = std::max(points, kPointsOfPractice);
    }
  }
}

/// Weeks as they were planned and done. What a timer measured counts in the place of what was
/// estimated for the item, on the item's track.
void add_weeks(library::Library& library, Deeds& deeds) {
  std::map<std::int64_t, std::vector<std::pair<Week, int>>> timed = timed_readings(library);
  std::map<std::int64_t, std::size_t> tracks;
  for (const library::MadeWeek& made : library::made_weeks(library)) {
    const std::optional<Week> week = parse_week(made.week);
    if (!week) {
      continue;
    }
    WeekProgress& entry = deeds.at(*week);
    auto& [planned_minutes, done_minutes] = deeds.shares[*week];
    for (const library::WeekItem& item : made.stored.items) {
      const std::size_t track = track_index(item.track);
      const bool done = item.state == library::ItemState::kDone;
      ++entry.planned;
      entry.done += done ? 1 : 0;
      entry.skipped += item.state == library::ItemState::kSkipped ? 1 : 0;
      planned_minutes += item.state == library::ItemState::kSkipped ? 0 : item.minutes;
      done_minutes += done ? item.minutes : 0;
      if (!done) {
        continue;
      }
      if (item.work) {
        double& points = deeds.points[item.work->v];
        points = std::max(points, is_practice(item.track) ? kPointsOfPractice : kPointsOfReading);
        tracks[item.work->v] = track;
      }
      const auto measured = item.work ? timed.find(item.work->v) : timed.end();
      if (measured == timed.end()) {
        entry.minutes.at(track) += item.minutes;
      }
    }
  }
  add_practice(library, tracks, deeds);
  for (const auto& [work, readings] : timed) {
    const auto found = tracks.find(work);
    std::size_t track = 0;
    if (found != tracks.end()) {
      track = found->second;
    } else if (const auto stored = library.find({work})) {
      track = track_index(track_of(stored->work));
    }
    for (const auto& [week, minutes] : readings) {
      deeds.at(week).minutes.at(track) += minutes;
    }
  }
}

void add_readings(const Profile& profile, Deeds& deeds) {
  for (const auto& [work, reading] : profile.readings) {
    if (reading.state == library::ReadState::kRead) {
      double& points = deeds.points[work];
      points = std::max(points, kPointsOfReading);
    }
  }
}

/// The answers of a card, replayed: what was expected of each on a later date, and what came.
void measure_card(const Fsrs& fsrs, const std::vector<library::Review>& log, std::int64_t since,
                  MemoryProgress& memory, double& expected, std::size_t& known) {
  Memory state;
  for (const library::Review& review : log) {
    if (state.last != 0 && review.at >= since && days_between(state.last, review.at) >= 1) {
      ++memory.answers;
      expected += fsrs.recall(state, review.at);
      known += review.grade > static_cast<int>(Grade::kAgain) ? 1U : 0U;
    }
    state = fsrs.next(state, static_cast<Grade>(review.grade), review.at);
  }
}

MemoryProgress measure_memory(library::Library& library, std::int64_t now, Deeds& deeds) {
  MemoryProgress memory;
  const FsrsParameters parameters = review_parameters(library);
  const Fsrs fsrs(parameters);
  memory.retention = parameters.retention;
  double predicted = 0;
  std::map<std::int64_t, double> of_work;
  for (const library::Card& card : library::cards(library)) {
    const Memory state = memory_of(card);
    if (card.suspended) {
      continue;
    }
    memory.due += state.due <= now ? 1U : 0U;
    memory.soon += state.due > now && state.due <= now + kDaysAWeek * kDaySeconds ? 1U : 0U;
    if (state.phase == CardPhase::kNew) {
      continue;
    }
    ++memory.cards;
    const double recall = fsrs.recall(state, now);
    predicted += recall;
    if (card.text.work) {
      of_work[card.text.work->v] += kPointsOfCard * recall;
    }
  }
  for (const auto& [work, points] : of_work) {
    deeds.points[work] += std::min(kMostPointsOfCards, points);
  }
  if (memory.cards > 0) {
    memory.predicted = predicted / static_cast<double>(memory.cards);
  }
  std::map<std::int64_t, std::vector<library::Review>> logs;
  for (const library::Review& review : library::reviews(library)) {
    logs[review.card].push_back(review);
    ++deeds.at(week_of(day_of_instant(review.at))).reviews;
  }
  memory.answered = logs.size();
  double expected = 0;
  std::size_t known = 0;
  for (const auto& [card, log] : logs) {
    measure_card(fsrs, log, now - kMeasuredDays * kDaySeconds, memory, expected, known);
  }
  if (memory.answers > 0) {
    memory.measured = static_cast<double>(known) / static_cast<double>(memory.answers);
    memory.expected = expected / static_cast<double>(memory.answers);
  }
  return memory;
}

Week next_week(Week week) noexcept {
  return week_of(Day{monday_of(week).since_epoch + kDaysAWeek});
}

/// Weeks all of whose practice days were days off.
std::vector<Week> weeks_away(library::Library& library, const Profile& profile) {
  const std::vector<library::DaysOff> off = library::days_off(library);
  std::vector<Week> away;
  for (const library::DaysOff& days : off) {
    for (Week week = week_of({days.first}); week <= week_of({days.last}); week = next_week(week)) {
      const WeekDays of_week = days_of_week(week, profile.settings.days, off);
      if (!of_week.usual.empty() && of_week.free.empty()) {
        away.push_back(week);
      }
    }
  }
  return away;
}

/// The weeks up to this one, those before the first deed left out, and the rows of them.
void fill_weeks(Deeds& deeds, Week now, int count, const std::vector<Week>& away,
                ProgressView& view) {
  Week first = now;
  for (const auto& [week, entry] : deeds.weeks) {
    first = std::min(first, week);
  }
  const Week from = week_of(Day{monday_of(now).since_epoch - kDaysAWeek * (count - 1)});
  int off = 0;
  int row = 0;
  for (Week week = first; week <= now; week = next_week(week)) {
    WeekProgress entry = deeds.at(week);
    const auto [planned, done] = deeds.shares[week];
    if (done > 0 && 2 * done >= planned) {
      entry.kept = WeekKept::kKept;
    } else if (entry.done > 0 || entry.total_minutes() > 0 || entry.reviews > 0) {
      entry.kept = WeekKept::kSome;
    }
    if (entry.kept != WeekKept::kNothing) {
      ++row;
      off = 0;
    } else if (week != now && std::find(away.begin(), away.end(), week) == away.end() &&
               ++off > 1) {
      row = 0;
    }
    view.longest = std::max(view.longest, row);
    if (week < from) {
      continue;
    }
    view.kept += entry.kept == WeekKept::kKept ? 1 : 0;
    view.some += entry.kept == WeekKept::kSome ? 1 : 0;
    for (std::size_t i = 0; i < kTracks.size(); ++i) {
      view.minutes.at(i) += entry.minutes.at(i);
    }
    view.weeks.push_back(entry);
  }
  view.streak = row;
}

LabsProgress measure_labs(library::Library& library, std::int64_t now) {
  LabsProgress labs;
  for (const auto& [name, memory] : lab_memories(library::lab_log(library), now)) {
    labs.started += memory.solved == 0 ? 1 : 0;
    labs.solved += memory.solved > 0 ? 1 : 0;
    labs.due += memory.solved > 0 && memory.standing == LabStanding::kDue ? 1 : 0;
  }
  return labs;
}

}  // namespace

std::string_view week_kept_name(WeekKept kept) noexcept {
  if (kept == WeekKept::kNothing) {
    return "nothing";
  }
  return kept == WeekKept::kSome ? "some" : "kept";
}

int WeekProgress::total_minutes() const noexcept {
  return std::accumulate(minutes.begin(), minutes.end(), 0);
}

int ProgressView::total_minutes() const noexcept {
  return std::accumulate(minutes.begin(), minutes.end(), 0);
}

std::string_view AreaProgress::standing() const noexcept {
  if (strength < kBegun) {
    return "new";
  }
  if (strength < kGrowing) {
    return "begun";
  }
  return strength < kStrong ? "growing" : "strong";
}

double strength_of(double points) noexcept {
  return points / (points + kHalfStrength);
}

ProgressView make_progress(library::Library& library, const Profile& profile, std::int64_t now,
                           int weeks) {
  ProgressView view;
  view.reader = profile.reader;
  view.today = day_of_instant(now);
  Deeds deeds;
  add_weeks(library, deeds);
  add_readings(profile, deeds);
  view.works = static_cast<int>(deeds.points.size());
  view.memory = measure_memory(library, now, deeds);
  view.labs = measure_labs(library, now);
  fill_weeks(deeds, week_of(view.today), weeks, weeks_away(library, profile), view);
  view.areas = make_areas(library, profile, view.today, deeds.points);
  return view;
}

}  // namespace assay::plan
