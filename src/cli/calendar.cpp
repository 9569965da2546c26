#include "cli/calendar.h"

#include "source/ical_writer.h"

namespace assay::cli {

void write_events(std::ostream& out, const std::vector<plan::EventView>& events) {
  std::vector<source::CalendarEvent> written;
  written.reserve(events.size());
  for (const plan::EventView& event : events) {
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
  source::write_calendar(out, written);
}

}  // namespace assay::cli
