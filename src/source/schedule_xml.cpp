/// schedule.xml.

#include "base/text.h"
#include "source/json_fields.h"
#include "source/schedule_internal.h"
#include "source/xml_document.h"

namespace assay::source {
namespace {

/// Calls `visit` for the children of this name.
template <typename Visit>
void each(const XmlElement& parent, std::string_view name, const Visit& visit) {
  for (XmlElement at = parent ? parent.first() : XmlElement(); at; at = at.next()) {
    if (at.name() == name) {
      visit(at);
    }
  }
}

/// A person's name: a child or an attribute of that name, else the text beside a biography.
std::string person_name(const XmlElement& person) {
  std::string name = person.text_of("name");
  name = name.empty() ? person.attribute("name") : name;
  if (name.empty()) {
    person.for_each_content([&name](std::string_view text) { name += text; },
                            [](const XmlElement&) {});
  }
  return collapse_spaces(name);
}

void read_links(const XmlElement& event, std::string_view list, std::string_view one,
                bool attachments, ScheduleEvent& out) {
  each(event.child(list), one, [&](const XmlElement& link) {
    const std::string url = link.attribute("href");
    const std::string text = collapse_spaces(link.text());
    if (!url.empty() || !text.empty()) {
      out.links.push_back({url.empty() ? text : url, text, attachments});
    }
  });
}

ScheduleEvent read_event(const XmlElement& event) {
  ScheduleEvent out;
  out.guid = event.attribute("guid");
  out.id = event.attribute("id");
  out.title = event.text_of("title");
  out.subtitle = event.text_of("subtitle");
  out.track = event.text_of("track");
  out.type = event.text_of("type");
  out.language = event.text_of("language");
  out.room = event.text_of("room");
  out.url = event.text_of("url");
  out.slug = event.text_of("slug");
  out.date = event.text_of("date");
  out.start = event.text_of("start");
  out.duration = event.text_of("duration");
  out.recording = event.text_of("video_download_url");
  if (const XmlElement text = event.child("abstract")) {
    out.abstract = text.text();
  }
  if (const XmlElement text = event.child("description")) {
    out.description = text.text();
  }
  if (const XmlElement recording = event.child("recording")) {
    out.licence = recording.text_of("license");
    out.not_recorded = iequals(recording.text_of("optout"), "true");
    out.recording = out.recording.empty() ? recording.text_of("url") : out.recording;
  }
  each(event.child("persons"), "person",
       [&out](const XmlElement& person) { out.persons.push_back(person_name(person)); });
  read_links(event, "links", "link", false, out);
  read_links(event, "attachments", "attachment", true, out);
  return out;
}

}  // namespace

Conference parse_schedule_xml(std::string_view bytes) {
  const XmlDocument document(bytes);
  const XmlElement root = document.root();
  const XmlElement conference = root ? root.child("conference") : XmlElement();
  if (!root || root.name() != "schedule" || !conference) {
    throw BadRecord{root && root.name() == "schedule" ? "no programme: it has no <conference>"
                    : document.error().empty()        ? "no programme: no <schedule>"
                                                      : document.error()};
  }
  Conference out;
  out.title = conference.text_of("title");
  out.acronym = conference.text_of("acronym");
  out.title = out.title.empty() ? out.acronym : out.title;
  out.version = root.text_of("version");
  out.start = conference.text_of("start");
  out.zone = conference.text_of("time_zone_name");
  out.base = conference.text_of("base_url");
  out.base = out.base.empty() ? conference.text_of("url") : out.base;
  each(root, "day", [&out](const XmlElement& day) {
    each(day, "room", [&](const XmlElement& room) {
      each(room, "event", [&](const XmlElement& event) {
        ScheduleEvent one = read_event(event);
        one.day = day.attribute("date");
        one.day_start = day.attribute("start");
        one.room = one.room.empty() ? room.attribute("name") : one.room;
        out.events.push_back(std::move(one));
      });
    });
  });
  out.cut = !document.error().empty() && bytes.rfind("</schedule") == std::string_view::npos;
  return out;
}

}  // namespace assay::source
