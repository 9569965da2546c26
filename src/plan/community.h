#pragma once
/// The people, organisations, repositories and venues that the reader follows: which works are
/// theirs, and what comes up. Threads: as the Library.

#include "base/time.h"
#include "library/community.h"
#include "library/library.h"
#include "search/index.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace assay::plan {

/// Whose works are whose: WorkId::v -> positions in `follows`, ascending.
struct Followed {
  std::vector<library::Follow> follows;
  std::unordered_map<std::int64_t, std::vector<std::size_t>> works;

  /// "you follow Ada One", one a follow that fits the work.
  [[nodiscard]] std::vector<std::string> why(WorkId id) const;
};

/// The newest works of each that is followed, at most a few hundred each; names are compared as
/// person_key does. Cost: a query and that many works loaded for each person.
Followed find_followed(library::Library& library, const search::Index& index);

struct CommunityItem {
  WorkId id;
  Kind kind = Kind::kPaper;
  std::string title;
  std::string date;
  std::string identifier;  ///< Its first; empty when it has none.
  double developer_led = 0;
  std::vector<std::string> why;
};

struct CommunityView {
  std::vector<CommunityItem> items;  ///< Newest first.
  std::size_t follows = 0;
};

/// What the followed published since a day, newest first, at most `k`.
CommunityView view_community(library::Library& library, const search::Index& index, Day since,
                             std::size_t k);

/// An event or talk to come.
struct EventView {
  WorkId id;
  Kind kind = Kind::kEvent;
  std::string title;
  std::string venue;
  std::string location;
  std::string url;
  std::string description;
  std::string date;        ///< "2026-12-01"
  std::int64_t start = 0;  ///< Seconds since 1970 UTC.
  std::int64_t end = 0;    ///< Exclusive; 0 when unknown.
  bool whole_day = true;
  std::vector<std::string> why;  ///< Whom of the followed it belongs to.
};

/// Events and talks from a day on, by time. Times of day come from the fields `start` and `end`
/// that sources keep in extra; a work without them takes its whole day.
std::vector<EventView> view_events(library::Library& library, const Followed& followed, Day since);

/// Seconds since 1970 UTC of "2026-12-01T09:00:00Z", also with "+01:00" or without seconds; nullopt
/// for anything else, such as a day alone or a time without a zone.
std::optional<std::int64_t> parse_instant(std::string_view text);

/// {"follows":[{"kind","name","since"}]}
std::string to_json(const std::vector<library::Follow>& follows);
/// {"follows":n,"items":[{"id","kind","title","date","identifier","developer_led","why"}]}
std::string to_json(const CommunityView& view);
/// {"events":[{"id","kind","title","start","end","whole_day","venue","location","url","why"}]}
std::string to_json(const std::vector<EventView>& events);

}  // namespace assay::plan
