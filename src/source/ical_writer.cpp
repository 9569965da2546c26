#include "source/ical_writer.h"

#include "base/text.h"
#include "base/time.h"

#include <algorithm>
#include <ostream>
#include <string_view>

namespace assay::source {
namespace {

/// A content line, folded where the next character would not fit into 75 octets.
void write_line(std::ostream& out, std::string_view line) {
  constexpr std::size_t kMostOctets = 75;
  std::size_t room = kMostOctets;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 1 && (static_cast<unsigned char>(line[cut]) & 0xC0U) == 0x80U) {
      --cut;  // never within a character
    }
    out << line.substr(0, cut) << "\r\n ";
    line.remove_prefix(cut);
    room = kMostOctets - 1;  // the blank counts
  }
  out << line << "\r\n";
}

/// TEXT: \ ; , and line ends escaped, other control characters left out.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : repair_utf8(text)) {
    if (c == '\\' || c == ';' || c == ',') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) >= 0x20 && c != '\x7F') {
      out += c;
    }
  }
  return out;
}

void write_text(std::ostream& out, std::string_view name, std::string_view value) {
  if (!value.empty()) {
    write_line(out, std::string(name) + ":" + escaped(value));
  }
}

/// A URI is no TEXT: nothing is escaped, and what no address may hold is left out.
void write_address(std::ostream& out, std::string_view url) {
  std::string clean;
  std::copy_if(url.begin(), url.end(), std::back_inserter(clean),
               [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != '\x7F'; });
  if (!clean.empty()) {
    write_line(out, "URL:" + clean);
  }
}

/// 9999-12-31T23:59:59Z, the last that is written (3.3.4: four digits of the year).
constexpr std::int64_t kLastInstant = 253402300799;

/// "20260301T090000Z", without the Z where floating, or "20260301" for a day.
std::string stamp(std::int64_t seconds, bool day, bool floating) {
  std::string text = format_instant(std::min(seconds, kLastInstant));
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '-' || c == ':'; }),
             text.end());
  if (floating) {
    text.pop_back();
  }
  return day ? text.substr(0, text.find('T')) : text;
}

/// A calendar has a component (3.6): without events one that changes nothing.
void write_zone(std::ostream& out) {
  for (const std::string_view line :
       {"BEGIN:VTIMEZONE", "TZID:Etc/UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE"}) {
    write_line(out, line);
  }
}

}  // namespace

void write_calendar(std::ostream& out, const std::vector<CalendarEvent>& events,
                    std::int64_t made) {
  write_line(out, "BEGIN:VCALENDAR");
  write_line(out, "VERSION:2.0");
  write_line(out, "PRODID:-//assay//events//EN");
  if (events.empty()) {
    write_zone(out);
  }
  for (const CalendarEvent& event : events) {
    const std::string kind = event.whole_day ? ";VALUE=DATE:" : ":";
    write_line(out, "BEGIN:VEVENT");
    write_text(out, "UID", event.uid);
    write_line(out, "DTSTAMP:" + stamp(event.changed != 0 ? event.changed : made, false, false));
    if (event.changed != 0) {
      write_line(out, "LAST-MODIFIED:" + stamp(event.changed, false, false));
    }
    if (event.sequence > 0) {
      write_line(out, "SEQUENCE:" + std::to_string(event.sequence));
    }
    write_line(out, "DTSTART" + kind + stamp(event.start, event.whole_day, event.floating));
    if (event.end > event.start && event.end <= kLastInstant) {
      write_line(out, "DTEND" + kind + stamp(event.end, event.whole_day, event.floating));
    }
    write_text(out, "SUMMARY", event.title);
    write_text(out, "DESCRIPTION", event.description);
    write_text(out, "LOCATION", event.location);
    write_address(out, event.url);
    write_line(out, "END:VEVENT");
  }
  write_line(out, "END:VCALENDAR");
}

}  // namespace assay::source
