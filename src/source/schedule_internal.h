#pragma once
/// What both forms of a conference programme become. Private to schedule*.cpp. Threads: plain
/// values.

#include "source/schedule.h"

#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct ScheduleLink {
  std::string url;
  std::string title;
  bool attachment = false;
};

/// Empty means not given.
struct ScheduleEvent {
  std::string guid, id, title, subtitle, track, type, language, room, url, slug;
  std::string abstract, description;  ///< Plain text, Markdown or HTML.
  std::string date;                   ///< ISO 8601 with offset.
  std::string start, duration;        ///< "23:30", "00:45"
  std::string day, day_start;  ///< The conference day: "2026-03-01", "2026-03-01T10:00:00+01:00".
  std::string licence, recording;
  bool not_recorded = false;
  std::vector<std::string> persons;
  std::vector<ScheduleLink> links;
};

struct Conference {
  std::string title, acronym, version, start, zone;
  std::string base;  ///< What relative addresses are relative to.
  bool cut = false;  ///< The end of the document is missing.
  std::vector<ScheduleEvent> events;
};

/// Both throw BadRecord when the document is not what its first character says.
Conference parse_schedule_json(std::string_view bytes);
Conference parse_schedule_xml(std::string_view bytes);

}  // namespace assay::source
