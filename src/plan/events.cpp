#include "base/instant.h"
#include "base/text.h"
#include "plan/community.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace assay::plan {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostDescription = 1000;

/// Two digits from `at` on, -1 when there are none.
int two_digits(std::string_view text, std::size_t at) {
  const auto digit = [&](std::size_t i) {
    return i < text.size() && text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : -1;
  };
  const int tens = digit(at);
  const int ones = digit(at + 1);
  return tens < 0 || ones < 0 ? -1 : tens * 10 + ones;
}

/// Seconds east of UTC of "Z", "+01:00", "-0530"; nullopt for no zone.
std::optional<std::int64_t> parse_zone(std::string_view text) {
  if (text == "Z" || text == "z") {
    return 0;
  }
  if (text.size() < 3 || (text.front() != '+' && text.front() != '-')) {
    return std::nullopt;
  }
  const int hours = two_digits(text, 1);
  const std::size_t at = text.size() > 3 && text[3] == ':' ? 4 : 3;
  const int minutes = text.size() > 3 ? two_digits(text, at) : 0;
  if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
    return std::nullopt;
  }
  return (text.front() == '-' ? -1 : 1) * (hours * std::int64_t{3600} + minutes * std::int64_t{60});
}

std::string text_at(const nlohmann::json& extra, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = extra.find(name);
    if (found != extra.end() && found->is_string() && !found->get<std::string>().empty()) {
      return found->get<std::string>();
    }
  }
  return {};
}

void read_times(const nlohmann::json& extra, EventView& event) {
  const std::optional<std::int64_t> start = parse_instant(text_at(extra, {"start", "starts"}));
  if (!start) {
    return;
  }
  event.start = *start;
  event.whole_day = text_at(extra, {"whole_day"}) == "yes";
  event.end = parse_instant(text_at(extra, {"end", "ends"})).value_or(0);
}

EventView view_event(const library::StoredWork& stored, const Followed& followed) {
  const Work& work = stored.work;
  EventView event;
  event.id = stored.id;
  event.kind = work.kind;
  event.title = collapse_spaces(work.title);
  event.venue = work.venue;
  event.date = work.date;
  event.description = ellipsize(collapse_spaces(work.abstract.empty() ? work.text : work.abstract),
                                kMostDescription);
  if (!work.identifiers.empty()) {
    event.url = web_address(work.identifiers.front());
  } else if (!work.links.empty()) {
    event.url = work.links.front().url;
  }
  if (const std::optional<Day> day = parse_day(work.date)) {
    event.start = day->since_epoch * kDaySeconds;
  }
  const nlohmann::json extra =
      nlohmann::json::parse(work.extra.empty() ? "{}" : work.extra, nullptr, false);
  if (extra.is_object()) {
    event.location = text_at(extra, {"location", "room", "place"});
    read_times(extra, event);
  }
  if (event.whole_day && event.end <= event.start) {
    event.end = event.start + kDaySeconds;
  }
  constexpr std::int64_t kLastInstant = 253402300799;  // 9999-12-31T23:59:59Z
  event.start = std::min(event.start, kLastInstant);
  event.end = event.end > kLastInstant ? 0 : event.end;  // no date that can be written
  event.why = followed.why(stored.id);
  return event;
}

std::string shown_time(std::int64_t seconds, bool whole_day) {
  const std::string instant = format_instant(seconds);
  return whole_day ? instant.substr(0, 10) : instant;
}

}  // namespace

std::optional<std::int64_t> parse_instant(std::string_view text) {
  text = trim(text);
  if (text.size() < 17 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':') {
    return std::nullopt;
  }
  const std::optional<Day> day = parse_day(text.substr(0, 10));
  const int hour = two_digits(text, 11);
  const int minute = two_digits(text, 14);
  std::size_t at = 16;
  int second = 0;
  if (text[at] == ':') {
    second = two_digits(text, at + 1);
    at += 3;
    if (at < text.size() && text[at] == '.') {
      at = text.find_first_not_of("0123456789", at + 1);
    }
  }
  if (!day || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 ||
      at >= text.size()) {
    return std::nullopt;
  }
  const std::optional<std::int64_t> zone = parse_zone(text.substr(at));
  if (!zone) {
    return std::nullopt;
  }
  return day->since_epoch * kDaySeconds + hour * std::int64_t{3600} + minute * std::int64_t{60} +
         second - *zone;
}

std::vector<EventView> view_events(library::Library& library, const Followed& followed, Day since) {
  std::vector<EventView> events;
  for (const WorkId id :
       library::works_from_day(library, {Kind::kEvent, Kind::kTalk}, since.since_epoch)) {
    events.push_back(view_event(library.load(id), followed));
  }
  std::sort(events.begin(), events.end(), [](const EventView& a, const EventView& b) {
    return std::tuple(a.start, a.id) < std::tuple(b.start, b.id);
  });
  return events;
}

std::string to_json(const CommunityView& view) {
  Json out;
  out["follows"] = view.follows;
  out["items"] = Json::array();
  for (const CommunityItem& item : view.items) {
    out["items"].push_back({{"id", format_work_id(item.id)},
                            {"kind", kind_name(item.kind)},
                            {"title", item.title},
                            {"date", item.date},
                            {"identifier", item.identifier},
                            {"developer_led", std::round(item.developer_led * 1e4) / 1e4},
                            {"why", item.why}});
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_json(const std::vector<EventView>& events) {
  Json out;
  out["events"] = Json::array();
  for (const EventView& event : events) {
    out["events"].push_back(
        {{"id", format_work_id(event.id)},
         {"kind", kind_name(event.kind)},
         {"title", event.title},
         {"start", shown_time(event.start, event.whole_day)},
         {"end", event.end == 0 ? Json(nullptr) : Json(shown_time(event.end, event.whole_day))},
         {"whole_day", event.whole_day},
         {"venue", event.venue},
         {"location", event.location},
         {"url", event.url},
         {"why", event.why}});
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::plan
