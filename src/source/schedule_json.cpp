/// schedule.json.

#include "source/json_fields.h"
#include "source/json_value.h"
#include "source/schedule_internal.h"

#include <algorithm>

namespace assay::source {
namespace {

/// A number's digits, or the text.
std::string id_at(const JsonValue& object, std::string_view name) {
  const nlohmann::json value = scalar_of(value_at(object, name));
  return value.is_number_integer() ? value.dump() : text_at(object, name);
}

/// The first of these texts that is not empty.
std::string first_of(const JsonValue& object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (std::string text = text_at(object, name); !text.empty()) {
      return text;
    }
  }
  return {};
}

/// A flag that some write as text.
bool is_set(const JsonValue& object, std::string_view name) {
  const std::string text = text_at(object, name);
  return true_at(object, name) || text == "true" || text == "True" || text == "1";
}

void read_persons(const JsonValue& event, ScheduleEvent& out) {
  for (const JsonValue& person : value_at(event, "persons").items()) {
    std::string name = person.is_text()
                           ? std::string(person.view())
                           : first_of(person, {"public_name", "name", "full_public_name"});
    std::replace(name.begin(), name.end(), '\0', ' ');
    if (!name.empty()) {
      out.persons.push_back(std::move(name));
    }
  }
}

void read_links(const JsonValue& event, std::string_view list, bool attachments,
                ScheduleEvent& out) {
  for (const JsonValue& link : value_at(event, list).items()) {
    if (link.is_text()) {
      out.links.push_back({std::string(link.view()), {}, attachments});
    } else if (std::string url = first_of(link, {"url", "href"}); !url.empty()) {
      out.links.push_back({std::move(url), first_of(link, {"title", "name"}), attachments});
    }
  }
}

ScheduleEvent read_event(const JsonValue& event) {
  ScheduleEvent out;
  out.guid = text_at(event, "guid");
  out.id = id_at(event, "id");
  out.title = text_at(event, "title");
  out.subtitle = text_at(event, "subtitle");
  out.track = text_at(event, "track");
  if (out.track.empty()) {
    out.track = first_of(value_at(event, "track"), {"name", "en", "title"});
  }
  out.type = text_at(event, "type");
  out.language = text_at(event, "language");
  out.room = text_at(event, "room");
  out.url = text_at(event, "url");
  out.slug = text_at(event, "slug");
  out.abstract = text_at(event, "abstract");
  out.description = text_at(event, "description");
  out.date = text_at(event, "date");
  out.start = text_at(event, "start");
  out.duration = id_at(event, "duration");
  out.licence = text_at(event, "recording_license");
  out.recording = first_of(event, {"recording_url", "video_download_url"});
  out.not_recorded = is_set(event, "do_not_record");
  read_persons(event, out);
  read_links(event, "links", false, out);
  read_links(event, "attachments", true, out);
  return out;
}

void read_day(const JsonValue& day, Conference& out) {
  const std::string date = text_at(day, "date");
  const std::string start = text_at(day, "day_start");
  for (const auto& [room, events] : value_at(day, "rooms").fields()) {
    for (const JsonValue& event : events.items()) {
      ScheduleEvent one = read_event(event);
      one.day = date;
      one.day_start = start;
      one.room = one.room.empty() ? std::string(room) : one.room;
      out.events.push_back(std::move(one));
    }
  }
}

}  // namespace

Conference parse_schedule_json(std::string_view bytes) {
  RecordParser parser;
  JsonValue document;
  try {
    document = JsonValue(parser.parse_value(bytes));
  } catch (const BadRecord&) {
    throw BadRecord{json_is_cut(bytes) ? "the file ends in the middle of the programme"
                                       : "not JSON"};
  }
  const JsonValue schedule = value_at(document, "schedule");
  const JsonValue conference = value_at(schedule, "conference");
  if (!conference.is_object()) {
    throw BadRecord{"no programme: \"schedule\" has no \"conference\""};
  }
  Conference out;
  out.title = first_of(conference, {"title", "acronym"});
  out.acronym = text_at(conference, "acronym");
  out.version = text_at(schedule, "version");
  out.start = text_at(conference, "start");
  out.zone = text_at(conference, "time_zone_name");
  out.base = first_of(schedule, {"base_url"});
  if (out.base.empty()) {
    out.base = first_of(conference, {"base_url", "url"});
  }
  for (const JsonValue& day : value_at(conference, "days").items()) {
    read_day(day, out);
  }
  return out;
}

}  // namespace assay::source
