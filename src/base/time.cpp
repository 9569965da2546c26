#include "base/time.h"

#include "base/instant.h"
#include "base/text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>

namespace assay {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

year_month_day civil(Day day) {
  return year_month_day{sys_days{days{day.since_epoch}}};
}

std::optional<Day> make_day(int year, unsigned month, unsigned day) {
  const year_month_day ymd{std::chrono::year{year}, std::chrono::month{month},
                           std::chrono::day{day}};
  if (!ymd.ok() || year < 1 || year > 9999) {
    return std::nullopt;
  }
  return Day{static_cast<std::int32_t>(sys_days{ymd}.time_since_epoch().count())};
}

/// Exactly `width` digits at the front of `text`, which is advanced past them.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t width) {
  if (text.size() < width) {
    return std::nullopt;
  }
  unsigned value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    if (text[i] < '0' || text[i] > '9') {
      return std::nullopt;
    }
    value = value * 10 + static_cast<unsigned>(text[i] - '0');
  }
  text.remove_prefix(width);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

/// Seconds since midnight of "2021-06-17T08:30:00Z"; 0 for a day alone.
std::int64_t seconds_of_day(std::string_view text) {
  constexpr std::size_t kTime = 11;
  if (text.size() != 20 || text[kTime - 1] != 'T' || text[19] != 'Z') {
    return 0;
  }
  text.remove_prefix(kTime);
  std::int64_t seconds = 0;
  for (int part = 0; part < 3; ++part) {
    const std::optional<unsigned> value = take_digits(text, 2);
    if (!value || *value >= (part == 0 ? 24U : 60U)) {
      return 0;
    }
    seconds = seconds * 60 + *value;
    text.remove_prefix(1);
  }
  return seconds;
}

class SystemClock final : public Clock {
 public:
  SystemClock() {
    // Read once, before any thread starts.
    if (const char* fixed = std::getenv("ASSAY_NOW")) {  // NOLINT(concurrency-mt-unsafe): see above
      if (const std::optional<Day> day = parse_day(fixed)) {
        fixed_ = day->since_epoch * kDaySeconds + seconds_of_day(fixed);
      }
    }
  }
  [[nodiscard]] std::int64_t now() const override {
    if (fixed_) {
      return *fixed_;
    }
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }

 private:
  std::optional<std::int64_t> fixed_;
};

}  // namespace

std::string format_day(Day day) {
  const year_month_day ymd = civil(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()),
                     static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
}

std::optional<Day> parse_day(std::string_view text) {
  const std::optional<unsigned> year = take_digits(text, 4);
  if (!year) {
    return std::nullopt;
  }
  unsigned month = 1;
  unsigned day = 1;
  if (take(text, '-')) {
    const std::optional<unsigned> m = take_digits(text, 2);
    if (!m) {
      return std::nullopt;
    }
    month = *m;
    if (take(text, '-')) {
      const std::optional<unsigned> d = take_digits(text, 2);
      if (!d) {
        return std::nullopt;
      }
      day = *d;
    }
  }
  if (!text.empty() && text.front() != 'T' && text.front() != ' ') {
    return std::nullopt;
  }
  return make_day(static_cast<int>(*year), month, day);
}

Week week_of(Day day) noexcept {
  // Thursday of the same week decides the year.
  const std::int32_t weekday = ((day.since_epoch + 3) % 7 + 7) % 7;  // 0 = Monday
  const Day thursday{day.since_epoch - weekday + 3};
  const int year = static_cast<int>(civil(thursday).year());
  const std::int32_t january_first = static_cast<std::int32_t>(
      sys_days{std::chrono::year{year} / 1 / 1}.time_since_epoch().count());
  return {year, (thursday.since_epoch - january_first) / 7 + 1};
}

Day monday_of(Week week) noexcept {
  const std::int32_t january_fourth = static_cast<std::int32_t>(
      sys_days{std::chrono::year{week.year} / 1 / 4}.time_since_epoch().count());
  const std::int32_t weekday = ((january_fourth + 3) % 7 + 7) % 7;
  return Day{january_fourth - weekday + 7 * (week.week - 1)};
}

std::string format_week(Week week) {
  return fmt::format("{:04}-W{:02}", week.year, week.week);
}

std::optional<Week> parse_week(std::string_view text) {
  const std::optional<unsigned> year = take_digits(text, 4);
  if (!year || *year == 0) {
    return std::nullopt;
  }
  take(text, '-');
  if (!take(text, 'W')) {
    return std::nullopt;
  }
  const std::optional<unsigned> number = take_digits(text, 2);
  if (!number || !text.empty()) {
    return std::nullopt;
  }
  const Week week{static_cast<int>(*year), static_cast<int>(*number)};
  if (week.week < 1 || week.week > 53 || week_of(monday_of(week)) != week) {
    return std::nullopt;
  }
  return week;
}

std::string format_instant(std::int64_t unix_seconds) {
  std::int64_t day = unix_seconds / kDaySeconds;
  std::int64_t rest = unix_seconds % kDaySeconds;
  if (rest < 0) {
    rest += kDaySeconds;
    --day;
  }
  return fmt::format("{}T{:02}:{:02}:{:02}Z", format_day(Day{static_cast<std::int32_t>(day)}),
                     rest / 3600, rest / 60 % 60, rest % 60);
}

std::optional<Day> parse_rfc822_day(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
  if (const std::size_t comma = text.find(','); comma != std::string_view::npos) {
    text.remove_prefix(comma + 1);
  }
  const std::string flat = collapse_spaces(text);
  const std::vector<std::string_view> parts = split(flat, ' ');
  if (parts.size() < 3 || parts[1].size() < 3) {
    return std::nullopt;
  }
  unsigned day = 0;
  int year = 0;
  const auto number = [](std::string_view piece, auto& out) {
    const auto [end, ec] = std::from_chars(piece.data(), piece.data() + piece.size(), out);
    return ec == std::errc{} && end == piece.data() + piece.size();
  };
  if (!number(parts[0], day) || !number(parts[2], year)) {
    return std::nullopt;
  }
  if (parts[2].size() == 2) {
    year += year < 50 ? 2000 : 1900;  // RFC 5322, 4.3
  }
  for (std::size_t m = 0; m < kMonths.size(); ++m) {
    if (istarts_with(parts[1], kMonths[m])) {
      return make_day(year, static_cast<unsigned>(m + 1), day);
    }
  }
  return std::nullopt;
}

Day Clock::today() const {
  const std::int64_t seconds = now();
  std::int64_t day = seconds / kDaySeconds;
  if (seconds % kDaySeconds < 0) {
    --day;
  }
  return Day{static_cast<std::int32_t>(day)};
}

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

}  // namespace assay
