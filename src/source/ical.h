#pragma once
/// Calendars -> works. Private to the room. Threads: pure functions. Source: RFC 5545, RFC 7986,
/// RFC 9073.

#include "source/reader.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct Calendar {
  std::string name;         ///< X-WR-CALNAME or NAME; may be empty.
  std::vector<Item> items;  ///< Events and talks, and what could not be read.
  /// Ids of what was cancelled: of events, and of occurrences that are left out of a series.
  std::vector<std::string> cancelled;
  std::vector<std::string> excluded;
  /// Ids of `items` that begin after `now`, with the seconds since 1970 when they do.
  std::map<std::string, std::int64_t> upcoming;
  /// UIDs of events that stand there but could not be read.
  std::set<std::string> unread;
  bool cut = false;  ///< The end of the document is missing.
};

/// Series are expanded from a year before `now` to a year behind it (those that end, with at most
/// 400 occurrences, wholly), at most 400 occurrences each. Throws BadRecord when it is no calendar.
Calendar parse_calendar(std::string_view bytes, std::int64_t now);

}  // namespace assay::source
