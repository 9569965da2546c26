#pragma once
/// Which works make a roadmap, in which order and weeks: a pure choice over plain values, so that
/// its promises are tested on thousands of made-up libraries. It promises:
/// - the minutes of a week never exceed the demand's;
/// - no candidate comes twice;
/// - what a step needs comes before it, or is no candidate (of needs that run in a circle the older
///   comes first);
/// - of two steps without ties the older comes first, where the one for newcomers counts as
///   kLevelYears older, the one for experts as younger;
/// - the goal comes last.
/// docs/plan.md tells the rules in words. Threads: pure functions.

#include "plan/settings.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace assay::plan {

inline constexpr int kLevelYears = 2;
/// Steps a week, at most, on the average.
inline constexpr int kStepsAWeek = 5;

/// Where a work stands in the history of its topic.
enum class Era { kClassic, kBetween, kCurrent };
/// Six years old or older; of the last two years; else, and where no year is known, between.
Era era_of(int year, int this_year) noexcept;

struct RoadCandidate {
  std::int64_t key = 0;
  std::size_t track = 0;  ///< Position in kTracks.
  int minutes = 0;        ///< > 0
  double score = 0;       ///< >= 0, the higher the better.
  int year = 0;           ///< 0 unknown.
  Level level = Level::kWorking;
  /// An old work that is still built on; no other counts as a classic.
  bool lasting = true;
  std::vector<std::int64_t> needs = {};      ///< Keys that must come before.
  std::vector<std::int64_t> builds_on = {};  ///< Keys that should, if they come at all.
};

struct RoadDemand {
  int weeks = 8;
  int minutes = 0;  ///< A week, > 0.
  /// Of each of the weeks, where they differ: at most `minutes`, 0 for a week off. Empty: all
  /// weeks have `minutes`.
  std::vector<int> of_week = {};
  std::array<double, kTracks.size()> shares = {0.2, 0.2, 0.2, 0.2, 0.2};
  int this_year = 0;
  std::optional<std::size_t> goal;  ///< A candidate that comes last; none may need it.
  int goal_minutes = 0;             ///< Kept free at the end where there is no such candidate.
};

/// A stretch of work in one week.
struct RoadPart {
  int week = 0;  ///< 0: the first.
  int minutes = 0;
  bool operator==(const RoadPart&) const = default;
};

struct RoadStep {
  /// Position among the candidates; none: the goal, where it is no candidate.
  std::optional<std::size_t> candidate;
  std::vector<RoadPart> parts;  ///< In order; more than one only where it is longer than a week.
};

/// The steps in their order, the goal last; empty where nothing fits. Weeks are filled evenly. The
/// same for the same input. Cost: steps times candidates.
std::vector<RoadStep> choose_road(const RoadDemand& demand,
                                  std::span<const RoadCandidate> candidates);

}  // namespace assay::plan
