#include "source/ical_time.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/time.h"

#include <algorithm>

namespace assay::source {
namespace {

/// Exactly `width` digits at `at`; -1 when they are not there.
std::int64_t digits_at(std::string_view text, std::size_t at, std::size_t width) {
  if (at + width > text.size()) {
    return -1;
  }
  std::int64_t value = 0;
  for (std::size_t i = at; i < at + width; ++i) {
    if (text[i] < '0' || text[i] > '9') {
      return -1;
    }
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

std::optional<CalendarTime> parse_calendar_time(std::string_view text) {
  text = trim(text);
  if (digits_at(text, 0, 8) < 0) {
    return std::nullopt;
  }
  const std::optional<Day> day =
      parse_day(std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2)) + "-" +
                std::string(text.substr(6, 2)));
  if (!day) {
    return std::nullopt;
  }
  CalendarTime time;
  time.wall = day->since_epoch * kDaySeconds;
  time.day_only = text.size() == 8;
  if (time.day_only) {
    return time;
  }
  const std::int64_t hours = digits_at(text, 9, 2);
  const std::int64_t minutes = digits_at(text, 11, 2);
  const bool has_seconds = text.size() >= 15;
  const std::int64_t seconds = has_seconds ? digits_at(text, 13, 2) : 0;
  const std::string_view rest =
      text.substr(std::min<std::size_t>(has_seconds ? 15 : 13, text.size()));
  if ((text[8] != 'T' && text[8] != 't') || hours < 0 || hours > 24 || minutes < 0 ||
      minutes > 59 || seconds < 0 || seconds > 60 || (!rest.empty() && !iequals(rest, "Z"))) {
    return std::nullopt;
  }
  time.utc = !rest.empty();
  time.wall += hours * 3600 + minutes * 60 + seconds;
  return time;
}

std::optional<std::int64_t> parse_calendar_duration(std::string_view text) {
  constexpr std::int64_t kMost = 3660 * kDaySeconds;
  text = trim(text);
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    text.remove_prefix(1);
  }
  if (text.empty() || text.front() != 'P') {
    return std::nullopt;
  }
  std::int64_t total = 0;
  std::int64_t number = -1;
  bool any = false;
  for (const char c : text.substr(1)) {
    if (c >= '0' && c <= '9') {
      number = std::min<std::int64_t>((number < 0 ? 0 : number * 10) + (c - '0'), kMost);
      continue;
    }
    if (c == 'T' && number < 0) {
      continue;
    }
    const std::int64_t unit = c == 'W'   ? 7 * kDaySeconds
                              : c == 'D' ? kDaySeconds
                              : c == 'H' ? 3600
                              : c == 'M' ? 60
                              : c == 'S' ? 1
                                         : 0;
    if (unit == 0 || number < 0) {
      return std::nullopt;
    }
    total = std::min(total + number * unit, kMost + 1);
    number = -1;
    any = true;
  }
  return any && number < 0 && total <= kMost ? std::optional(negative ? -total : total)
                                             : std::nullopt;
}

std::string format_calendar_time(std::int64_t seconds, bool day_only) {
  std::string text = format_instant(seconds);
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '-' || c == ':'; }),
             text.end());
  return day_only ? text.substr(0, text.find('T')) : text;
}

TimeZone::TimeZone(std::vector<Change> changes, std::int64_t before)
    : changes_(std::move(changes)), before_(before) {
  std::stable_sort(changes_.begin(), changes_.end(),
                   [](const Change& a, const Change& b) { return a.wall < b.wall; });
}

std::int64_t TimeZone::utc_of(WallTime wall) const noexcept {
  const auto after =
      std::upper_bound(changes_.begin(), changes_.end(), wall,
                       [](WallTime time, const Change& change) { return time < change.wall; });
  return wall - (after == changes_.begin() ? before_ : (after - 1)->offset);
}

WallTime TimeZone::wall_of(std::int64_t utc) const noexcept {
  std::int64_t offset = before_;
  for (const Change& change : changes_) {
    if (change.wall - std::max(offset, change.offset) > utc) {
      break;
    }
    offset = change.offset;
  }
  return utc + offset;
}

}  // namespace assay::source
