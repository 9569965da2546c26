/// Where zones come from: a calendar's own VTIMEZONE, or the system's zone files.

#include "base/instant.h"
#include "base/text.h"
#include "base/time.h"
#include "source/ical_rule.h"
#include "source/ical_time.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace assay::source {
namespace {

constexpr int kLastYear = 2100;

/// Midnight of 1 January.
std::int64_t year_begin(int year) {
  return parse_day(std::to_string(year))->since_epoch * kDaySeconds;
}

/// "+0100", "-043000"
std::optional<std::int64_t> read_ical_offset(std::string_view text) {
  text = trim(text);
  const bool sound = (text.size() == 5 || text.size() == 7) &&
                     (text.front() == '+' || text.front() == '-') &&
                     text.find_first_not_of("0123456789", 1) == std::string_view::npos;
  if (!sound) {
    return std::nullopt;
  }
  const auto two = [text](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const std::int64_t seconds = two(1) * 3600 + two(3) * 60 + (text.size() == 7 ? two(5) : 0);
  return text.front() == '-' ? -seconds : seconds;
}

/// When an observance begins, by the clocks before it.
std::vector<WallTime> onsets(const CalendarComponent& observance, WallTime first) {
  std::vector<WallTime> times = {first};
  for (const CalendarProperty& property : observance.properties) {
    if (property.name == "RRULE") {
      if (const std::optional<RecurrenceRule> rule = parse_rule(property.value)) {
        times = occurrences(*rule, first, year_begin(kLastYear), 1000);
      }
    } else if (property.name == "RDATE") {
      for (const std::string_view date : split(property.value, ',')) {
        if (const std::optional<CalendarTime> time = parse_calendar_time(date)) {
          times.push_back(time->wall);
        }
      }
    }
  }
  return times;
}

/// A big-endian number of `width` bytes with its sign.
std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t value =
      (static_cast<unsigned char>(bytes[at]) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (std::size_t i = 0; i < width; ++i) {
    value = (value << 8U) | static_cast<unsigned char>(bytes[at + i]);
  }
  return static_cast<std::int64_t>(value);
}

/// The block of a TZif file at `at`: header and counts.
struct Tzif {
  std::size_t transitions = 0, types = 0, letters = 0, leaps = 0, standard = 0, universal = 0;
  std::size_t width = 4;
  std::size_t begin = 0;
  [[nodiscard]] std::size_t size() const noexcept {
    return transitions * (width + 1) + types * 6 + letters + leaps * (width + 4) + standard +
           universal;
  }
};

std::optional<Tzif> read_tzif_header(std::string_view bytes, std::size_t at, std::size_t width) {
  constexpr std::size_t kHeaderBytes = 44;
  constexpr std::int64_t kMostEntries = 100000;
  if (bytes.size() < at + kHeaderBytes || bytes.substr(at, 4) != "TZif") {
    return std::nullopt;
  }
  std::array<std::size_t, 6> counts = {};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::int64_t count = big_endian(bytes, at + 20 + 4 * i, 4);
    if (count < 0 || count > kMostEntries) {
      return std::nullopt;
    }
    counts[i] = static_cast<std::size_t>(count);
  }
  Tzif tzif;
  tzif.universal = counts[0];
  tzif.standard = counts[1];
  tzif.leaps = counts[2];
  tzif.transitions = counts[3];
  tzif.types = counts[4];
  tzif.letters = counts[5];
  tzif.width = width;
  tzif.begin = at + kHeaderBytes;
  return tzif.types > 0 && bytes.size() >= tzif.begin + tzif.size() ? std::optional(tzif)
                                                                    : std::nullopt;
}

/// The last part of a TZif file: what goes on after its last change, "CET-1CEST,M3.5.0,M10.5.0/3".
class Footer {
 public:
  explicit Footer(std::string_view text) : rest_(text) {
    sound_ = name() && offset(standard_);
    standard_ = -standard_;
    daylight_ = standard_ + 3600;
    if (!sound_ || rest_.empty()) {
      return;
    }
    sound_ = name();
    if (sound_ && !rest_.empty() && rest_.front() != ',') {
      sound_ = offset(daylight_);
      daylight_ = -daylight_;
    }
    has_daylight_ = sound_ && rule(forward_) && rule(back_);
    sound_ = has_daylight_;
  }
  /// Adds what happens behind `last`, in the years from `first` on.
  void add(int first, WallTime last, std::vector<TimeZone::Change>& changes) const {
    for (int year = first; sound_ && has_daylight_ && year < kLastYear; ++year) {
      const std::int64_t step = daylight_ - standard_;
      const TimeZone::Change spring{at(forward_, year) + std::max<std::int64_t>(step, 0),
                                    daylight_};
      const TimeZone::Change autumn{at(back_, year) + std::max<std::int64_t>(-step, 0), standard_};
      for (const TimeZone::Change& change : {spring, autumn}) {
        if (change.wall > last + kDaySeconds) {
          changes.push_back(change);
        }
      }
    }
  }

 private:
  struct Rule {
    int month = 1, week = 1, day = 0;
    std::int64_t time = 7200;
  };
  bool name() {
    const bool quoted = !rest_.empty() && rest_.front() == '<';
    std::size_t end = 0;
    if (quoted) {
      end = rest_.find('>');
      end = end == std::string_view::npos ? 0 : end + 1;
    } else {
      end = std::min(rest_.find_first_of("+-0123456789,"), rest_.size());
    }
    rest_.remove_prefix(end);
    return end >= 3;
  }
  bool number(int& out) {
    const auto [end, ec] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), out);
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return ec == std::errc{} && out >= 0 && out < 1000;
  }
  bool take(char c) {
    const bool there = !rest_.empty() && rest_.front() == c;
    rest_.remove_prefix(there ? 1 : 0);
    return there;
  }
  bool offset(std::int64_t& out) {
    const bool negative = take('-');
    if (!negative) {
      take('+');
    }
    std::array<int, 3> parts = {};
    bool sound = number(parts[0]);
    for (std::size_t i = 1; sound && i < parts.size() && take(':'); ++i) {
      sound = number(parts[i]);
    }
    if (sound) {  // else a part may be any number
      out = std::int64_t{negative ? -1 : 1} * (parts[0] * 3600 + parts[1] * 60 + parts[2]);
    }
    return sound;
  }
  bool rule(Rule& out) {
    const bool sound = take(',') && take('M') && number(out.month) && take('.') &&
                       number(out.week) && take('.') && number(out.day) && out.month >= 1 &&
                       out.month <= 12 && out.week >= 1 && out.week <= 5 && out.day <= 6;
    return sound && (!take('/') || offset(out.time));
  }
  /// By the clocks before the change.
  static std::int64_t at(const Rule& rule, int year) {
    RecurrenceRule yearly;
    yearly.frequency = RecurrenceRule::Frequency::kYearly;
    yearly.months = {rule.month};
    yearly.days = {{rule.week == 5 ? -1 : rule.week, (rule.day + 6) % 7}};
    const std::int64_t begin = year_begin(year);
    const std::vector<WallTime> times = occurrences(yearly, begin, begin + 366 * kDaySeconds, 2);
    return times.back() + rule.time;
  }

  std::string_view rest_;
  std::int64_t standard_ = 0;
  std::int64_t daylight_ = 0;
  Rule forward_;
  Rule back_;
  bool sound_ = false;
  bool has_daylight_ = false;
};

std::string read_zone_file(const std::string& name) {
  constexpr std::uintmax_t kMostBytes = 1U << 20U;
  // A name of the file itself, never a path that leads elsewhere.
  const bool sound = !name.empty() && name.front() != '/' && name.front() != '.' &&
                     name.find("..") == std::string::npos && name.size() < 80 &&
                     std::all_of(name.begin(), name.end(), [](unsigned char c) {
                       return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '+' || c == '/';
                     });
  if (!sound) {
    return {};
  }
  const std::filesystem::path path = std::filesystem::path("/usr/share/zoneinfo") / name;
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error) ||
      std::filesystem::file_size(path, error) > kMostBytes) {
    return {};
  }
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Windows' name of a zone -> the usual one (CLDR, windowsZones, the commonest).
std::string_view usual_name(std::string_view windows) noexcept {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kNames = {
      {{"W. Europe Standard Time", "Europe/Berlin"},
       {"Romance Standard Time", "Europe/Paris"},
       {"Central Europe Standard Time", "Europe/Budapest"},
       {"Central European Standard Time", "Europe/Warsaw"},
       {"GMT Standard Time", "Europe/London"},
       {"Greenwich Standard Time", "Atlantic/Reykjavik"},
       {"E. Europe Standard Time", "Europe/Chisinau"},
       {"FLE Standard Time", "Europe/Kiev"},
       {"Russian Standard Time", "Europe/Moscow"},
       {"Israel Standard Time", "Asia/Jerusalem"},
       {"Eastern Standard Time", "America/New_York"},
       {"Central Standard Time", "America/Chicago"},
       {"Mountain Standard Time", "America/Denver"},
       {"Pacific Standard Time", "America/Los_Angeles"},
       {"India Standard Time", "Asia/Kolkata"},
       {"China Standard Time", "Asia/Shanghai"},
       {"Tokyo Standard Time", "Asia/Tokyo"},
       {"AUS Eastern Standard Time", "Australia/Sydney"}}};
  for (const auto& [name, usual] : kNames) {
    if (name == windows) {
      return usual;
    }
  }
  return {};
}

}  // namespace

std::optional<TimeZone> zone_of_component(const CalendarComponent& component) {
  std::vector<TimeZone::Change> changes;
  std::optional<std::int64_t> before;
  WallTime earliest = 0;
  for (const CalendarComponent& observance : component.children) {
    const std::optional<CalendarTime> start = parse_calendar_time(observance.value("DTSTART"));
    const std::optional<std::int64_t> from = read_ical_offset(observance.value("TZOFFSETFROM"));
    const std::optional<std::int64_t> to = read_ical_offset(observance.value("TZOFFSETTO"));
    if (!start || !from || !to) {
      continue;
    }
    for (const WallTime onset : onsets(observance, start->wall)) {
      changes.push_back({onset + std::max<std::int64_t>(*to - *from, 0), *to});
    }
    if (!before || start->wall < earliest) {
      before = from;
      earliest = start->wall;
    }
  }
  return before ? std::optional<TimeZone>(std::in_place, std::move(changes), *before)
                : std::nullopt;
}

std::optional<TimeZone> zone_of_tzif(std::string_view bytes) {
  std::optional<Tzif> tzif = read_tzif_header(bytes, 0, 4);
  if (tzif && bytes[4] >= '2') {
    tzif = read_tzif_header(bytes, tzif->begin + tzif->size(), 8);
  }
  if (!tzif) {
    return std::nullopt;
  }
  const std::size_t indices = tzif->begin + tzif->transitions * tzif->width;
  const std::size_t types = indices + tzif->transitions;
  const auto offset_of = [&](std::size_t type) {
    return type < tzif->types ? big_endian(bytes, types + 6 * type, 4) : 0;
  };
  std::vector<TimeZone::Change> changes;
  std::int64_t offset = offset_of(0);
  std::int64_t last = 0;
  for (std::size_t i = 0; i < tzif->transitions; ++i) {
    const std::int64_t instant = big_endian(bytes, tzif->begin + i * tzif->width, tzif->width);
    const std::int64_t next = offset_of(static_cast<unsigned char>(bytes[indices + i]));
    if (instant > -year_begin(kLastYear) && instant < year_begin(kLastYear)) {
      changes.push_back({instant + std::max(offset, next), next});
      last = instant;
    }
    offset = next;
  }
  if (tzif->width == 8) {
    std::string_view footer = bytes.substr(tzif->begin + tzif->size());
    footer = trim(footer);
    const int year = std::stoi(format_instant(last).substr(0, 4));
    Footer(footer).add(year, changes.empty() ? last : changes.back().wall, changes);
  }
  return TimeZone(std::move(changes), offset_of(0));
}

std::optional<TimeZone> zone_of_name(std::string_view name) {
  name = trim(name);
  const std::string_view usual = usual_name(name);
  std::string_view rest = usual.empty() ? name : usual;
  while (!rest.empty()) {
    if (const std::string bytes = read_zone_file(std::string(rest)); !bytes.empty()) {
      return zone_of_tzif(bytes);
    }
    const std::size_t slash = rest.find('/');
    rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  }
  return std::nullopt;
}

}  // namespace assay::source
