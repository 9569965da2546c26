/// A calendar followed, iCalendar by conditional requests: meetups, conferences, seminars. An event
/// to come that is no longer in it, or at another time of its series, was withdrawn; one that is
/// over may leave the calendar and stays.

#include "base/instant.h"
#include "base/text.h"
#include "source/connectors_internal.h"
#include "source/ical.h"
#include "source/json_fields.h"
#include "source/json_value.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace assay::source {
namespace {

/// So many events to come, the nearest, the cursor remembers.
constexpr std::size_t kMostRemembered = 5000;

/// As the cursor keeps them.
nlohmann::json nearest(const std::map<std::string, std::int64_t>& upcoming) {
  std::vector<std::pair<std::int64_t, std::string>> by_time;
  by_time.reserve(upcoming.size());
  for (const auto& [id, start] : upcoming) {
    by_time.emplace_back(start, id);
  }
  std::sort(by_time.begin(), by_time.end());
  by_time.resize(std::min(by_time.size(), kMostRemembered));
  nlohmann::json kept = nlohmann::json::object();
  for (const auto& [start, id] : by_time) {
    kept[id] = start;
  }
  return kept;
}

class IcalConnector final : public Connector {
 public:
  explicit IcalConnector(const SourceSpec& spec)
      : name_(spec.name), address_(with_scheme(spec.address)) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    constexpr std::int64_t kLookAgain = 7 * kDaySeconds;
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::int64_t expanded = integer_at(cursor, "expanded", 0);
    Request ask;
    ask.url = address_;
    // Series move into the horizon with time: once a week the calendar is read though it is old.
    const bool fresh = request.now - expanded < kLookAgain;
    if (fresh) {
      ask_if_changed(ask, cursor, name_);
    }
    const Response response = fetcher.fetch(ask);
    Page page;
    page.cursor = request.cursor;
    if (response.status == 304) {
      return page;
    }
    if (response.status != 200) {
      throw Error(Errc::kNotFound, "the calendar is not there", address_,
                  "check the address, or remove the source");
    }
    const std::string print = std::to_string(hash64(response.body));
    nlohmann::json upcoming = value_at(cursor, "upcoming");
    if (!fresh || print != cursor_text(cursor, "print", name_)) {
      upcoming = take(response, request.now, upcoming, page);
    }
    page.cursor = to_text({{"etag", response.header("etag")},
                           {"modified", response.header("last-modified")},
                           {"print", print},
                           {"expanded", request.now},
                           {"upcoming", upcoming}});
    return page;
  }

 private:
  /// Calendars are given out as webcal:// too, which is https.
  static std::string with_scheme(const std::string& address) {
    for (const std::string_view scheme : {"webcal://", "webcals://"}) {
      if (istarts_with(address, scheme)) {
        return "https://" + address.substr(scheme.size());
      }
    }
    return address;
  }

  /// `known`: the events that were to come when the calendar was read before. Returns those of now.
  nlohmann::json take(const Response& response, std::int64_t now, const nlohmann::json& known,
                      Page& page) const {
    try {
      Calendar calendar = parse_calendar(response.body, now);
      if (calendar.cut) {
        throw Error(Errc::kInvalid, "the calendar breaks off in the middle", address_,
                    "try again later");
      }
      const bool is_empty = calendar.items.empty() && calendar.cancelled.empty();
      if (is_empty && known.is_object() && !known.empty()) {
        page.remarks.emplace_back(
            "the calendar came without a single event; the old ones are kept");
        return known;
      }
      page.items = std::move(calendar.items);
      page.gone = std::move(calendar.cancelled);
      page.gone.insert(page.gone.end(), calendar.excluded.begin(), calendar.excluded.end());
      withdraw(calendar, known, now, page);
      return nearest(calendar.upcoming);
    } catch (const BadRecord& bad) {
      throw Error(Errc::kInvalid, bad.reason, address_,
                  "the address of an iCalendar file (.ics) is wanted");
    }
  }

  /// What was to come, still would be, and is not there any more, nor cancelled.
  static void withdraw(const Calendar& calendar, const nlohmann::json& known, std::int64_t now,
                       Page& page) {
    if (!known.is_object()) {
      return;
    }
    const std::set<std::string> told(page.gone.begin(), page.gone.end());
    for (const auto& [id, start] : known.items()) {
      const bool is_over = !start.is_number_integer() || start.get<std::int64_t>() <= now;
      if (!is_over && !told.contains(id) && !calendar.upcoming.contains(id) &&
          !calendar.unread.contains(id) && !calendar.unread.contains(id.substr(0, id.rfind('#')))) {
        page.gone.push_back(id);
      }
    }
  }

  friend std::unique_ptr<Connector> make_ical(const SourceSpec& spec);
  std::string name_;
  std::string address_;
};

std::unique_ptr<Connector> make_ical(const SourceSpec& spec) {
  SourceSpec plain = spec;
  plain.address = IcalConnector::with_scheme(spec.address);
  require_web_address(plain);
  return std::make_unique<IcalConnector>(plain);
}

}  // namespace

const ConnectorKind kIcalKind = {"ical",
                                 "talks",
                                 "a calendar (iCalendar): meetups, seminars",
                                 "the address of an .ics file, https:// or webcal://",
                                 "",
                                 {},
                                 make_ical};

}  // namespace assay::source
