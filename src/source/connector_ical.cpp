/// A calendar followed, iCalendar by conditional requests: meetups, conferences, seminars.

#include "base/text.h"
#include "source/connectors_internal.h"
#include "source/ical.h"
#include "source/json_fields.h"
#include "source/json_value.h"

namespace assay::source {
namespace {

class IcalConnector final : public Connector {
 public:
  explicit IcalConnector(const SourceSpec& spec)
      : name_(spec.name), address_(with_scheme(spec.address)) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    constexpr std::int64_t kSecondsPerDay = 86400;
    constexpr std::int64_t kLookAgain = 7 * kSecondsPerDay;
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
    if (!fresh || print != cursor_text(cursor, "print", name_)) {
      take(response, request.now, page);
    }
    page.cursor = to_text({{"etag", response.header("etag")},
                           {"modified", response.header("last-modified")},
                           {"print", print},
                           {"expanded", request.now}});
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

  void take(const Response& response, std::int64_t now, Page& page) const {
    try {
      Calendar calendar = parse_calendar(response.body, now);
      if (calendar.cut) {
        throw Error(Errc::kInvalid, "the calendar breaks off in the middle", address_,
                    "try again later");
      }
      page.items = std::move(calendar.items);
      page.gone = std::move(calendar.cancelled);
      page.gone.insert(page.gone.end(), calendar.excluded.begin(), calendar.excluded.end());
    } catch (const BadRecord& bad) {
      throw Error(Errc::kInvalid, bad.reason, address_,
                  "the address of an iCalendar file (.ics) is wanted");
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
