/// Events and talks of calendars, docs/sources.md.

#include "source/ical.h"

#include "base/instant.h"
#include "base/text.h"
#include "base/time.h"
#include "source/cited_links.h"
#include "source/formats_internal.h"
#include "source/html_text.h"
#include "source/ical_rule.h"
#include "source/ical_syntax.h"
#include "source/ical_time.h"
#include "source/text_lines.h"
#include "source/whole_reader.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace assay::source {
namespace {

constexpr std::int64_t kHorizon = 366 * kDaySeconds;
constexpr std::size_t kMostOccurrences = 400;
/// Of a whole calendar, so that a hostile one stays small.
constexpr std::size_t kMostSeries = 5000;
constexpr std::size_t kMostOfSeries = 20000;
constexpr std::size_t kMostZones = 500;

/// Zones by name, each found once.
class Zones {
 public:
  void add(const CalendarComponent& component) {
    if (known_.size() >= kMostZones) {
      return;
    }
    if (std::optional<TimeZone> zone = zone_of_component(component)) {
      known_[component.value("TZID")] = std::move(zone);
    }
  }
  /// nullptr for a place that nobody knows.
  const TimeZone* find(const std::string& name) {
    if (name.empty()) {
      return nullptr;
    }
    const auto [at, is_new] = known_.try_emplace(name);
    if (is_new) {
      at->second = zone_of_name(name);
    }
    return at->second ? &*at->second : nullptr;
  }

 private:
  std::map<std::string, std::optional<TimeZone>> known_;
};

/// One occurrence of an event.
struct Occurrence {
  std::string key;         ///< RECURRENCE-ID in UTC; "" for an event that does not recur.
  std::int64_t start = 0;  ///< UTC; of a whole day or a floating time as if in UTC.
  WallTime wall = 0;
};

/// A VEVENT with its times understood.
struct Event {
  const CalendarComponent* component = nullptr;
  std::string uid;
  CalendarTime start;
  std::string zone_name;
  const TimeZone* zone = nullptr;
  std::int64_t length = 0;
  std::string recurrence_key;  ///< Of an override of one occurrence.
  bool cancelled = false;

  [[nodiscard]] std::int64_t utc_of(WallTime wall) const noexcept {
    return zone == nullptr || start.day_only || start.utc ? wall : zone->utc_of(wall);
  }
  [[nodiscard]] bool is_floating() const noexcept {
    return !start.day_only && !start.utc && zone == nullptr;
  }
};

class CalendarParser {
 public:
  explicit CalendarParser(std::int64_t now) : now_(now) {}

  Calendar run(std::string_view bytes) {
    const std::deque<CalendarComponent> roots = parse_components(bytes);
    bool any = false;
    for (const CalendarComponent& root : roots) {
      if (root.name == "VCALENDAR") {
        any = true;
        read_calendar(root);
      }
    }
    if (!any) {
      throw BadRecord{"no calendar: no BEGIN:VCALENDAR"};
    }
    settle_pages();
    return std::move(out_);
  }

 private:
  void read_calendar(const CalendarComponent& calendar) {
    name_ = calendar.text("X-WR-CALNAME");
    name_ = name_.empty() ? calendar.text("NAME") : name_;
    out_.name = out_.name.empty() ? name_ : out_.name;
    out_.cut = out_.cut || !calendar.ended;
    default_zone_ = calendar.value("X-WR-TIMEZONE");
    const bool all_cancelled = iequals(calendar.value("METHOD"), "CANCEL");
    for (const CalendarComponent& child : calendar.children) {
      if (child.name == "VTIMEZONE") {
        zones_.add(child);
      }
    }
    // The newest form of each event and of each changed occurrence.
    std::map<std::pair<std::string, std::string>, std::size_t> places;
    std::vector<Event> events;
    for (const CalendarComponent& child : calendar.children) {
      Event event;
      if (child.name != "VEVENT" || !read_event(child, event)) {
        continue;
      }
      event.cancelled = event.cancelled || all_cancelled;
      const auto [at, is_new] =
          places.try_emplace({event.uid, event.recurrence_key}, events.size());
      if (is_new || event.uid.empty()) {
        events.push_back(std::move(event));
      } else if (age(*event.component) >= age(*events[at->second].component)) {
        events[at->second] = std::move(event);
      }
    }
    std::map<std::string, std::set<std::string>> changed;
    for (const Event& event : events) {
      if (!event.recurrence_key.empty()) {
        changed[event.uid].insert(event.recurrence_key);
      }
    }
    for (const Event& event : events) {
      take(event, changed[event.uid]);
    }
  }

  /// What makes one form newer than another.
  static std::tuple<std::int64_t, std::string, std::string> age(const CalendarComponent& event) {
    const std::string sequence = event.value("SEQUENCE");
    std::int64_t number = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(sequence.size(), 9); ++i) {
      number =
          sequence[i] >= '0' && sequence[i] <= '9' ? number * 10 + (sequence[i] - '0') : number;
    }
    return {number, event.value("LAST-MODIFIED"), event.value("DTSTAMP")};
  }

  /// False after a rejection.
  bool read_event(const CalendarComponent& component, Event& event) {
    event.component = &component;
    event.uid = collapse_spaces(component.value("UID"));
    const CalendarProperty* start = component.find("DTSTART");
    const std::optional<CalendarTime> time =
        start == nullptr ? std::nullopt : parse_calendar_time(start->value);
    const auto refuse = [&](const std::string& reason) {
      out_.unread.insert(event.uid);
      out_.items.emplace_back(
          reject(component.line, 0, reason, event.uid + " " + component.text("SUMMARY")));
      return false;
    };
    if (!component.ended) {
      return refuse("the file ends in the middle of an event");
    }
    if (start == nullptr && !event.uid.empty() && component.find("RECURRENCE-ID") == nullptr &&
        iequals(component.value("STATUS"), "CANCELLED")) {
      out_.cancelled.push_back(event.uid);  // an event that is over needs no time
      return false;
    }
    if (!time) {
      return refuse(start == nullptr ? "no DTSTART"
                                     : "DTSTART is no time: " + start->value.substr(0, 40));
    }
    event.start = *time;
    event.zone_name = std::string(start->parameter("TZID"));
    if (event.zone_name.empty() && !time->utc && !time->day_only) {
      event.zone_name = default_zone_;
    }
    event.zone = zones_.find(event.zone_name);
    event.length = length_of(component, event);
    event.cancelled = iequals(component.value("STATUS"), "CANCELLED");
    if (const CalendarProperty* id = component.find("RECURRENCE-ID")) {
      if (const auto original = key_of(*id, event)) {
        event.recurrence_key = *original;
      }
    }
    return true;
  }

  /// The UTC instant of a property that has a zone of its own; nullopt when it is no time.
  std::optional<std::int64_t> instant_of(const CalendarProperty& property, std::string_view value,
                                         const Event& event) {
    const std::optional<CalendarTime> time = parse_calendar_time(value);
    if (!time) {
      return std::nullopt;
    }
    if (time->utc || time->day_only) {
      return time->wall;
    }
    const TimeZone* zone = zones_.find(std::string(property.parameter("TZID")));
    return zone == nullptr ? event.utc_of(time->wall) : zone->utc_of(time->wall);
  }

  std::optional<std::string> key_of(const CalendarProperty& property, const Event& event) {
    const std::optional<std::int64_t> instant = instant_of(property, property.value, event);
    return instant ? std::optional(format_calendar_time(*instant, event.start.day_only))
                   : std::nullopt;
  }

  std::int64_t length_of(const CalendarComponent& component, const Event& event) {
    if (const CalendarProperty* end = component.find("DTEND")) {
      const std::optional<std::int64_t> instant = instant_of(*end, end->value, event);
      return instant ? std::max<std::int64_t>(*instant - event.utc_of(event.start.wall), 0) : 0;
    }
    const std::optional<std::int64_t> length = parse_calendar_duration(component.value("DURATION"));
    return std::max<std::int64_t>(length.value_or(event.start.day_only ? kDaySeconds : 0), 0);
  }

  void take(const Event& event, const std::set<std::string>& changed) {
    const Work common = common_of(event);
    if (!event.recurrence_key.empty()) {
      put(event, common, {event.recurrence_key, event.utc_of(event.start.wall), event.start.wall},
          false);
      return;
    }
    const bool recurs =
        event.component->find("RRULE") != nullptr || event.component->find("RDATE") != nullptr;
    if (!recurs) {
      put(event, common, {{}, event.utc_of(event.start.wall), event.start.wall}, false);
      return;
    }
    if (++series_ > kMostSeries || of_series_ > kMostOfSeries) {
      out_.unread.insert(event.uid);
      out_.items.emplace_back(reject(event.component->line, 0,
                                     "too many series in one calendar: this one is left out",
                                     event.uid));
      return;
    }
    const std::set<std::string> excluded = excluded_of(event);
    for (const Occurrence& one : expand(event)) {
      ++of_series_;
      if (excluded.contains(one.key)) {
        out_.excluded.push_back(id_of(event, one.key));
      } else if (!changed.contains(one.key)) {
        put(event, common, one, true);
      }
    }
  }

  std::set<std::string> excluded_of(const Event& event) {
    std::set<std::string> keys;
    for (const CalendarProperty& property : event.component->properties) {
      if (property.name != "EXDATE") {
        continue;
      }
      for (const std::string_view value : split(property.value, ',')) {
        if (const std::optional<std::int64_t> instant = instant_of(property, value, event)) {
          keys.insert(format_calendar_time(*instant, event.start.day_only));
        }
      }
    }
    return keys;
  }

  /// All occurrences that are within bounds, ascending.
  std::vector<Occurrence> expand(const Event& event) {
    std::map<std::int64_t, WallTime> times = {{event.utc_of(event.start.wall), event.start.wall}};
    bool finite = true;
    for (const CalendarProperty& property : event.component->properties) {
      if (property.name == "RRULE") {
        finite = add_rule(event, property.value, times) && finite;
      } else if (property.name == "RDATE") {
        for (const std::string_view value : split(property.value, ',')) {
          const std::string_view begin = value.substr(0, value.find('/'));
          if (const std::optional<std::int64_t> instant = instant_of(property, begin, event)) {
            const std::optional<CalendarTime> wall = parse_calendar_time(begin);
            times.emplace(*instant, wall->wall);
          }
        }
      }
    }
    std::vector<Occurrence> all;
    const bool whole = finite && times.size() <= kMostOccurrences;
    for (const auto& [start, wall] : times) {
      if ((whole || (start >= now_ - kHorizon && start <= now_ + kHorizon)) &&
          all.size() < kMostOccurrences) {
        all.push_back({format_calendar_time(start, event.start.day_only), start, wall});
      }
    }
    if (all.empty()) {
      all.push_back({format_calendar_time(times.begin()->first, event.start.day_only),
                     times.begin()->first, times.begin()->second});
    }
    return all;
  }

  /// False when the rule has no end.
  bool add_rule(const Event& event, std::string_view text,
                std::map<std::int64_t, WallTime>& times) const {
    constexpr std::size_t kMost = 20000;
    constexpr std::int64_t kFar = 100 * kHorizon;
    const std::optional<RecurrenceRule> rule = parse_rule(text);
    if (!rule) {
      return true;  // told in the works' extra
    }
    const WallTime last =
        rule->is_finite() ? event.start.wall + kFar : std::max(now_, event.start.wall) + kHorizon;
    for (const WallTime wall : occurrences(*rule, event.start.wall, last, kMost)) {
      const std::int64_t start = event.utc_of(wall);
      const bool beyond = rule->until && rule->until->utc && start > rule->until->wall;
      if (!beyond || wall == event.start.wall) {
        times.emplace(start, wall);
      }
    }
    return rule->is_finite();
  }

  static std::string id_of(const Event& event, const std::string& key) {
    return key.empty() ? event.uid : event.uid + "#" + key;
  }

  void put(const Event& event, const Work& common, const Occurrence& one, bool of_series) {
    const std::string id = event.uid.empty() ? std::string() : id_of(event, one.key);
    if (event.cancelled) {
      out_.cancelled.push_back(id);
      return;
    }
    if (common.title.empty()) {
      out_.unread.insert(event.uid);
      if (!of_series || one.start == event.utc_of(event.start.wall)) {
        out_.items.emplace_back(reject(event.component->line, 0, "no SUMMARY", event.uid));
      }
      return;
    }
    Work work = common;
    work.date = format_instant(one.wall).substr(0, 10);
    work.extra = extra_of(event, one);
    work.id = id.empty() ? "ical:" + std::to_string(hash64(work.title + work.extra)) : id;
    if (one.start > now_) {
      out_.upcoming.emplace(work.id, one.start);
    }
    pages_.push_back(event.component->value("URL"));
    works_.push_back(out_.items.size());
    out_.items.emplace_back(std::move(work));
  }

  /// What all occurrences of an event have in common.
  [[nodiscard]] Work common_of(const Event& event) const {
    const CalendarComponent& component = *event.component;
    Work work;
    work.title = html_line(component.text("SUMMARY"));
    work.abstract = read_html(component.text("DESCRIPTION")).text;
    if (work.abstract.empty()) {
      work.abstract = read_html(component.text("X-ALT-DESC")).text;
    }
    if (work.title.empty()) {
      work.title = title_from(work.abstract);
    }
    work.venue = name_;
    for (const CalendarProperty& property : component.properties) {
      read_property(property, work);
    }
    for (const CalendarComponent& child : component.children) {
      const std::string type = child.value("PARTICIPANT-TYPE");
      if (child.name == "PARTICIPANT" && (iequals(type, "SPEAKER") || iequals(type, "PERFORMER"))) {
        work.authors.push_back(child.text("SUMMARY"));
      }
    }
    work.kind = work.authors.empty() ? Kind::kEvent : Kind::kTalk;
    return work;
  }

  static void read_property(const CalendarProperty& property, Work& work) {
    if (property.name == "CATEGORIES") {
      for (std::string& keyword : calendar_texts(property.value)) {
        work.keywords.push_back(std::move(keyword));
      }
    } else if (property.name == "ATTENDEE" && iequals(trim(property.value), "invalid:nomail")) {
      // Programmes name speakers so (Pentabarf); other attendees are guests, and private.
      work.authors.emplace_back(property.parameter("CN"));
    } else if (property.name == "ORGANIZER") {
      work.organisations.emplace_back(property.parameter("CN"));
    } else if (property.name == "ATTACH" || property.name == "CONFERENCE") {
      const std::string url(trim(property.value));
      if (istarts_with(url, "https://") || istarts_with(url, "http://")) {
        work.links.push_back({property.name == "ATTACH" ? "attachment" : "stream", url});
      }
    }
  }

  static std::string extra_of(const Event& event, const Occurrence& one) {
    const CalendarComponent& component = *event.component;
    Extra extra;
    extra.add_text("start", format_instant(one.start));
    if (event.length > 0) {
      extra.add_text("end", format_instant(one.start + event.length));
    }
    extra.add_text("whole_day", event.start.day_only ? "yes" : "");
    extra.add_text("time_zone", event.zone_name);
    // Without a zone the hour is that of whoever reads it.
    extra.add_text("floating", event.is_floating() ? "yes" : "");
    extra.add_text("location", collapse_spaces(component.text("LOCATION")));
    extra.add_text("geo", component.value("GEO"));
    const std::string status = component.value("STATUS");
    extra.add_text("status", iequals(status, "CONFIRMED") ? "" : ascii_lower(status));
    const std::string rule = component.value("RRULE");
    extra.add_text("recurrence", rule);
    extra.add_text("recurrence_followed", rule.empty() || parse_rule(rule) ? "" : "no");
    return extra.str();
  }

  /// A page that one event has to itself is its own; several on one page only point to it.
  void settle_pages() {
    std::map<std::string, int> uses;
    for (const std::string& page : pages_) {
      ++uses[normalise_url(page)];
    }
    for (std::size_t i = 0; i < works_.size(); ++i) {
      Work& work = std::get<Work>(out_.items[works_[i]]);
      if (uses[normalise_url(pages_[i])] == 1) {
        add_own_page(work, pages_[i]);
      } else {
        add_cited(work, pages_[i], "event");
      }
      tidy(work);
    }
  }

  std::int64_t now_;
  Calendar out_;
  Zones zones_;
  std::string name_;
  std::string default_zone_;
  std::size_t series_ = 0;
  std::size_t of_series_ = 0;
  std::vector<std::string> pages_;  // of works_
  std::vector<std::size_t> works_;  // places in out_.items
};

}  // namespace

Calendar parse_calendar(std::string_view bytes, std::int64_t now) {
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") {
    bytes.remove_prefix(3);
  }
  return CalendarParser(now).run(bytes);
}

std::unique_ptr<Reader> read_ical(std::unique_ptr<ByteStream> stream) {
  return read_whole(std::move(stream), Format::kIcal, [](std::string_view bytes) {
    Calendar calendar = parse_calendar(bytes, system_clock().now());
    std::string last;
    for (const std::string& id : calendar.cancelled) {
      const std::string uid = id.substr(0, id.find('#'));
      if (uid != std::exchange(last, uid)) {  // a series once
        calendar.items.emplace_back(reject(1, 0, "the event was cancelled", id));
      }
    }
    if (calendar.cut) {
      calendar.items.emplace_back(reject_cut_off(1, bytes.size(), {}));
    }
    return std::move(calendar.items);
  });
}

}  // namespace assay::source
