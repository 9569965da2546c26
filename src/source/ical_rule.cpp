#include "source/ical_rule.h"

#include "base/instant.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <limits>

namespace assay::source {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> kDayNames = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

/// 0 Monday .. 6 Sunday of a day since 1970-01-01, a Thursday.
int weekday_of(std::int64_t day) noexcept {
  return static_cast<int>(day + 3 - floor_divide(day + 3, 7) * 7);
}

std::int64_t day_number(int year, int month, int day) noexcept {
  return sys_days{std::chrono::year{year} / month / day}.time_since_epoch().count();
}

int days_in(int year, int month) noexcept {
  const auto last = std::chrono::year{year} / month / std::chrono::last;
  return static_cast<int>(static_cast<unsigned>(year_month_day{sys_days{last}}.day()));
}

bool read_number(std::string_view text, int least, int most, int& out) {
  text.remove_prefix(!text.empty() && text.front() == '+' ? 1 : 0);
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  return ec == std::errc{} && end == text.data() + text.size() && out >= least && out <= most;
}

bool read_numbers(std::string_view list, int least, int most, std::vector<int>& out) {
  for (const std::string_view piece : split(list, ',')) {
    int number = 0;
    if (!read_number(trim(piece), least, most, number) || number == 0 || out.size() > 400) {
      return false;
    }
    out.push_back(number);
  }
  return true;
}

bool read_weekday(std::string_view text, int& out) {
  for (std::size_t i = 0; i < kDayNames.size(); ++i) {
    if (iequals(text, kDayNames[i])) {
      out = static_cast<int>(i);
      return true;
    }
  }
  return false;
}

bool read_weekdays(std::string_view list, std::vector<RecurrenceRule::WeekDay>& out) {
  for (std::string_view piece : split(list, ',')) {
    piece = trim(piece);
    RecurrenceRule::WeekDay day;
    const bool sound =
        piece.size() >= 2 && read_weekday(piece.substr(piece.size() - 2), day.day) &&
        (piece.size() == 2 || read_number(piece.substr(0, piece.size() - 2), -53, 53, day.ordinal));
    if (!sound || out.size() > 400) {
      return false;
    }
    out.push_back(day);
  }
  return true;
}

bool read_frequency(std::string_view text, RecurrenceRule& rule) {
  static constexpr std::array<std::string_view, 4> kNames = {"DAILY", "WEEKLY", "MONTHLY",
                                                             "YEARLY"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (iequals(text, kNames[i])) {
      rule.frequency = static_cast<RecurrenceRule::Frequency>(i);
      return true;
    }
  }
  return false;
}

bool read_part(std::string_view name, std::string_view value, RecurrenceRule& rule) {
  if (iequals(name, "FREQ")) {
    return read_frequency(value, rule);
  }
  if (iequals(name, "INTERVAL")) {
    return read_number(value, 1, 10000, rule.interval);
  }
  if (iequals(name, "COUNT")) {
    int count = 0;
    const bool sound = read_number(value, 1, 1000000, count);
    rule.count = count;
    return sound;
  }
  if (iequals(name, "UNTIL")) {
    rule.until = parse_calendar_time(value);
    return rule.until.has_value();
  }
  if (iequals(name, "BYDAY")) {
    return read_weekdays(value, rule.days);
  }
  if (iequals(name, "BYMONTHDAY")) {
    return read_numbers(value, -31, 31, rule.month_days);
  }
  if (iequals(name, "BYMONTH")) {
    return read_numbers(value, 1, 12, rule.months);
  }
  if (iequals(name, "BYSETPOS")) {
    return read_numbers(value, -366, 366, rule.positions);
  }
  return iequals(name, "WKST") && read_weekday(value, rule.week_start);
}

/// The days of one period, ascending.
class Period {
 public:
  Period(const RecurrenceRule& rule, std::int64_t first_day)
      : rule_(rule), first_{sys_days{days{static_cast<int>(first_day)}}}, first_day_(first_day) {}

  /// Of the `index`-th period from that of the first day on. False beyond the year 9999.
  bool days_of(std::int64_t index, std::vector<std::int64_t>& out) const {
    out.clear();
    const std::int64_t step = index * rule_.interval;
    const int year = static_cast<int>(first_.year());
    switch (rule_.frequency) {
      case RecurrenceRule::Frequency::kDaily:
        add_if(first_day_ + step, out);
        break;
      case RecurrenceRule::Frequency::kWeekly:
        add_week(first_day_ - back_to_week_start(first_day_) + 7 * step, out);
        break;
      case RecurrenceRule::Frequency::kMonthly: {
        const std::int64_t month = static_cast<unsigned>(first_.month()) - 1 + step;
        if (year + month / 12 > 9999) {
          return false;
        }
        add_month(year + static_cast<int>(month / 12), static_cast<int>(month % 12) + 1, out);
        break;
      }
      case RecurrenceRule::Frequency::kYearly:
        if (year + step > 9999) {
          return false;
        }
        add_year(year + static_cast<int>(step), out);
        break;
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    keep_positions(out);
    return out.empty() || out.back() < day_number(9999, 12, 31);
  }

 private:
  [[nodiscard]] int back_to_week_start(std::int64_t day) const noexcept {
    return (weekday_of(day) - rule_.week_start + 7) % 7;
  }
  [[nodiscard]] bool month_is_meant(int month) const noexcept {
    return rule_.months.empty() ||
           std::find(rule_.months.begin(), rule_.months.end(), month) != rule_.months.end();
  }
  [[nodiscard]] bool weekday_is_meant(std::int64_t day) const noexcept {
    return std::any_of(rule_.days.begin(), rule_.days.end(),
                       [day](const auto& one) { return one.day == weekday_of(day); });
  }
  [[nodiscard]] bool month_day_is_meant(int year, int month, int day) const noexcept {
    const int from_end = day - days_in(year, month) - 1;
    return std::any_of(rule_.month_days.begin(), rule_.month_days.end(),
                       [=](int one) { return one == day || one == from_end; });
  }
  /// For DAILY: a single day that no part excludes.
  void add_if(std::int64_t day, std::vector<std::int64_t>& out) const {
    const year_month_day date{sys_days{days{static_cast<int>(day)}}};
    const int month = static_cast<int>(static_cast<unsigned>(date.month()));
    const int number = static_cast<int>(static_cast<unsigned>(date.day()));
    if (month_is_meant(month) && (rule_.days.empty() || weekday_is_meant(day)) &&
        (rule_.month_days.empty() ||
         month_day_is_meant(static_cast<int>(date.year()), month, number))) {
      out.push_back(day);
    }
  }
  void add_week(std::int64_t begin, std::vector<std::int64_t>& out) const {
    for (std::int64_t day = begin; day < begin + 7; ++day) {
      const bool meant =
          rule_.days.empty() ? weekday_of(day) == weekday_of(first_day_) : weekday_is_meant(day);
      const year_month_day date{sys_days{days{static_cast<int>(day)}}};
      if (meant && month_is_meant(static_cast<int>(static_cast<unsigned>(date.month())))) {
        out.push_back(day);
      }
    }
  }
  /// The weekdays of BYDAY among the days [begin, end).
  void add_weekdays(std::int64_t begin, std::int64_t end, std::vector<std::int64_t>& out) const {
    for (const RecurrenceRule::WeekDay& one : rule_.days) {
      std::int64_t at = begin + (one.day - weekday_of(begin) + 7) % 7;
      if (one.ordinal > 0) {
        at += std::int64_t{7} * (one.ordinal - 1);
      } else if (one.ordinal < 0) {
        at += 7 * ((end - 1 - at) / 7 + 1 + one.ordinal);
      }
      for (; at >= begin && at < end; at += 7) {
        out.push_back(at);
        if (one.ordinal != 0) {
          break;
        }
      }
    }
  }
  void add_month(int year, int month, std::vector<std::int64_t>& out) const {
    if (!month_is_meant(month)) {
      return;
    }
    const std::int64_t begin = day_number(year, month, 1);
    const int length = days_in(year, month);
    if (rule_.month_days.empty() && !rule_.days.empty()) {
      add_weekdays(begin, begin + length, out);
      return;
    }
    for (int day = 1; day <= length; ++day) {
      const bool meant = rule_.month_days.empty()
                             ? day == static_cast<int>(static_cast<unsigned>(first_.day()))
                             : month_day_is_meant(year, month, day) &&
                                   (rule_.days.empty() || weekday_is_meant(begin + day - 1));
      if (meant) {
        out.push_back(begin + day - 1);
      }
    }
  }
  void add_year(int year, std::vector<std::int64_t>& out) const {
    if (rule_.months.empty() && rule_.month_days.empty() && !rule_.days.empty()) {
      add_weekdays(day_number(year, 1, 1), day_number(year + 1, 1, 1), out);
      return;
    }
    const bool by_month = !rule_.months.empty() || !rule_.month_days.empty();
    for (int month = 1; month <= 12; ++month) {
      if (by_month || month == static_cast<int>(static_cast<unsigned>(first_.month()))) {
        add_month(year, month, out);
      }
    }
  }
  void keep_positions(std::vector<std::int64_t>& out) const {
    if (rule_.positions.empty()) {
      return;
    }
    std::vector<std::int64_t> kept;
    const int size = static_cast<int>(out.size());
    for (int i = 0; i < size; ++i) {
      if (std::any_of(rule_.positions.begin(), rule_.positions.end(),
                      [=](int one) { return one == i + 1 || one == i - size; })) {
        kept.push_back(out[static_cast<std::size_t>(i)]);
      }
    }
    out = std::move(kept);
  }

  const RecurrenceRule& rule_;
  year_month_day first_;
  std::int64_t first_day_;
};

}  // namespace

std::optional<RecurrenceRule> parse_rule(std::string_view text) {
  RecurrenceRule rule;
  bool has_frequency = false;
  for (const std::string_view part : split(trim(text), ';')) {
    const std::size_t equals = part.find('=');
    if (trim(part).empty()) {
      continue;
    }
    if (equals == std::string_view::npos ||
        !read_part(trim(part.substr(0, equals)), trim(part.substr(equals + 1)), rule)) {
      return std::nullopt;
    }
    has_frequency = has_frequency || istarts_with(trim(part), "FREQ");
  }
  return has_frequency ? std::optional(rule) : std::nullopt;
}

std::vector<WallTime> occurrences(const RecurrenceRule& rule, WallTime first, WallTime last,
                                  std::size_t most) {
  constexpr std::int64_t kMostPeriods = 50000;
  const std::int64_t first_day = floor_divide(first, kDaySeconds);
  const std::int64_t time_of_day = first - first_day * kDaySeconds;
  if (rule.until) {
    const std::int64_t slack = rule.until->utc ? kDaySeconds : 0;
    const std::int64_t rest_of_day = rule.until->day_only ? kDaySeconds - 1 : 0;
    last = std::min(last, rule.until->wall + slack + rest_of_day);
  }
  std::vector<WallTime> times = {first};
  std::vector<std::int64_t> in_period;
  const Period period(rule, first_day);
  const auto full = [&] {
    return times.size() >= most ||
           (rule.count > 0 && times.size() >= static_cast<std::size_t>(rule.count));
  };
  for (std::int64_t index = 0; index < kMostPeriods && !full(); ++index) {
    if (!period.days_of(index, in_period)) {
      break;
    }
    for (const std::int64_t day : in_period) {
      const WallTime at = day * kDaySeconds + time_of_day;
      if (at > last) {
        return times;
      }
      if (at > first && !full()) {
        times.push_back(at);
      }
    }
    const std::int64_t shortest = rule.frequency == RecurrenceRule::Frequency::kDaily     ? 1
                                  : rule.frequency == RecurrenceRule::Frequency::kWeekly  ? 7
                                  : rule.frequency == RecurrenceRule::Frequency::kMonthly ? 28
                                                                                          : 365;
    if (first + (index - 1) * rule.interval * shortest * kDaySeconds > last) {
      break;  // however empty the periods are, they have passed the end
    }
  }
  return times;
}

}  // namespace assay::source
