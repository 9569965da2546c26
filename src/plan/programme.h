#pragma once
/// A conference's programme as the library holds it: its talks with rooms and times, and what is
/// wrong with it. Threads: as the Library.

#include "base/time.h"
#include "library/library.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

struct Talk {
  WorkId id;
  std::string title;
  std::vector<std::string> speakers;
  std::string room;  ///< Empty when unknown.
  std::string track;
  std::string url;
  std::string abstract;
  std::int64_t start = 0;  ///< Seconds since 1970 UTC.
  std::int64_t end = 0;    ///< After `start`.
  std::string zone;        ///< "Europe/Berlin"; empty when the programme names none that is known.
  /// On the clocks of the zone, as if they hung in Greenwich; UTC without a zone.
  std::int64_t local_start = 0, local_end = 0;
  Day day;  ///< Of local_start.
};

struct Programme {
  std::string name;                  ///< The conference's own.
  std::vector<Talk> talks;           ///< In order of time.
  std::vector<std::string> remarks;  ///< What is wrong with it, a line each.
};

/// A programme in the library, for a list of them.
struct ProgrammeSummary {
  std::string name;
  std::size_t talks = 0;
  std::string first, last;  ///< "2026-04-14"
};
/// Conferences and calendars with a day, the latest first.
std::vector<ProgrammeSummary> list_programmes(library::Library& library);

/// {"programmes":[{"name","talks","first","last"}]}
std::string to_json(const std::vector<ProgrammeSummary>& programmes);

/// What lasts longer is a frame for talks, not a talk; what has no end is taken to last kUsual.
inline constexpr std::int64_t kLongestTalk = std::int64_t{4} * 3600;
inline constexpr std::int64_t kUsualTalk = 1800;

/// The programme by the conference's name, its short name, its source's name, or a part of the
/// first that fits no other. Throws kNotFound (with the near names), kUsage when several fit,
/// kInvalid when none of its talks has a time.
Programme load_programme(library::Library& library, std::string_view name);

/// "2026-10-25T02:30" of a time on a zone's clocks.
std::string local_time(std::int64_t local);

}  // namespace assay::plan
