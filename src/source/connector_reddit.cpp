/// Posts on Reddit: by the Atom feeds that anyone may read, or, with a token of the reader's own
/// application in REDDIT_TOKEN, by the JSON listings, page by page.

#include "base/instant.h"
#include "base/text.h"
#include "base/time.h"
#include "source/cited_links.h"
#include "source/connectors_internal.h"
#include "source/feed_internal.h"
#include "source/html_text.h"
#include "source/http.h"
#include "source/instant.h"
#include "source/json_fields.h"
#include "source/json_value.h"
#include "source/text_lines.h"
#include "source/web.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace assay::source {
namespace {

constexpr std::string_view kUsualSite = "https://www.reddit.com";
constexpr std::string_view kUsualApi = "https://oauth.reddit.com";

/// A page of the service itself: people, pictures of its own, other threads.
bool is_own_host(const std::string& url) {
  const std::string normal = normalise_url(url);
  return normal.find("//reddit.com/u") != std::string::npos ||
         normal.find("//reddit.com/r/") != std::string::npos ||
         normal.find("//old.reddit.com/") != std::string::npos ||
         normal.find("//i.redd.it/") != std::string::npos ||
         normal.find("//preview.redd.it/") != std::string::npos ||
         normal.find("//v.redd.it/") != std::string::npos;
}

void add_links(Work& work, const std::vector<std::string>& links) {
  for (const std::string& url : links) {
    if (!is_own_host(url)) {
      add_cited(work, url);
    }
  }
}

/// An entry of the feed. Its content ends with "submitted by /u/NAME [link] [comments]".
Item item_of(const FeedEntry& entry) {
  Work work;
  work.kind = Kind::kDiscussion;
  work.id = entry.id;
  work.title = html_line(entry.title);
  if (work.title.empty() || work.id.empty()) {
    return reject(1, 0, work.id.empty() ? "no id" : "no title", entry.link);
  }
  const HtmlText content = read_html(entry.content);
  const std::size_t signature = content.text.rfind("submitted by");
  work.text = std::string(trim(std::string_view(content.text).substr(0, signature)));
  for (const std::string& author : entry.authors) {
    work.authors.push_back(author.substr(istarts_with(author, "/u/") ? 3 : 0));
  }
  work.venue = entry.keywords.empty() ? "Reddit" : entry.keywords.front();
  work.date = day_of_text(entry.date);
  add_own_page(work, resolve_address(entry.base, entry.link));
  add_links(work, content.links);
  Extra extra;
  extra.add_text("posted", entry.date);
  work.extra = extra.str();
  tidy(work);
  return work;
}

/// When a post was made; -1 when it does not tell.
std::int64_t created_at(const JsonValue& post) {
  const JsonValue created = value_at(post, "created_utc");
  double seconds = -1;
  return created.is_number() && created.element().get(seconds) == simdjson::SUCCESS
             ? static_cast<std::int64_t>(seconds)
             : -1;
}

/// A post of the listing.
Item item_of(const JsonValue& post, const std::string& site) {
  Work work;
  work.kind = Kind::kDiscussion;
  work.id = text_at(post, "name");
  work.title = html_line(text_at(post, "title"));
  if (work.title.empty() || work.id.empty()) {
    return reject(1, 0, work.id.empty() ? "no name" : "no title", text_at(post, "permalink"));
  }
  work.text = decode_entities(text_at(post, "selftext"));
  work.authors = {text_at(post, "author")};
  const std::string subreddit = text_at(post, "subreddit");
  work.venue = subreddit.empty() ? "Reddit" : "r/" + subreddit;
  if (const std::int64_t at = created_at(post); at >= 0) {
    work.date = format_instant(at).substr(0, 10);
  }
  add_own_page(work, resolve_address(site, text_at(post, "permalink")));
  if (!true_at(post, "is_self")) {
    add_links(work, {decode_entities(text_at(post, "url"))});
  }
  add_links(work, read_html(decode_entities(text_at(post, "selftext_html"))).links);
  add_links(work, find_addresses(work.text));
  work.keywords = {decode_entities(text_at(post, "link_flair_text"))};
  nlohmann::json extra;
  for (const char* name : {"score", "num_comments"}) {
    if (nlohmann::json count = scalar_of(value_at(post, name)); count.is_number_integer()) {
      extra[name] = std::move(count);
    }
  }
  if (const std::string domain = text_at(post, "domain"); !domain.empty()) {
    extra["domain"] = domain;
  }
  work.extra = to_text(extra);
  tidy(work);
  return work;
}

class RedditConnector final : public Connector {
 public:
  explicit RedditConnector(const SourceSpec& spec)
      : name_(spec.name),
        site_(kUsualSite),
        path_(spec.address),
        api_(option(spec, "api", kUsualApi)) {
    if (is_http_url(path_)) {
      const std::size_t slash = std::min(path_.find('/', path_.find("//") + 2), path_.size());
      site_ = path_.substr(0, slash);
      path_.erase(0, slash);
    }
    path_.erase(0, std::min(path_.find_first_not_of('/'), path_.size()));
    if (const std::size_t query = path_.find('?'); query != std::string::npos) {
      query_ = path_.substr(query + 1);
      path_.erase(query);
    }
    for (const std::string_view ending : {"/", ".rss", ".json", "/"}) {
      if (path_.size() > ending.size() && path_.ends_with(ending)) {
        path_.erase(path_.size() - ending.size());
      }
    }
    const bool sound = path_.rfind("r/", 0) == 0 || path_.rfind("user/", 0) == 0 ||
                       path_.rfind("u/", 0) == 0 || path_ == "search";
    if (!sound || path_.find("..") != std::string::npos || (path_ == "search" && query_.empty())) {
      throw Error(Errc::kUsage, "\"" + spec.address + "\" is no subreddit, user or search",
                  spec.name, "such as r/MachineLearning, user/NAME or \"search?q=WORDS\"");
    }
    if (path_.rfind("u/", 0) == 0) {
      path_ = "user/" + path_.substr(2);
    }
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::string token = fetcher.secret("REDDIT_TOKEN");
    return token.empty() ? next_feed(request, cursor, fetcher)
                         : next_listing(request, cursor, token, fetcher);
  }

 private:
  /// "/r/NAME" -> "/r/NAME/new"; a search and a user's posts are sorted by a parameter.
  [[nodiscard]] std::string address(const std::string& base, const std::string& ending) const {
    const bool listing = path_.rfind("r/", 0) == 0 && path_.find('/', 2) == std::string::npos;
    std::string url = base + "/" + path_ + (listing ? "/new" : "") + ending;
    url += query_.empty() ? "" : "?" + query_;
    return listing ? url : with_parameters(url, {{"sort", "new"}});
  }

  [[nodiscard]] Page next_feed(const PageRequest& request, const nlohmann::json& cursor,
                               Fetcher& fetcher) const {
    constexpr std::int64_t kIntervalMs = 6000;
    Request ask;
    ask.url = with_parameters(address(site_, "/.rss"), {{"limit", "100"}});
    ask.want = Want::kXml;
    ask.etag = cursor_text(cursor, "etag", name_);
    ask.interval_ms = kIntervalMs;
    const Response response = fetcher.fetch(ask);
    Page page;
    page.cursor = request.cursor;
    if (response.status == 304) {
      return page;
    }
    if (response.status != 200) {
      throw Error(Errc::kNotFound, "Reddit knows no such place, or it is private", ask.url,
                  "check the name");
    }
    const Feed feed = parse(response);
    const std::int64_t known = integer_at(cursor, "newest", -1);
    std::int64_t newest = known;
    bool overlaps = known < 0;
    for (const FeedEntry& entry : feed.entries) {
      const std::optional<std::int64_t> at = parse_instant(entry.date);
      newest = std::max(newest, at.value_or(known));
      overlaps = overlaps || (at && *at <= known);
      if (request.since.empty() || known >= 0 || day_of_text(entry.date) >= request.since) {
        page.items.push_back(item_of(entry));
      }
    }
    if (!overlaps && !feed.entries.empty()) {
      page.remarks.push_back("the feed reaches back to its " + std::to_string(feed.entries.size()) +
                             " newest posts only; some before them were missed: sync more often, "
                             "or set REDDIT_TOKEN");
    }
    page.cursor = to_text({{"etag", response.header("etag")}, {"newest", newest}});
    return page;
  }

  [[nodiscard]] Feed parse(const Response& response) const {
    try {
      Feed feed = parse_xml_feed(response.body);
      if (feed.cut) {
        throw Error(Errc::kInvalid, "the feed breaks off in the middle", response.url,
                    "try again later");
      }
      return feed;
    } catch (const BadRecord& bad) {
      throw Error(Errc::kInvalid, bad.reason, response.url, "try again later");
    }
  }

  [[nodiscard]] Page next_listing(const PageRequest& request, const nlohmann::json& cursor,
                                  const std::string& token, Fetcher& fetcher) const {
    const std::string after = cursor_text(cursor, "after", name_);
    const std::int64_t known = integer_at(cursor, "newest", -1);
    std::int64_t top = integer_at(cursor, "top", known);
    const std::optional<Day> since = parse_day(request.since);
    const std::int64_t bound = known >= 0 ? known : since ? since->since_epoch * kDaySeconds : -1;
    Request ask;
    ask.url =
        with_parameters(address(api_, ""), {{"limit", "100"}, {"raw_json", "1"}, {"after", after}});
    ask.headers = {"Authorization: Bearer " + token};
    ask.want = Want::kJson;
    constexpr std::int64_t kIntervalMs = 1000;
    ask.interval_ms = kIntervalMs;
    const Response response = fetcher.fetch(ask);
    if (response.status != 200) {
      throw Error(Errc::kNotFound, "Reddit knows no such place, or it is private", ask.url,
                  "check the name");
    }
    const ParsedAnswer parsed(response);
    const JsonValue answer = parsed.root();
    const JsonValue listed = value_at(value_at(answer, "data"), "children");
    if (!listed.is_list()) {
      throw Error(Errc::kInvalid, "the answer is no listing", ask.url, text_at(answer, "message"));
    }
    Page page;
    bool reached = false;
    const std::vector<JsonValue> children = listed.items();
    for (const JsonValue& child : children) {
      if (text_at(child, "kind") == "t3") {
        reached = take(value_at(child, "data"), bound, top, page) || reached;
      }
    }
    const std::string further = text_at(value_at(answer, "data"), "after");
    page.more = !further.empty() && further != after && !children.empty() && !reached;
    const bool paused = page.more && is_used_up(response, page);
    page.cursor = page.more || paused
                      ? to_text({{"after", further}, {"newest", known}, {"top", top}})
                      : to_text({{"newest", std::max(top, known)}});
    return page;
  }

  /// True when the post is older than what is wanted; a pinned one does not count.
  bool take(const JsonValue& post, std::int64_t bound, std::int64_t& top, Page& page) const {
    const std::int64_t at = created_at(post);
    const bool pinned = true_at(post, "stickied") || true_at(post, "pinned");
    top = pinned ? top : std::max(top, at);
    if (at >= 0 && at < bound) {
      return !pinned;
    }
    if (!text_at(post, "removed_by_category").empty()) {
      page.gone.push_back(text_at(post, "name"));
    } else {
      page.items.push_back(item_of(post, site_));
    }
    return false;
  }

  /// "X-Ratelimit-Remaining: 0.0" ends the walk for now.
  static bool is_used_up(const Response& response, Page& page) {
    const std::string left(response.header("x-ratelimit-remaining"));
    double remaining = 0;
    const auto [end, ec] = std::from_chars(left.data(), left.data() + left.size(), remaining);
    if (left.empty() || ec != std::errc{} || remaining >= 1) {
      return false;
    }
    page.more = false;
    page.remarks.push_back("Reddit's limit is used up for " +
                           std::string(response.header("x-ratelimit-reset")) +
                           " seconds; the next sync goes on from here");
    return true;
  }

  std::string name_;
  std::string site_;
  std::string path_;
  std::string query_;
  std::string api_;
};

std::unique_ptr<Connector> make_reddit(const SourceSpec& spec) {
  return std::make_unique<RedditConnector>(spec);
}

constexpr std::array<OptionHelp, 1> kRedditOptions = {
    {{"api", "another server of the API; https://oauth.reddit.com when not given"}}};

}  // namespace

const ConnectorKind kRedditKind = {"reddit",
                                   "community",
                                   "a subreddit, a user or a search on Reddit",
                                   "r/NAME, user/NAME or \"search?q=WORDS\"",
                                   "",
                                   kRedditOptions,
                                   make_reddit};

}  // namespace assay::source
