/// A conference's programme, pretalx's and frab's schedule.json or schedule.xml, by conditional
/// requests. What is no longer in it was withdrawn.

#include "base/text.h"
#include "source/connectors_internal.h"
#include "source/json_fields.h"
#include "source/json_value.h"
#include "source/schedule.h"

#include <nlohmann/json.hpp>

#include <set>

namespace assay::source {
namespace {

/// Up to so many talks the cursor remembers which there were.
constexpr std::size_t kMostTalksRemembered = 5000;

class ScheduleConnector final : public Connector {
 public:
  explicit ScheduleConnector(const SourceSpec& spec) : name_(spec.name), address_(spec.address) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    Request ask;
    ask.url = address_;
    ask_if_changed(ask, cursor, name_);
    const Response response = fetcher.fetch(ask);
    Page page;
    page.cursor = request.cursor;
    if (response.status == 304) {
      return page;
    }
    if (response.status != 200) {
      throw Error(Errc::kNotFound, "the programme is not there", address_,
                  "check the address: it ends in schedule.json or schedule.xml");
    }
    const std::string print = std::to_string(hash64(response.body));
    nlohmann::json next = {{"etag", response.header("etag")},
                           {"modified", response.header("last-modified")},
                           {"print", print}};
    if (print == cursor_text(cursor, "print", name_)) {
      next["version"] = cursor_text(cursor, "version", name_);
      next["talks"] = cursor.value("talks", nlohmann::json::array());
      page.cursor = to_text(next);
      return page;
    }
    take(parse(response), cursor, next, page);
    page.cursor = to_text(next);
    return page;
  }

 private:
  [[nodiscard]] Schedule parse(const Response& response) const {
    try {
      Schedule schedule =
          parse_schedule(response.body, response.url.empty() ? address_ : response.url);
      if (schedule.cut) {
        throw Error(Errc::kInvalid, "the programme breaks off in the middle", address_,
                    "try again later");
      }
      return schedule;
    } catch (const BadRecord& bad) {
      throw Error(Errc::kInvalid, bad.reason, address_,
                  "the address of schedule.json or schedule.xml is wanted");
    }
  }

  void take(Schedule schedule, const nlohmann::json& cursor, nlohmann::json& next,
            Page& page) const {
    const std::string before = cursor_text(cursor, "version", name_);
    if (!before.empty() && before != schedule.version) {
      page.remarks.push_back("version \"" + before + "\" became \"" + schedule.version + "\"");
    }
    next["version"] = repair_utf8(schedule.version);
    page.items = std::move(schedule.items);
    std::set<std::string> talks;
    for (const Item& item : page.items) {
      if (const Work* work = std::get_if<Work>(&item); work != nullptr && !work->id.empty()) {
        talks.insert(work->id);
      }
    }
    const nlohmann::json known = cursor.value("talks", nlohmann::json::array());
    if (talks.empty() && !known.empty()) {
      page.remarks.emplace_back("the programme came without a single talk; the old ones are kept");
      next["talks"] = known;
      return;
    }
    for (const nlohmann::json& talk : known) {
      if (talk.is_string() && !talks.contains(talk.get<std::string>())) {
        page.gone.push_back(talk.get<std::string>());
      }
    }
    next["talks"] =
        talks.size() <= kMostTalksRemembered ? nlohmann::json(talks) : nlohmann::json::array();
    if (talks.size() > kMostTalksRemembered) {
      page.remarks.emplace_back("over 5,000 talks: which are withdrawn will not be noticed");
    }
  }

  std::string name_;
  std::string address_;
};

std::unique_ptr<Connector> make_schedule(const SourceSpec& spec) {
  require_web_address(spec);
  return std::make_unique<ScheduleConnector>(spec);
}

}  // namespace

const ConnectorKind kScheduleKind = {"schedule",
                                     "talks",
                                     "a conference's programme (pretalx, frab)",
                                     "the address of schedule.json or schedule.xml",
                                     "",
                                     {},
                                     make_schedule};

}  // namespace assay::source
