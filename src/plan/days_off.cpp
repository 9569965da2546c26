#include "plan/days_off.h"

#include "base/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::plan {
namespace {

using library::DaysOff;

constexpr std::int32_t kMostDays = 366;

/// The days of "2026-12-21" or "2026-W52".
DaysOff parse_period(std::string_view text) {
  if (const std::optional<Week> week = parse_week(text)) {
    const std::int32_t monday = monday_of(*week).since_epoch;
    return {monday, monday + 6};
  }
  constexpr std::size_t kWholeDay = 10;
  const std::optional<Day> day = text.size() == kWholeDay ? parse_day(text) : std::nullopt;
  if (!day) {
    throw Error(Errc::kUsage, "not a day or week: " + std::string(text), "",
                "write it as 2026-12-21 or 2026-W52");
  }
  return {day->since_epoch, day->since_epoch};
}

}  // namespace

DaysOff parse_days_off(std::string_view first, std::string_view last) {
  DaysOff days = parse_period(first);
  if (!last.empty()) {
    days.last = parse_period(last).last;
  }
  if (days.last < days.first) {
    throw Error(Errc::kUsage, "it ends before it begins: " + format_days_off(days), "",
                "give the first day first");
  }
  if (days.last - days.first >= kMostDays) {
    throw Error(Errc::kUsage, "longer than a year: " + format_days_off(days), "",
                "give at most 366 days");
  }
  return days;
}

std::vector<DaysOff> with_days_off(std::vector<DaysOff> all, DaysOff more) {
  all.push_back(more);
  std::sort(all.begin(), all.end(),
            [](const DaysOff& a, const DaysOff& b) { return a.first < b.first; });
  std::vector<DaysOff> joined;
  for (const DaysOff& days : all) {
    if (!joined.empty() && days.first <= joined.back().last + 1) {
      joined.back().last = std::max(joined.back().last, days.last);
    } else {
      joined.push_back(days);
    }
  }
  return joined;
}

std::vector<DaysOff> without_days_off(const std::vector<DaysOff>& all, DaysOff less) {
  std::vector<DaysOff> left;
  for (const DaysOff& days : all) {
    if (days.last < less.first || days.first > less.last) {
      left.push_back(days);
      continue;
    }
    if (days.first < less.first) {
      left.push_back({days.first, less.first - 1});
    }
    if (days.last > less.last) {
      left.push_back({less.last + 1, days.last});
    }
  }
  return left;
}

bool is_day_off(const std::vector<DaysOff>& all, Day day) noexcept {
  return std::any_of(all.begin(), all.end(), [day](const DaysOff& days) {
    return days.first <= day.since_epoch && day.since_epoch <= days.last;
  });
}

WeekDays days_of_week(Week week, const std::vector<int>& days, const std::vector<DaysOff>& off) {
  const Day monday = monday_of(week);
  WeekDays out;
  for (int i = 0; i < 7; ++i) {
    if (!days.empty() && std::find(days.begin(), days.end(), i) == days.end()) {
      continue;
    }
    const Day day{monday.since_epoch + i};
    out.usual.push_back(day);
    if (!is_day_off(off, day)) {
      out.free.push_back(day);
    }
  }
  return out;
}

void change_days_off(library::Library& library, DaysOff days, bool off, std::int64_t now) {
  const std::vector<DaysOff> all = library::days_off(library);
  library.begin();
  library::set_days_off(library, off ? with_days_off(all, days) : without_days_off(all, days));
  library::record_event(library, off ? "holiday" : "no holiday", std::nullopt,
                        format_days_off(days), now);
  library.commit();
}

std::string format_days_off(DaysOff days) {
  const std::string first = format_day({days.first});
  return days.first == days.last ? first : first + " to " + format_day({days.last});
}

std::string to_json(const std::vector<DaysOff>& all) {
  nlohmann::ordered_json out;
  out["holidays"] = nlohmann::ordered_json::array();
  for (const DaysOff& days : all) {
    out["holidays"].push_back(
        {{"first", format_day({days.first})}, {"last", format_day({days.last})}});
  }
  return out.dump();
}

}  // namespace assay::plan
