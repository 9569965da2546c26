/// Talks of a conference's programme, docs/sources.md.

#include "source/schedule.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/time.h"
#include "source/cited_links.h"
#include "source/formats_internal.h"
#include "source/html_text.h"
#include "source/instant.h"
#include "source/schedule_internal.h"
#include "source/text_lines.h"
#include "source/web.h"
#include "source/whole_reader.h"

#include <algorithm>

namespace assay::source {
namespace {

/// When an event begins: its own date, else the conference day with its time. A time before the
/// day's own beginning is after midnight.
std::optional<std::int64_t> start_of(const ScheduleEvent& event) {
  if (const std::optional<std::int64_t> exact = parse_instant(event.date)) {
    return exact;
  }
  const std::string day = day_of_text(event.day.empty() ? event.day_start : event.day);
  const std::optional<std::int64_t> clock = parse_clock(event.start);
  if (day.empty() || !clock || *clock >= 2 * kDaySeconds) {
    return parse_instant(event.start);
  }
  const std::optional<std::int64_t> opens = parse_instant(event.day_start);
  std::int64_t zone = 0;
  std::int64_t next_day = 0;
  if (opens) {
    const std::optional<std::int64_t> local = parse_instant(event.day_start.substr(0, 16));
    zone = local ? *local - *opens : 0;
    const std::int64_t opens_at = (*opens + zone) % kDaySeconds;
    next_day = *clock < opens_at && day == day_of_text(event.day_start) ? kDaySeconds : 0;
  }
  return parse_day(day)->since_epoch * kDaySeconds + *clock + next_day - zone;
}

/// The day on the clocks at the place.
std::string day_of(const ScheduleEvent& event, const std::optional<std::int64_t>& start,
                   const Conference& conference) {
  if (std::string day = day_of_text(event.date); !day.empty()) {
    return day;
  }
  const std::string day = day_of_text(event.day);
  const std::optional<std::int64_t> opens = parse_instant(event.day_start);
  const std::optional<std::int64_t> local =
      opens ? parse_instant(event.day_start.substr(0, 16)) : std::nullopt;
  if (start && opens && local) {
    return format_instant(*start + (*local - *opens)).substr(0, 10);
  }
  return day.empty() ? day_of_text(conference.start) : day;
}

/// What a link of a programme is; "" for one that tells by its address.
std::string_view rel_of(const ScheduleLink& link) {
  const std::string words = ascii_lower(link.title + " " + link.url);
  const auto has = [&words](std::string_view word) {
    return words.find(word) != std::string::npos;
  };
  if (has("slide") || has("folien") || has(".ppt") || has(".odp") || has(".key")) {
    return "slides";
  }
  if (has("recording") || has("media.ccc.de") || has("aufzeichnung") || has(".mp4") ||
      has(".webm")) {
    return "recording";
  }
  return link.attachment ? "attachment" : "";
}

void add_links(Work& work, const ScheduleEvent& event, const std::string& base) {
  if (!event.recording.empty()) {
    work.links.push_back({"recording", resolve_address(base, event.recording)});
  }
  constexpr std::size_t kMostLinks = 100;
  for (std::size_t i = 0; i < std::min(event.links.size(), kMostLinks); ++i) {
    const ScheduleLink& link = event.links[i];
    const std::string url = resolve_address(base, link.url);
    const std::string_view rel = rel_of(link);
    if (rel.empty()) {
      add_cited(work, url, "related");
    } else {
      work.links.push_back({std::string(rel), url});
    }
  }
}

std::string extra_of(const ScheduleEvent& event, const Conference& conference,
                     const std::optional<std::int64_t>& start) {
  const std::optional<std::int64_t> length = parse_clock(event.duration);
  Extra extra;
  if (start) {
    extra.add_text("start", format_instant(*start));
    if (length && *length > 0) {
      extra.add_text("end", format_instant(*start + *length));
    }
  }
  extra.add_text("time_zone", conference.zone);
  extra.add_text("room", event.room);
  extra.add_text("type", event.type);
  extra.add_text("language", event.language);
  extra.add_text("subtitle", html_line(event.subtitle));
  extra.add_text("recording_license", event.licence);
  extra.add_text("recorded", event.not_recorded ? "no" : "");
  extra.add_text("conference", conference.acronym);
  return extra.str();
}

/// What marks the event for good: its guid, else its number or short name within the conference.
std::string id_of(const ScheduleEvent& event, const Conference& conference) {
  if (!event.guid.empty()) {
    return event.guid;
  }
  const std::string& own = event.id.empty() ? event.slug : event.id;
  const std::string& of = conference.acronym.empty() ? conference.title : conference.acronym;
  return own.empty() ? std::string() : of + ":" + own;
}

Item item_of(const ScheduleEvent& event, const Conference& conference, const std::string& base) {
  Work work;
  work.kind = Kind::kTalk;
  work.title = html_line(event.title);
  if (work.title.empty()) {
    return reject(1, 0, "no title", id_of(event, conference) + " " + event.date);
  }
  work.id = id_of(event, conference);
  work.abstract = read_html(event.abstract).text;
  work.text = read_html(event.description).text;
  if (work.abstract.empty() || work.abstract == work.text) {
    work.abstract = std::exchange(work.text, {});
  }
  for (const std::string& person : event.persons) {
    work.authors.push_back(html_line(person));
  }
  const std::optional<std::int64_t> start = start_of(event);
  work.venue = html_line(conference.title);
  work.track = html_line(event.track);
  work.date = day_of(event, start, conference);
  add_own_page(work, resolve_address(base, event.url));
  add_links(work, event, base);
  work.extra = extra_of(event, conference, start);
  tidy(work);
  return work;
}

}  // namespace

Schedule parse_schedule(std::string_view bytes, const std::string& address) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (bytes.substr(0, kMark.size()) == kMark) {
    bytes.remove_prefix(kMark.size());
  }
  const bool is_json = trim(bytes).substr(0, 1) == "{";
  const Conference conference = is_json ? parse_schedule_json(bytes) : parse_schedule_xml(bytes);
  const std::string own_base = resolve_address(address, conference.base);
  Schedule schedule;
  schedule.title = conference.title;
  schedule.version = conference.version;
  schedule.cut = conference.cut;
  for (const ScheduleEvent& event : conference.events) {
    schedule.items.push_back(item_of(event, conference, own_base.empty() ? address : own_base));
  }
  return schedule;
}

std::unique_ptr<Reader> read_schedule(std::unique_ptr<ByteStream> stream) {
  return read_whole(std::move(stream), Format::kSchedule, [](std::string_view bytes) {
    Schedule schedule = parse_schedule(bytes);
    if (schedule.cut) {
      schedule.items.emplace_back(reject_cut_off(1, bytes.size(), {}));
    }
    return std::move(schedule.items);
  });
}

}  // namespace assay::source
