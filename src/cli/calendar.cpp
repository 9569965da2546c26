#include "cli/calendar.h"

#include "base/time.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>

namespace assay::cli {
namespace {

/// A content line, folded at 75 octets between characters.
void write_line(std::ostream& out, std::string_view line) {
  std::size_t room = 75;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 1 && (static_cast<unsigned char>(line[cut]) & 0xC0U) == 0x80U) {
      --cut;
    }
    out << line.substr(0, cut) << "\r\n ";
    line.remove_prefix(cut);
    room = 74;
  }
  out << line << "\r\n";
}

void write_text(std::ostream& out, std::string_view name, std::string_view value) {
  std::string line(name);
  line += ':';
  for (const char c : value) {
    if (c == '\\' || c == ';' || c == ',') {
      line += '\\';
    }
    line += c == '\n' ? ' ' : c;
  }
  if (!value.empty()) {
    write_line(out, line);
  }
}

std::string stamp(std::int64_t seconds, bool day) {
  std::string text = format_instant(seconds);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return day ? text.substr(0, 8) : text;
}

}  // namespace

void write_events(std::ostream& out, const std::vector<plan::EventView>& events) {
  write_line(out, "BEGIN:VCALENDAR");
  write_line(out, "VERSION:2.0");
  write_line(out, "PRODID:-//assay//events//EN");
  for (const plan::EventView& event : events) {
    const std::string kind = event.whole_day ? ";VALUE=DATE:" : ":";
    write_line(out, "BEGIN:VEVENT");
    write_text(out, "UID", format_work_id(event.id) + "@assay");
    write_line(out, "DTSTAMP:" + stamp(event.start, false));
    write_line(out, "DTSTART" + kind + stamp(event.start, event.whole_day));
    if (event.end > event.start) {
      write_line(out, "DTEND" + kind + stamp(event.end, event.whole_day));
    }
    write_text(out, "SUMMARY", event.title);
    write_text(out, "DESCRIPTION", event.description);
    write_text(out, "LOCATION", event.location.empty() ? event.venue : event.location);
    if (!event.url.empty()) {
      write_line(out, "URL:" + event.url);
    }
    write_line(out, "END:VEVENT");
  }
  write_line(out, "END:VCALENDAR");
}

}  // namespace assay::cli
