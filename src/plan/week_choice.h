#pragma once
/// Which things make a week: a pure choice over plain values, so that its promises are tested on
/// thousands of made-up readers without a library. It promises:
/// - the minutes never exceed those of the week;
/// - what was done, skipped or swapped away never comes again, and nothing stands twice in a week;
///   what was left undone comes back in the weeks after, kMostWeeks in all (longer where it is
///   pinned or others need it);
/// - a track with a share is served within any four weeks that have kLeastWeek minutes and
/// something
///   of the track to offer, by a part of a thing where no whole one fits;
/// - what needs something else comes after that was done or passed over.
/// docs/plan.md tells the rules in words. Threads: pure functions.

#include "base/time.h"
#include "plan/settings.h"
#include "plan/tracks.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

namespace assay::plan {

inline constexpr std::size_t kTrackCount = kTracks.size();
/// The least that is planned of a thing which does not fit as a whole.
inline constexpr int kLeastPart = 15;
/// A week with fewer minutes is too short for two tracks.
inline constexpr int kLeastWeek = 2 * kLeastPart;
/// In so many weeks a thing may stand before it is let go.
inline constexpr int kMostWeeks = 3;
/// At most so many things make a week.
inline constexpr std::size_t kMostItems = 15;

/// What could be done: a work, or a step without one.
struct Candidate {
  std::int64_t key = 0;   ///< Which thing it is; the same in all weeks. Once a track.
  std::size_t track = 0;  ///< Position in kTracks.
  int minutes = 0;        ///< > 0, a multiple of kMinuteStep.
  double score = 0;       ///< The higher the better, within a track.
  bool prepared = false;  ///< A lesson, rather than something found.
  std::vector<std::int64_t> needs = {};  ///< Keys of what must be behind the reader before.
  std::int64_t beside = 0;               ///< Only in a week that has this key; 0: in any.
};

/// A thing that stands in a made week.
struct PastItem {
  std::int64_t key = 0;
  std::size_t track = 0;
  int minutes = 0;
  enum class State { kPlanned, kDone, kSkipped } state = State::kPlanned;
  bool prepared = false;
};

/// A made week.
struct PastWeek {
  Week week;
  int minutes = 0;    ///< Of the reader's hours, less days off, when it was made.
  int load = 0;       ///< How many of them were to be filled; 0: all.
  bool away = false;  ///< At least half of its days were days off: it says nothing of the load.
  std::vector<PastItem> items;
};

/// A thing that is to come first, on a track.
struct Pin {
  std::int64_t key = 0;
  std::size_t track = 0;
};

/// For whom and when a week is chosen.
struct WeekDemand {
  Week week;
  Day today;
  int minutes = 0;  ///< Of the reader's hours, less days off.
  std::array<double, kTrackCount> shares = {0.2, 0.2, 0.2, 0.2, 0.2};  ///< 0: not this track.
  std::vector<Pin> pins;                    ///< What comes first, in this order.
  std::unordered_set<std::int64_t> behind;  ///< Keys that were read, tried or passed over.
  std::vector<PastWeek> past;               ///< All other made weeks, ascending; later ones too.
};

/// A thing of a chosen week.
struct Chosen {
  std::size_t candidate = 0;  ///< Position among the candidates.
  int minutes = 0;            ///< Fewer than the candidate's where only a part of it fits.
  bool pinned = false;
  int stood = 0;              ///< In so many weeks before.
  std::optional<Week> since;  ///< The first of them.
};

/// How much of the hours is filled.
struct Load {
  int minutes = 0;        ///< To be filled; a multiple of kMinuteStep.
  std::size_t weeks = 0;  ///< Weeks that it was learnt from; 0: all hours.
  double done = 0;        ///< Share that was done of what they planned.
};

struct WeekChoice {
  Load load;
  std::vector<Chosen> items;         ///< By track, then in the order in which they were chosen.
  std::vector<std::int64_t> let_go;  ///< Keys that stood in kMostWeeks weeks, the last time in the
                                     ///< last one, and do not come again.
};

/// 1.5 times what was done of the last four weeks that are over, between half of the hours and all
/// of them: who does two thirds of what is planned keeps their load, and a full one comes back by
/// itself. Two weeks are needed.
Load choose_load(const WeekDemand& demand);

/// The same for the same input. Cost: candidates times items.
WeekChoice choose_items(const WeekDemand& demand, std::span<const Candidate> candidates);

/// The best candidate of a track that fits in `minutes`, is open to the reader and not `taken`.
/// nullopt when there is none.
std::optional<Chosen> choose_one(const WeekDemand& demand, std::span<const Candidate> candidates,
                                 std::size_t track, int minutes,
                                 const std::unordered_set<std::int64_t>& taken);

/// A day for each thing, in order: the day of `days` with the fewest minutes on it, the earlier of
/// equals. `fixed` has the day on which a thing happens, where it does, else nullopt. Requires
/// days.
std::vector<Day> spread_over_days(std::span<const int> minutes,
                                  std::span<const std::optional<Day>> fixed,
                                  std::span<const Day> days);

}  // namespace assay::plan
