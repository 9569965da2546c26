#include "source/instant.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/time.h"

#include <algorithm>
#include <vector>

namespace assay::source {
namespace {

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kHour = 60 * kMinute;

/// The digits at the front, at most `most`, which are taken off; -1 when there are none.
std::int64_t take_number(std::string_view& text, std::size_t most) {
  std::int64_t value = -1;
  for (std::size_t i = 0; i < most && !text.empty() && text.front() >= '0' && text.front() <= '9';
       ++i) {
    value = (value < 0 ? 0 : value * 10) + (text.front() - '0');
    text.remove_prefix(1);
  }
  return value;
}

bool take(std::string_view& text, char c) {
  const bool there = !text.empty() && text.front() == c;
  text.remove_prefix(there ? 1 : 0);
  return there;
}

/// "Z", "+01:00", "-0530", "+01" or nothing in seconds east of Greenwich.
std::optional<std::int64_t> read_offset(std::string_view text) {
  if (text.empty() || iequals(text, "Z")) {
    return 0;
  }
  const bool west = text.front() == '-';
  if (!west && text.front() != '+') {
    return std::nullopt;
  }
  text.remove_prefix(1);
  const std::int64_t hours = take_number(text, 2);
  take(text, ':');
  const std::int64_t minutes = text.empty() ? 0 : take_number(text, 2);
  if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59 || !text.empty()) {
    return std::nullopt;
  }
  return (west ? -1 : 1) * (hours * kHour + minutes * kMinute);
}

}  // namespace

std::string day_of_text(std::string_view text) {
  constexpr std::size_t kDayLength = 10;
  const std::string day(trim(text).substr(0, kDayLength));
  return day.size() == kDayLength && parse_day(day) ? day : std::string();
}

std::optional<std::int64_t> parse_instant(std::string_view text) {
  text = trim(text);
  const std::optional<Day> day = parse_day(day_of_text(text));
  if (!day || text.size() < 16) {
    return std::nullopt;
  }
  text.remove_prefix(10);
  if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) {
    return std::nullopt;
  }
  const std::int64_t hours = take_number(text, 2);
  const bool colon = take(text, ':');
  const std::int64_t minutes = take_number(text, 2);
  std::int64_t seconds = take(text, ':') ? take_number(text, 2) : 0;
  if (take(text, '.') || take(text, ',')) {
    text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
  }
  const std::optional<std::int64_t> offset = read_offset(trim(text));
  if (!colon || hours < 0 || hours > 24 || minutes < 0 || minutes > 59 || seconds < 0 ||
      seconds > 60 || !offset) {
    return std::nullopt;
  }
  seconds += day->since_epoch * kDaySeconds + hours * kHour + minutes * kMinute;
  return seconds - *offset;
}

std::optional<std::int64_t> parse_clock(std::string_view text) {
  constexpr std::int64_t kMost = 366 * kDaySeconds;
  std::vector<std::int64_t> parts;
  for (std::string_view part : split(trim(text), ':')) {
    parts.push_back(take_number(part, 6));
    if (parts.back() < 0 || !part.empty()) {
      return std::nullopt;
    }
  }
  std::int64_t seconds = 0;
  switch (parts.size()) {
    case 1:
      seconds = parts[0] * kMinute;
      break;
    case 2:
      seconds = parts[0] * kHour + parts[1] * kMinute;
      break;
    case 3:
      seconds = parts[0] * kHour + parts[1] * kMinute + parts[2];
      break;
    case 4:
      seconds = parts[0] * kDaySeconds + parts[1] * kHour + parts[2] * kMinute + parts[3];
      break;
    default:
      return std::nullopt;
  }
  return seconds <= kMost ? std::optional(seconds) : std::nullopt;
}

}  // namespace assay::source
