/// Stories on Hacker News by the Search API of Algolia, newest first, in windows of time: a search
/// shows a thousand hits at most, however many it has.

#include "base/instant.h"
#include "base/text.h"
#include "base/time.h"
#include "source/cited_links.h"
#include "source/connectors_internal.h"
#include "source/html_text.h"
#include "source/json_value.h"
#include "source/text_lines.h"
#include "source/web.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace assay::source {
namespace {

/// Points and comments of stories this young still change: they are read again.
constexpr std::int64_t kLookBack = 2 * kDaySeconds;
constexpr std::int64_t kHitsPerPage = 200;
constexpr std::string_view kItemPage = "https://news.ycombinator.com/item?id=";

std::string extra_of(const JsonValue& hit) {
  nlohmann::json extra;
  for (const char* name : {"points", "num_comments"}) {
    if (const std::int64_t count = integer_at(hit, name); count >= 0) {
      extra[name] = count;
    }
  }
  if (const std::int64_t at = integer_at(hit, "created_at_i"); at > 0) {
    extra["posted"] = format_instant(at);
  }
  return to_text(extra);
}

Item item_of(const JsonValue& hit) {
  const std::string number = text_at(hit, "objectID");
  Work work;
  work.kind = Kind::kDiscussion;
  work.id = number;
  work.title = html_line(text_at(hit, "title"));
  if (work.title.empty() || number.empty()) {
    return reject(1, 0, number.empty() ? "no objectID" : "no title",
                  number + " " + text_at(hit, "url"));
  }
  const HtmlText text = read_html(text_at(hit, "story_text"));
  work.text = text.text;
  work.authors = {text_at(hit, "author")};
  work.venue = "Hacker News";
  if (const std::int64_t at = integer_at(hit, "created_at_i"); at > 0) {
    work.date = format_instant(at).substr(0, 10);
  }
  add_own_page(work, std::string(kItemPage) + number);
  add_cited(work, text_at(hit, "url"));
  for (const std::string& url : text.links) {
    add_cited(work, url);
  }
  for (const std::string& tag : texts_at(hit, "_tags")) {
    if (tag == "ask_hn" || tag == "show_hn" || tag == "poll" || tag == "job") {
      work.keywords.push_back(tag == "ask_hn" ? "Ask HN" : tag == "show_hn" ? "Show HN" : tag);
    }
  }
  work.extra = extra_of(hit);
  tidy(work);
  return work;
}

class HackerNewsConnector final : public Connector {
 public:
  explicit HackerNewsConnector(const SourceSpec& spec)
      : name_(spec.name),
        address_(spec.address),
        query_(option(spec, "query")),
        tags_(option(spec, "tags", "story")) {
    const std::string points = option(spec, "points", "0");
    const auto [end, ec] = std::from_chars(points.data(), points.data() + points.size(), points_);
    if (ec != std::errc{} || end != points.data() + points.size() || points_ < 0) {
      throw Error(Errc::kUsage, "points is a number, not \"" + points + "\"", spec.name,
                  "such as --option points=50");
    }
    require_web_address(spec);
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    // "done": everything before is in; "low" and "high": what of the walk at hand is still to come.
    const bool walking = cursor.contains("high");
    const std::optional<Day> since = parse_day(request.since);
    const std::int64_t first = since ? since->since_epoch * kDaySeconds - 1 : 0;
    const std::int64_t done = integer_at(cursor, "done", -1);
    const std::int64_t low = walking     ? integer_at(cursor, "low", 0)
                             : done >= 0 ? done - kLookBack
                                         : first;
    const std::int64_t high = walking ? integer_at(cursor, "high", 0) : request.now;
    const std::int64_t top = walking ? integer_at(cursor, "top", 0) : request.now;

    const Response response = fetcher.fetch(ask(low, high));
    if (response.status != 200) {
      throw Error(Errc::kNotFound, "the search is not there", address_, "check the address");
    }
    const ParsedAnswer parsed(response);
    const JsonValue answer = parsed.root();
    if (!value_at(answer, "hits").is_list()) {
      throw Error(Errc::kInvalid, "the answer has no hits: " + text_at(answer, "message"), address_,
                  "the service may have changed");
    }
    const std::vector<JsonValue> hits = value_at(answer, "hits").items();
    Page page;
    const std::int64_t oldest = take(hits, low, high, page);
    const std::int64_t announced = integer_at(answer, "nbHits", 0);
    page.more = !hits.empty() && announced > static_cast<std::int64_t>(hits.size());
    std::int64_t next_high = oldest;
    if (page.more && next_high >= high) {
      next_high = high - 1;  // a whole page within a second
      page.remarks.push_back("over " + std::to_string(hits.size()) + " stories at " +
                             format_instant(high) + ": some are left out");
    }
    if (hits.empty() && announced > 0) {
      page.remarks.push_back("announced " + std::to_string(announced) + ", none came");
    }
    page.more = page.more && next_high > low;
    page.cursor = page.more ? to_text({{"low", low}, {"high", next_high}, {"top", top}})
                            : to_text({{"done", top}});
    return page;
  }

 private:
  [[nodiscard]] Request ask(std::int64_t low, std::int64_t high) const {
    Request request;
    request.url = with_parameters(address_ + (address_.back() == '/' ? "" : "/") + "search_by_date",
                                  {{"query", query_},
                                   {"tags", tags_},
                                   {"numericFilters", "created_at_i>" + std::to_string(low) +
                                                          ",created_at_i<=" + std::to_string(high)},
                                   {"hitsPerPage", std::to_string(kHitsPerPage)}});
    request.want = Want::kJson;
    constexpr std::int64_t kIntervalMs = 500;
    request.interval_ms = kIntervalMs;
    return request;
  }

  /// The oldest hit's time. Throws when the window was not obeyed.
  std::int64_t take(const std::vector<JsonValue>& hits, std::int64_t low, std::int64_t high,
                    Page& page) const {
    std::int64_t oldest = high;
    for (const JsonValue& hit : hits) {
      const std::int64_t at = integer_at(hit, "created_at_i", high);
      if (at <= low || at > high) {
        throw Error(Errc::kInvalid, "the service did not keep to the time that was asked for",
                    address_, "numericFilters may have changed; nothing was taken");
      }
      oldest = std::min(oldest, at);
      // The service refuses to filter by points in some searches: it is done here.
      if (integer_at(hit, "points", 0) >= points_) {
        page.items.push_back(item_of(hit));
      }
    }
    return oldest;
  }

  std::string name_;
  std::string address_;
  std::string query_;
  std::string tags_;
  std::int64_t points_ = 0;
};

std::unique_ptr<Connector> make_hacker_news(const SourceSpec& spec) {
  return std::make_unique<HackerNewsConnector>(spec);
}

constexpr std::array<OptionHelp, 3> kHackerNewsOptions = {
    {{"query", "words that stories must have, such as \"vector search\""},
     {"tags", "what is read: story (usual), show_hn, ask_hn, \"story,author_NAME\""},
     {"points", "only stories with so many points"}}};

}  // namespace

const ConnectorKind kHackerNewsKind = {"hacker-news",
                                       "community",
                                       "stories on Hacker News, by Algolia's search",
                                       "the search API's address",
                                       "https://hn.algolia.com/api/v1",
                                       kHackerNewsOptions,
                                       make_hacker_news};

}  // namespace assay::source
