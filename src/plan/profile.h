#pragma once
/// What the reader cares for, ready for ranking. Threads: a plain value once made.

#include "library/library.h"
#include "library/reader.h"
#include "plan/community.h"
#include "search/index.h"

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::plan {

inline constexpr double kDefaultHours = 4;
inline constexpr double kMaxHours = 80;

struct Profile {
  double hours = kDefaultHours;              ///< A week.
  std::array<double, kTopicCount> topics{};  ///< Weight of each topic, 0 none, negative less of it.
  std::vector<library::Interest> words;      ///< Interests in words.
  /// Works that match an interest in words: its position in `words` and how well, 0..1.
  struct Match {
    std::size_t interest = 0;
    double strength = 0;
  };
  std::unordered_map<std::int64_t, Match> matches;
  std::unordered_map<std::int64_t, library::Reading> readings;
  Followed followed;  ///< Works of those whom the reader follows.

  /// True when the reader has read, skipped or rated the work.
  [[nodiscard]] bool has_seen(WorkId id) const { return readings.count(id.v) != 0; }
};

/// Reads the reader's settings; looks each interest in words up in the index.
Profile load_profile(library::Library& library, const search::Index& index);

/// Hours a week from a written number. Throws kUsage unless 0.5 <= hours <= 80.
double parse_hours(std::string_view text);

}  // namespace assay::plan
