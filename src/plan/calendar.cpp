#include "plan/calendar.h"

#include "base/instant.h"
#include "base/text.h"
#include "plan/tracks.h"
#include "source/ical_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace assay::plan {

void write_events(std::ostream& out, const std::vector<EventView>& events, std::int64_t now) {
  std::vector<source::CalendarEvent> written;
  written.reserve(events.size());
  for (const EventView& event : events) {
    source::CalendarEvent& one = written.emplace_back();
    one.uid = format_work_id(event.id) + "@assay";
    one.title = event.title;
    one.description = event.description;
    one.location = event.location.empty() ? event.venue : event.location;
    one.url = event.url;
    one.start = event.start;
    one.end = event.end;
    one.whole_day = event.whole_day;
  }
  source::write_calendar(out, written, now);
}

void write_week(std::ostream& out, const WeekView& view, const std::string& reader,
                std::optional<int> at) {
  std::vector<source::CalendarEvent> written;
  std::map<std::int32_t, std::int64_t> begun;  // a day's seconds that are taken
  std::int64_t first = 0;                      // of the week's items, for those never changed
  for (const library::WeekItem& item : view.items) {
    if (item.state == library::ItemState::kSkipped || item.day == 0) {
      continue;
    }
    source::CalendarEvent& one = written.emplace_back();
    one.uid = fmt::format("{}-{}-{}@assay", view.week, item.n, reader);
    one.title = item.track + ": " + item.title;
    one.description =
        duration_words(item.minutes) + "\n" + join(item.why, "\n") + "\n" + item.command;
    one.changed = item.changed;
    // Every change of a week up to the item's last: more with each change of the item itself.
    one.sequence =
        static_cast<int>(std::upper_bound(view.changes.begin(), view.changes.end(), item.changed) -
                         view.changes.begin());
    one.start = item.day * kDaySeconds;
    first = first == 0 ? one.start : std::min(first, one.start);
    one.whole_day = !at.has_value();
    one.floating = at.has_value();
    if (at) {
      std::int64_t& taken = begun[item.day];
      one.start += *at * std::int64_t{60} + taken;
      one.end = one.start + item.minutes * std::int64_t{60};
      taken += item.minutes * std::int64_t{60};
    } else {
      one.end = one.start + kDaySeconds;
    }
  }
  source::write_calendar(out, written, first);
}

std::optional<int> parse_time_of_day(const std::string& text) {
  if (text.empty()) {
    return std::nullopt;
  }
  const auto digits = [&](std::size_t at) {
    return text[at] >= '0' && text[at] <= '9' && text[at + 1] >= '0' && text[at + 1] <= '9'
               ? (text[at] - '0') * 10 + (text[at + 1] - '0')
               : 99;
  };
  if (text.size() != 5 || text[2] != ':' || digits(0) > 23 || digits(3) > 59) {
    throw Error(Errc::kUsage, "not a time of day: " + text, "at", "write it as 19:00");
  }
  return digits(0) * 60 + digits(3);
}

}  // namespace assay::plan
