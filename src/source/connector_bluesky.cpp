/// Posts on Bluesky by the public API: an account's, a search's, a feed's; newest first, back to
/// what is known.

#include "base/instant.h"
#include "base/text.h"
#include "base/time.h"
#include "source/cited_links.h"
#include "source/connectors_internal.h"
#include "source/html_text.h"
#include "source/instant.h"
#include "source/json_value.h"
#include "source/text_lines.h"
#include "source/web.h"

#include <algorithm>
#include <array>

namespace assay::source {
namespace {

constexpr std::string_view kUsualApi = "https://public.api.bsky.app";

/// The type of a union of the protocol, "app.bsky.embed.external#view".
bool is_type(const JsonValue& object, std::string_view begin) {
  return text_at(object, "$type").rfind(begin, 0) == 0;
}

/// Text with the links' whole addresses in the place of their shortened words, and the links and
/// tags of it. Facets count in bytes of UTF-8; those beyond the text are passed by.
std::string read_text(const JsonValue& record, std::vector<std::string>& links,
                      std::vector<std::string>& tags) {
  std::string text = text_at(record, "text");
  std::vector<std::tuple<std::size_t, std::size_t, std::string>> places;
  for (const JsonValue& facet : value_at(record, "facets").items()) {
    const std::int64_t begin = integer_at(value_at(facet, "index"), "byteStart");
    const std::int64_t end = integer_at(value_at(facet, "index"), "byteEnd");
    for (const JsonValue& feature : value_at(facet, "features").items()) {
      if (const std::string tag = text_at(feature, "tag"); !tag.empty()) {
        tags.push_back(tag);
      }
      const std::string uri = text_at(feature, "uri");
      if (uri.empty()) {
        continue;
      }
      links.push_back(uri);
      if (begin >= 0 && end > begin && static_cast<std::size_t>(end) <= text.size()) {
        places.emplace_back(static_cast<std::size_t>(begin), static_cast<std::size_t>(end), uri);
      }
    }
  }
  std::sort(places.rbegin(), places.rend());
  std::size_t before = text.size();
  for (const auto& [begin, end, uri] : places) {
    const std::string_view words = std::string_view(text).substr(begin, end - begin);
    const bool shortened =
        words.find("...") != std::string_view::npos || words.find("…") != std::string_view::npos;
    if (end <= before && shortened) {
      text.replace(begin, end - begin, uri);
    }
    before = std::min(before, begin);
  }
  return repair_utf8(text);
}

/// The card, the quoted post and the pictures' descriptions.
void read_embed(const JsonValue& embed, Work& work, int depth = 0) {
  constexpr int kDeepest = 2;
  const JsonValue external = value_at(embed, "external");
  if (external.is_object()) {
    add_cited(work, text_at(external, "uri"));
    const std::string title = collapse_spaces(text_at(external, "title"));
    work.abstract = title.empty() ? "" : "[" + title + "] " + text_at(external, "description");
  }
  for (const JsonValue& image : value_at(embed, "images").items()) {
    const std::string words = collapse_spaces(text_at(image, "alt"));
    work.text += words.empty() ? "" : "\n\n[picture: " + words + "]";
  }
  if (value_at(embed, "media").is_object() && depth < kDeepest) {
    read_embed(value_at(embed, "media"), work, depth + 1);
  }
}

std::string page_of(const JsonValue& post) {
  const std::string uri = text_at(post, "uri");
  const std::string handle = text_at(value_at(post, "author"), "handle");
  const std::string did = text_at(value_at(post, "author"), "did");
  const std::size_t slash = uri.rfind('/');
  return slash == std::string::npos || slash + 1 >= uri.size()
             ? std::string()
             : "https://bsky.app/profile/" +
                   (handle.empty() || handle == "handle.invalid" ? did : handle) + "/post/" +
                   uri.substr(slash + 1);
}

std::string extra_of(const JsonValue& post, const JsonValue& reason) {
  const JsonValue record = value_at(post, "record");
  nlohmann::json extra;
  for (const auto& [name, key] : {std::pair{"likeCount", "likes"},
                                  {"repostCount", "reposts"},
                                  {"replyCount", "replies"},
                                  {"quoteCount", "quotes"}}) {
    if (const std::int64_t count = integer_at(post, name); count >= 0) {
      extra[key] = count;
    }
  }
  const std::vector<std::string> languages = texts_at(record, "langs");
  if (!languages.empty()) {
    extra["language"] = languages.front();
  }
  if (const std::string at = text_at(record, "createdAt"); !at.empty()) {
    extra["posted"] = at;
  }
  if (const std::string to = text_at(value_at(value_at(record, "reply"), "parent"), "uri");
      !to.empty()) {
    extra["reply_to"] = to;
  }
  if (is_type(reason, "app.bsky.feed.defs#reasonRepost")) {
    extra["reposted_by"] = text_at(value_at(reason, "by"), "handle");
  }
  return to_text(extra);
}

Item item_of(const JsonValue& post, const JsonValue& reason) {
  const JsonValue record = value_at(post, "record");
  const JsonValue author = value_at(post, "author");
  Work work;
  work.kind = Kind::kDiscussion;
  work.id = text_at(post, "uri");
  std::vector<std::string> links;
  work.text = read_text(record, links, work.keywords);
  const JsonValue embed = value_at(post, "embed");
  read_embed(embed.is_object() ? embed : value_at(record, "embed"), work);
  work.title = title_from(work.text.empty() ? work.abstract : work.text);
  if (work.id.empty() || work.title.empty()) {
    return reject(1, 0, work.id.empty() ? "no uri" : "no text", page_of(post));
  }
  const std::string display = collapse_spaces(text_at(author, "displayName"));
  work.authors = {display.empty() ? text_at(author, "handle") : display};
  work.venue = "Bluesky";
  work.date = day_at(record, "createdAt");
  add_own_page(work, page_of(post));
  for (const std::string& url : links) {
    add_cited(work, url);
  }
  for (const std::string& tag : texts_at(record, "tags")) {
    work.keywords.push_back(tag);
  }
  work.extra = extra_of(post, reason);
  tidy(work);
  return work;
}

/// When a post came into the list: a repost when it was reposted.
std::optional<std::int64_t> time_of(const JsonValue& post, const JsonValue& reason) {
  const std::string reposted = text_at(reason, "indexedAt");
  const std::string indexed = reposted.empty() ? text_at(post, "indexedAt") : reposted;
  return parse_instant(indexed.empty() ? text_at(value_at(post, "record"), "createdAt") : indexed);
}

class BlueskyConnector final : public Connector {
 public:
  explicit BlueskyConnector(const SourceSpec& spec)
      : name_(spec.name), what_(spec.address), api_(option(spec, "api", kUsualApi)) {
    const std::size_t profile = what_.find("/profile/");
    if (profile != std::string::npos && istarts_with(what_, "http")) {
      what_ = what_.substr(profile + 9);
      what_.erase(std::min(what_.find('/'), what_.size()));
    }
    if (!what_.empty() && what_.front() == '@') {
      what_.erase(0, 1);
    }
    SourceSpec api = spec;
    api.address = api_;
    require_web_address(api);
    const bool search = what_.rfind("search:", 0) == 0;
    const bool handle = what_.find('.') != std::string::npos || what_.rfind("did:", 0) == 0;
    if (!search && !handle && what_.rfind("at://", 0) != 0) {
      throw Error(Errc::kUsage, "\"" + spec.address + "\" is no account, search or feed", spec.name,
                  "such as name.bsky.social, \"search:vector database\" or at://…/feed/…");
    }
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::string position = cursor_text(cursor, "position", name_);
    const std::int64_t known = integer_at(cursor, "newest", -1);
    const std::int64_t top = integer_at(cursor, "top", -1);
    const std::optional<Day> since = parse_day(request.since);
    const std::int64_t bound = known >= 0 ? known : since ? since->since_epoch * kDaySeconds : -1;
    const Response response = fetcher.fetch(ask(position));
    if (response.status != 200) {
      throw Error(Errc::kNotFound, "Bluesky knows no such account or feed", what_,
                  "check its name");
    }
    const ParsedAnswer parsed(response);
    const JsonValue answer = parsed.root();
    const bool search = value_at(answer, "posts").is_list();
    const JsonValue found = value_at(answer, search ? "posts" : "feed");
    if (!found.is_list()) {
      throw Error(Errc::kInvalid, "the answer is no list of posts", what_,
                  text_at(answer, "message"));
    }
    Page page;
    std::int64_t newest = top;
    bool reached = false;
    const std::vector<JsonValue> list = found.items();
    for (const JsonValue& entry : list) {
      const JsonValue post = search ? entry : value_at(entry, "post");
      const JsonValue reason = value_at(entry, "reason");
      const std::optional<std::int64_t> at = time_of(post, reason);
      const bool pinned = is_type(reason, "app.bsky.feed.defs#reasonPin");
      newest = pinned || !at ? newest : std::max(newest, *at);
      if (at && *at < bound) {
        reached = reached || !pinned;  // a pinned post stands first, however old
      } else {
        page.items.push_back(item_of(post, reason));
      }
    }
    const std::string further = text_at(answer, "cursor");
    page.more = !further.empty() && further != position && !list.empty() && !reached;
    mind_limit(response, page);
    const bool interrupted = !page.remarks.empty();
    page.cursor = page.more || interrupted
                      ? to_text({{"position", further}, {"newest", known}, {"top", newest}})
                      : to_text({{"newest", std::max(newest, known)}});
    return page;
  }

 private:
  [[nodiscard]] Request ask(const std::string& position) const {
    Request request;
    const std::string xrpc = api_ + "/xrpc/app.bsky.feed.";
    if (what_.rfind("search:", 0) == 0) {
      request.url =
          with_parameters(xrpc + "searchPosts", {{"q", std::string(trim(what_.substr(7)))},
                                                 {"sort", "latest"},
                                                 {"limit", "100"},
                                                 {"cursor", position}});
    } else if (what_.rfind("at://", 0) == 0) {
      request.url = with_parameters(xrpc + "getFeed",
                                    {{"feed", what_}, {"limit", "100"}, {"cursor", position}});
    } else {
      request.url = with_parameters(xrpc + "getAuthorFeed", {{"actor", what_},
                                                             {"filter", "posts_no_replies"},
                                                             {"limit", "100"},
                                                             {"cursor", position}});
    }
    request.want = Want::kJson;
    constexpr std::int64_t kIntervalMs = 200;  // 3,000 in five minutes
    request.interval_ms = kIntervalMs;
    return request;
  }

  static void mind_limit(const Response& response, Page& page) {
    if (page.more && response.header("ratelimit-remaining") == "0") {
      page.more = false;
      page.remarks.emplace_back("the service's limit is used up; the next sync goes on from here");
    }
  }

  std::string name_;
  std::string what_;
  std::string api_;
};

std::unique_ptr<Connector> make_bluesky(const SourceSpec& spec) {
  return std::make_unique<BlueskyConnector>(spec);
}

constexpr std::array<OptionHelp, 1> kBlueskyOptions = {
    {{"api", "another server of the API; https://public.api.bsky.app when not given"}}};

}  // namespace

const ConnectorKind kBlueskyKind = {"bluesky",
                                    "community",
                                    "an account, a search or a feed on Bluesky",
                                    "name.bsky.social, search:WORDS or a feed's at:// address",
                                    "",
                                    kBlueskyOptions,
                                    make_bluesky};

}  // namespace assay::source
