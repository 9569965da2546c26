/// OpenReview: the submissions of a venue. Sources: OpenReview documentation, "API v2" and "Using
/// the API"; the service's own Python client for what the parameters mean.

#include "base/error.h"
#include "base/time.h"
#include "source/connectors_internal.h"
#include "source/openreview_note.h"
#include "source/paging.h"
#include "source/text_lines.h"
#include "source/web.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace assay::source {
namespace {

using Object = simdjson::dom::object;

constexpr std::string_view kAddress = "https://api2.openreview.net";
constexpr std::string_view kAddressOfVersion1 = "https://api.openreview.net";

Error bad_answer(const std::string& what, const std::string& url) {
  return {Errc::kInvalid, what, url, "sync again in a while; check venue and version"};
}

class OpenreviewConnector final : public Connector {
 public:
  explicit OpenreviewConnector(const SourceSpec& spec)
      : name_(spec.name),
        address_(spec.address),
        venue_(option(spec, "venueid")),
        invitation_(option(spec, "invitation")),
        decisions_(option(spec, "decisions") == "yes") {
    if (option(spec, "version") == "1" && address_ == kAddress) {
      address_ = kAddressOfVersion1;
    }
    address_ = without_slash(std::move(address_));
  }

  /// What changed last comes first, so that what changes meanwhile pushes others back and is never
  /// passed over; a pass ends at what the last one began with.
  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::size_t offset = cursor_number(cursor, "offset", name_);
    Pass pass;
    pass.until = std::max(static_cast<std::int64_t>(cursor_number(cursor, "until", name_)),
                          request.cursor.empty() ? milliseconds(request.since) : 0);
    pass.newest =
        std::max(static_cast<std::int64_t>(cursor_number(cursor, "newest", name_)), pass.until);
    pass.first = offset == 0;
    const Request ask = request_for(offset, fetcher);
    const Response response = fetch(ask, fetcher);
    RecordParser parser;
    Page page;
    const std::size_t came = read(parser, response, ask.url, pass, page);
    const std::size_t end = offset + came;
    if (came == 0 && pass.count > offset) {
      throw Error(
          Errc::kNetwork,
          "OpenReview announced " + std::to_string(pass.count - offset) + " notes and sent none",
          ask.url, "sync again in a while");
    }
    page.more = came > 0 && !pass.reached && end < pass.count;
    nlohmann::json place = {{"until", static_cast<std::size_t>(pass.newest)}};
    if (page.more) {
      place = {{"offset", end},
               {"newest", static_cast<std::size_t>(pass.newest)},
               {"until", static_cast<std::size_t>(pass.until)}};
    }
    page.cursor = write_cursor(place);
    return page;
  }

 private:
  struct Pass {
    std::int64_t until = 0;   ///< What changed before this is known.
    std::int64_t newest = 0;  ///< The last change when the pass began.
    bool first = false;       ///< Its first page.
    std::size_t count = 0;    ///< Of all notes that the service has for the question.
    bool reached = false;
  };

  static std::int64_t milliseconds(const std::string& day) {
    constexpr std::int64_t kDayMs = 86'400'000;
    const std::optional<Day> parsed = parse_day(day);
    return parsed ? std::max<std::int64_t>(0, parsed->since_epoch * kDayMs) : 0;
  }

  [[nodiscard]] Request request_for(std::size_t offset, Fetcher& fetcher) const {
    Request ask;
    ask.want = Want::kJson;
    ask.interval_ms = 1000;
    ask.most_bytes = std::size_t{128} << 20U;
    ask.url = with_parameters(address_ + "/notes", {{"content.venueid", venue_},
                                                    {"invitation", invitation_},
                                                    {"details", decisions_ ? "directReplies" : ""},
                                                    {"sort", "tmdate:desc"},
                                                    {"limit", decisions_ ? "500" : "1000"},
                                                    {"offset", std::to_string(offset)},
                                                    {"count", "true"}});
    if (const std::string token = token_from(fetcher); !token.empty()) {
      ask.headers.push_back("Authorization: Bearer " + token);
    }
    return ask;
  }

  /// The user's token, or one for the user's name and password; "" for nobody.
  [[nodiscard]] std::string token_from(Fetcher& fetcher) const {
    std::string token = fetcher.secret("OPENREVIEW_TOKEN");
    const std::string user = fetcher.secret("OPENREVIEW_USERNAME");
    const std::string password = fetcher.secret("OPENREVIEW_PASSWORD");
    if (!token.empty() || user.empty() || password.empty()) {
      return token;
    }
    Request login;
    login.url = address_ + "/login";
    login.want = Want::kJson;
    login.interval_ms = 1000;
    login.body = nlohmann::json{{"id", user}, {"password", password}}.dump(
        -1, ' ', false, nlohmann::json::error_handler_t::replace);
    const nlohmann::json answer = nlohmann::json::parse(fetcher.fetch(login).body, nullptr, false);
    if (!answer.is_object() || !answer.contains("token") || !answer["token"].is_string()) {
      throw Error(Errc::kBlocked, "OpenReview did not log the user in", login.url,
                  "check OPENREVIEW_USERNAME and OPENREVIEW_PASSWORD");
    }
    return answer["token"].get<std::string>();
  }

  [[nodiscard]] Response fetch(const Request& ask, Fetcher& fetcher) const {
    try {
      Response response = fetcher.fetch(ask);
      if (response.status != 200) {
        throw Error(Errc::kNetwork, "there is no OpenReview", ask.url, "check the address");
      }
      return response;
    } catch (const Error& error) {
      if (error.code() != Errc::kBlocked || !ask.headers.empty()) {
        throw;
      }
      throw Error(Errc::kBlocked, error.message(), error.where(),
                  "OpenReview often turns strangers away: set OPENREVIEW_TOKEN, or "
                  "OPENREVIEW_USERNAME and OPENREVIEW_PASSWORD; it also limits requests by the "
                  "half hour");
    }
  }

  /// Takes the notes; gives how many there were.
  std::size_t read(RecordParser& parser, const Response& response, const std::string& url,
                   Pass& pass, Page& page) const {
    Object answer;
    simdjson::dom::array notes;
    try {
      answer = parser.parse(response.body);
    } catch (const BadRecord& bad) {
      throw bad_answer("the answer cannot be read: " + bad.reason, url);
    }
    if (answer["notes"].get(notes) != simdjson::SUCCESS) {
      std::string_view message;
      throw bad_answer(answer["message"].get(message) == simdjson::SUCCESS
                           ? "OpenReview says: " + std::string(message)
                           : "the answer holds no notes",
                       url);
    }
    std::uint64_t count = 0;
    if (answer["count"].get(count) != simdjson::SUCCESS) {
      throw bad_answer("the answer does not say how many notes there are", url);
    }
    pass.count = count;
    bool sorted = true;
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    std::size_t came = 0;
    for (const Element one : notes) {
      ++came;
      Object note;
      if (one.get(note) != simdjson::SUCCESS) {
        page.items.emplace_back(
            reject(0, 0, std::string(type_words(one)) + " stands where a note should be", {}));
        continue;
      }
      const std::int64_t changed = note_time(note, "tmdate");
      sorted = sorted && changed > 0 && changed <= before;
      before = changed;
      if (pass.first) {
        pass.newest = std::max(pass.newest, changed);
      }
      if (changed == 0 || changed >= pass.until) {
        take(note, one, url, page);
      }
    }
    // An order that the service did not keep tells nothing of what is behind.
    pass.reached = sorted && came > 0 && before < pass.until;
    return came;
  }

  void take(const Object& note, const Element& element, const std::string& url, Page& page) const {
    try {
      if ((!venue_.empty() && !note_has_venue(note, venue_)) ||
          (!invitation_.empty() && !note_has_invitation(note, invitation_))) {
        throw bad_answer("OpenReview sent notes of another venue than was asked for", url);
      }
      if (note_time(note, "ddate") > 0) {
        std::string_view id;
        if (note["id"].get(id) == simdjson::SUCCESS) {
          page.gone.emplace_back(id);
        }
        return;
      }
      page.items.emplace_back(openreview_work(note));
    } catch (const BadRecord& bad) {
      page.items.emplace_back(reject(0, 0, bad.reason, simdjson::minify(element)));
    }
  }

  std::string name_;
  std::string address_;
  std::string venue_;
  std::string invitation_;
  bool decisions_;
};

std::unique_ptr<Connector> make_openreview(const SourceSpec& spec) {
  require_web_address(spec);
  if (option(spec, "venueid").empty() == option(spec, "invitation").empty()) {
    throw Error(Errc::kUsage, "the connector openreview needs either venueid or invitation",
                spec.name, "such as --option venueid=ICLR.cc/2026/Conference");
  }
  const std::string version = option(spec, "version", "2");
  if (version != "1" && version != "2") {
    throw Error(Errc::kUsage, "OpenReview's API has no version \"" + version + "\"", spec.name,
                "take 2, or 1 for venues before 2023");
  }
  return std::make_unique<OpenreviewConnector>(spec);
}

constexpr std::array<OptionHelp, 4> kOpenreviewOptions = {
    {{"venueid", "accepted papers of a venue: ICLR.cc/2026/Conference"},
     {"invitation", "all submissions: ICLR.cc/2026/Conference/-/Submission"},
     {"decisions", "yes: also read the decision from the replies"},
     {"version", "1 for venues before 2023"}}};

}  // namespace

const ConnectorKind kOpenreviewKind = {"openreview",
                                       "papers",
                                       "OpenReview: the papers of a conference or workshop",
                                       "the address of OpenReview's API",
                                       kAddress,
                                       kOpenreviewOptions,
                                       make_openreview};

}  // namespace assay::source
