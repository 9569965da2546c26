#pragma once
/// What the reader has done, and what is next: weeks, hours by track, a map of strengths and gaps,
/// and how much is remembered. All of it is worked out of weeks, readings, ledger and reviews each
/// time; nothing is kept. docs/plan.md tells the rules. Threads: as the Library.

#include "base/time.h"
#include "plan/profile.h"
#include "plan/settings.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

inline constexpr int kProgressWeeks = 52;
inline constexpr int kMostProgressWeeks = 520;

/// How far the plan of a week was kept.
enum class WeekKept {
  kNothing,  ///< Nothing was done.
  kSome,     ///< Something was: read, practised or reviewed.
  kKept,     ///< At least half of what was planned and not passed over, by minutes.
};
/// "nothing", "some", "kept".
std::string_view week_kept_name(WeekKept kept) noexcept;

struct WeekProgress {
  Week week;
  int planned = 0;  ///< Items.
  int done = 0;
  int skipped = 0;
  std::array<int, kTracks.size()> minutes{};  ///< Spent, by track.
  int reviews = 0;                            ///< Answers to cards.
  WeekKept kept = WeekKept::kNothing;

  [[nodiscard]] int total_minutes() const noexcept;
};

/// What to do next about a gap.
struct NextStep {
  std::optional<WorkId> work;  ///< None: the library has nothing new on it.
  std::string title;
  int minutes = 0;
  std::string why;
  std::string command;  ///< What to type.
};

/// A topic of the taxonomy, or an interest of the reader's in words.
struct AreaProgress {
  std::string name;              ///< "few_shot", or the words.
  bool topic = true;             ///< Else words.
  double wanted = 0;             ///< The interest's weight; 0: not named.
  int works = 0;                 ///< Read or done.
  double strength = 0;           ///< 0..1: p / (p + 5), p being points: see docs/plan.md.
  bool gap = false;              ///< Wanted, and weak.
  std::optional<NextStep> next;  ///< Of a gap.

  /// "new", "begun", "growing", "strong".
  [[nodiscard]] std::string_view standing() const noexcept;
};
/// An area from this strength on is none to fill first; from the second on it is strong.
inline constexpr double kGrowing = 1.0 / 3;
inline constexpr double kStrong = 2.0 / 3;

/// What is remembered.
struct MemoryProgress {
  std::size_t cards = 0;     ///< That were answered at least once and are asked for.
  std::size_t answered = 0;  ///< With an answer, those that are not asked for any more, too.
  std::size_t due = 0;
  std::size_t soon = 0;             ///< Due within the next seven days, without those due now.
  double retention = 0;             ///< That the reader asks for.
  std::optional<double> predicted;  ///< Share of the cards known now, by FSRS.
  std::size_t answers = 0;  ///< Of the last kMeasuredDays, on a later date than the one before.
  std::optional<double> measured;  ///< Share of these that were known.
  std::optional<double> expected;  ///< What FSRS gave them beforehand, on the average.
};
inline constexpr int kMeasuredDays = 90;

/// Of all labs that the reader ever started.
struct LabsProgress {
  int started = 0;  ///< Not solved yet.
  int solved = 0;   ///< At least once.
  int due = 0;      ///< Of the solved ones, those that come back now.
};

struct ProgressView {
  std::string reader;
  Day today;
  std::vector<WeekProgress> weeks;  ///< Ascending without gaps, the last one being this week.
  int kept = 0;                     ///< Weeks of them.
  int some = 0;
  int streak = 0;   ///< Weeks with something done, up to now; a single week off does not end it.
  int longest = 0;  ///< The longest such row.
  std::array<int, kTracks.size()> minutes{};  ///< In these weeks, by track.
  int works = 0;                              ///< Read or done, ever.
  std::vector<AreaProgress> areas;  ///< Gaps first, the most wanted and weakest of them leading;
                                    ///< then the strongest first.
  MemoryProgress memory;
  LabsProgress labs;

  [[nodiscard]] int total_minutes() const noexcept;
};

/// The last `weeks` weeks (1..kMostProgressWeeks), fewer where the reader began later. `now`:
/// seconds since 1970 UTC.
ProgressView make_progress(library::Library& library, const Profile& profile, std::int64_t now,
                           int weeks);

/// {"reader","from","to","weeks":[…],"kept","some","streak":{"current","longest"},"minutes":{…},"works",
/// "areas":[…],"reviews":{…},"labs":{…}}: see docs/cli.md.
std::string to_json(const ProgressView& view);

}  // namespace assay::plan
