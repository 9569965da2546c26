/// A feed followed: RSS, Atom or JSON Feed, by conditional requests, and not before the time that
/// it names (Cache-Control, ttl, skipHours, skipDays). Pages of an archived feed (RFC 5005, JSON
/// Feed's next_url) are read on the first sync.

#include "base/error.h"
#include "base/instant.h"
#include "base/text.h"
#include "base/time.h"
#include "source/connectors_internal.h"
#include "source/feed_answer.h"
#include "source/http.h"
#include "source/json_value.h"
#include "source/text_lines.h"
#include "source/web.h"

#include <algorithm>
#include <set>
#include <utility>

namespace assay::source {
namespace {

constexpr std::size_t kMostArchivePages = 500;
constexpr std::size_t kMostRepeated = 200;
constexpr std::int64_t kHour = 3600;

std::set<std::string> texts_of(const nlohmann::json& cursor, const char* name) {
  const std::vector<std::string> texts = texts_at(cursor, name);
  return {texts.begin(), texts.end()};
}

/// In the cursor: "etag", "modified", "address" where it has moved for good, "repeated" ids that
/// stand with several entries; "fresh_until", "skip_hours", "skip_weekdays": when it need not be
/// asked for; while the archive of a first sync is read, "archive", its next page, and "visited",
/// the pages read.
class FeedConnector final : public Connector {
 public:
  explicit FeedConnector(const SourceSpec& spec) : name_(spec.name), address_(spec.address) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    if (cursor.contains("archive")) {
      return next_of_archive(request, cursor, fetcher);
    }
    Page page;
    page.cursor = request.cursor;
    if (std::string why = why_not_now(cursor, request.now); !why.empty()) {
      page.remarks.push_back(std::move(why));
      return page;
    }
    Request ask;
    ask.url = cursor_text(cursor, "address", name_, address_);
    ask.want = Want::kFeed;
    ask_if_changed(ask, cursor, name_);
    const Response response = fetcher.fetch(ask);
    if (response.status == 304) {
      return page;
    }
    if (response.status == 410) {
      page.ended = "the feed was given up for good (" + ask.url + " answers 410)";
      return page;
    }
    if (response.status != 200) {
      throw Error(Errc::kNetwork, "the feed is not there", ask.url,
                  "check the address, or remove the source");
    }
    take(request, cursor, response, page);
    return page;
  }

 private:
  void take(const PageRequest& request, const nlohmann::json& cursor, const Response& response,
            Page& page) const {
    Feed feed = feed_of(response);
    nlohmann::json next = nlohmann::json::object();
    if (feed.cut) {
      // Without validators the next sync has the whole of it.
      page.remarks.push_back("the feed breaks off" +
                             (feed.fault.empty() ? std::string() : " (" + feed.fault + ")") +
                             ": what could be read came, the next sync asks for all of it again");
    } else {
      next["etag"] = response.header("etag");
      next["modified"] = response.header("last-modified");
      note_times(feed, fresh_until(response, feed.ttl_minutes, request.now), next);
    }
    if (response.moved_for_good) {
      next["address"] = response.url;
      page.remarks.push_back("moved for good to " + response.url);
    } else if (cursor.contains("address")) {
      next["address"] = cursor_text(cursor, "address", name_);
    }
    const std::string older = resolve_address(response.url, feed.older);
    if (request.cursor.empty() && is_http_url(older) && older != response.url) {
      next["archive"] = older;
      next["visited"] = std::vector{std::to_string(hash64(response.url))};
      page.more = true;
    }
    take_items(std::move(feed), cursor, next, page);
    page.cursor = write_cursor(next);
  }

  /// An older page of the first sync. What cannot be read of it ends the archive, not the source.
  [[nodiscard]] Page next_of_archive(const PageRequest& request, const nlohmann::json& cursor,
                                     Fetcher& fetcher) const {
    Request ask;
    ask.url = cursor_text(cursor, "archive", name_);
    ask.want = Want::kFeed;
    const Response response = fetcher.fetch(ask);
    nlohmann::json next = cursor;
    next.erase("archive");
    next.erase("visited");
    Page page;
    try {
      if (response.status != 200) {
        throw Error(Errc::kNotFound, "it is not there", ask.url);
      }
      Feed feed = feed_of(response);
      std::set<std::string> visited = texts_of(cursor, "visited");
      visited.insert(std::to_string(hash64(ask.url)));
      const std::string older = resolve_address(response.url, feed.older);
      take_items(std::move(feed), cursor, next, page);
      const bool known = visited.contains(std::to_string(hash64(older)));
      if (is_http_url(older) && !known && !is_all_older(page, request.since)) {
        page.more = visited.size() < kMostArchivePages;
        if (page.more) {
          next["archive"] = older;
          next["visited"] = visited;
        } else {
          page.remarks.push_back("the archive has more than " + std::to_string(visited.size()) +
                                 " pages: older ones were left out");
        }
      }
    } catch (const Error& error) {
      page.remarks.push_back(
          "a page of the feed's archive cannot be read, older ones were left out: " +
          std::string(error.what()));
    }
    page.cursor = write_cursor(next);
    return page;
  }

  static void take_items(Feed feed, const nlohmann::json& cursor, nlohmann::json& next,
                         Page& page) {
    std::set<std::string> repeated = texts_of(cursor, "repeated");
    const bool cut = feed.cut;
    page.items = items_of(std::move(feed), repeated);
    if (cut) {
      page.items.emplace_back(reject_cut_off(1, 0, {}));
    }
    while (repeated.size() > kMostRepeated) {
      repeated.erase(repeated.begin());
    }
    if (!repeated.empty()) {
      next["repeated"] = repeated;
    }
  }

  /// Whether nothing on the page is as young as `since`.
  static bool is_all_older(const Page& page, const std::string& since) {
    return !since.empty() &&
           std::none_of(page.items.begin(), page.items.end(), [&](const Item& item) {
             const Work* work = std::get_if<Work>(&item);
             return work != nullptr && (work->date.empty() || work->date >= since);
           });
  }

  static void note_times(const Feed& feed, std::int64_t fresh, nlohmann::json& next) {
    if (fresh > 0) {
      next["fresh_until"] = fresh;
    }
    if (!feed.skip_hours.empty()) {
      next["skip_hours"] = feed.skip_hours;
    }
    if (!feed.skip_weekdays.empty()) {
      next["skip_weekdays"] = feed.skip_weekdays;
    }
  }

  /// Why the feed need not be asked for at `now`; "" when it is time.
  [[nodiscard]] std::string why_not_now(const nlohmann::json& cursor, std::int64_t now) const {
    const std::int64_t fresh = cursor_integer(cursor, "fresh_until", name_);
    if (now > 0 && fresh > now &&
        fresh - now <= kDaySeconds) {  // further ahead: a clock that jumped
      return "it says that it does not change before " + format_instant(fresh) + ": not asked";
    }
    const auto lists = [&cursor](const char* name, std::int64_t value) {
      const nlohmann::json& list = value_at(cursor, name);
      return list.is_array() && std::find(list.begin(), list.end(), value) != list.end();
    };
    constexpr std::int64_t kThursday = 4;  // 1970-01-01
    if (now > 0 && lists("skip_weekdays", (now / kDaySeconds + kThursday) % 7)) {
      return "it says that it does not change on this day of the week: not asked";
    }
    if (now > 0 && lists("skip_hours", now % kDaySeconds / kHour)) {
      return "it says that it does not change at this hour: not asked";
    }
    return {};
  }

  std::string name_;
  std::string address_;
};

std::unique_ptr<Connector> make_feed(const SourceSpec& spec) {
  require_web_address(spec);
  return std::make_unique<FeedConnector>(spec);
}

}  // namespace

const ConnectorKind kFeedKind = {"feed",
                                 "repositories",
                                 "RSS, Atom or JSON Feed of a blog, a repository, a list",
                                 "a feed's address",
                                 "",
                                 {},
                                 make_feed};

}  // namespace assay::source
