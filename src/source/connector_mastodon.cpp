/// A hashtag's or an account's posts on a Mastodon server. The first sync walks back by max_id, the
/// later ones forward by min_id, so that nothing between two syncs is missed.

#include "base/text.h"
#include "source/cited_links.h"
#include "source/connectors_internal.h"
#include "source/html_text.h"
#include "source/json_value.h"
#include "source/text_lines.h"
#include "source/web.h"

#include <algorithm>
#include <array>

namespace assay::source {
namespace {

/// Ids are numbers too long for some machines: compared by length, then by digits.
bool is_newer(const std::string& a, const std::string& b) noexcept {
  return a.size() != b.size() ? a.size() > b.size() : a > b;
}

bool is_mention_or_tag(const std::string& url) {
  const std::size_t host = url.find("//");
  const std::size_t path = host == std::string::npos ? host : url.find('/', host + 2);
  return path != std::string::npos &&
         (url.compare(path, 2, "/@") == 0 || url.compare(path, 6, "/tags/") == 0 ||
          url.compare(path, 5, "/tag/") == 0);
}

std::string extra_of(const JsonValue& status, const JsonValue& outer, bool boost) {
  nlohmann::json extra;
  for (const auto& [name, key] : {std::pair{"favourites_count", "favourites"},
                                  {"reblogs_count", "boosts"},
                                  {"replies_count", "replies"}}) {
    if (const std::int64_t count = integer_at(status, name); count >= 0) {
      extra[key] = count;
    }
  }
  for (const auto& [name, key] : {std::pair{"language", "language"},
                                  {"created_at", "posted"},
                                  {"in_reply_to_id", "reply_to"},
                                  {"edited_at", "edited"}}) {
    if (const std::string text = text_at(status, name); !text.empty()) {
      extra[key] = text;
    }
  }
  if (true_at(status, "sensitive")) {
    extra["sensitive"] = true;
  }
  if (boost) {
    extra["boosted_by"] = text_at(value_at(outer, "account"), "acct");
  }
  return to_text(extra);
}

/// What is attached is told by its description.
std::string descriptions(const JsonValue& status) {
  std::string text;
  for (const JsonValue& media : value_at(status, "media_attachments").items()) {
    const std::string words = text_at(media, "description");
    text += words.empty() ? "" : "\n\n[" + text_at(media, "type") + ": " + words + "]";
  }
  return text;
}

Item item_of(const JsonValue& outer) {
  const bool boost = value_at(outer, "reblog").is_object();
  const JsonValue status = boost ? value_at(outer, "reblog") : outer;
  const JsonValue account = value_at(status, "account");
  const HtmlText content = read_html(text_at(status, "content"));
  const std::string warning = collapse_spaces(text_at(status, "spoiler_text"));
  Work work;
  work.kind = Kind::kDiscussion;
  work.id = text_at(status, "uri");
  work.id = work.id.empty() ? text_at(status, "id") : work.id;
  work.text = content.text + descriptions(status);
  work.title = title_from(!warning.empty() ? warning : std::string(trim(work.text)));
  const JsonValue card = value_at(status, "card");
  if (work.title.empty()) {
    work.title = title_from(text_at(card, "title"));
  }
  if (work.title.empty() || work.id.empty()) {
    return reject(1, 0, work.id.empty() ? "no id" : "no text", text_at(status, "url"));
  }
  const std::string display = html_line(text_at(account, "display_name"));
  work.authors = {display.empty() ? text_at(account, "acct") : display};
  work.venue = "Mastodon";
  work.date = day_at(status, "created_at");
  add_own_page(work,
               text_at(status, "url").empty() ? text_at(status, "uri") : text_at(status, "url"));
  for (const std::string& url : content.links) {
    if (!is_mention_or_tag(url)) {
      add_cited(work, url);
    }
  }
  add_cited(work, text_at(card, "url"));
  for (const JsonValue& tag : value_at(status, "tags").items()) {
    work.keywords.push_back(text_at(tag, "name"));
  }
  work.extra = extra_of(status, outer, boost);
  tidy(work);
  return work;
}

class MastodonConnector final : public Connector {
 public:
  explicit MastodonConnector(const SourceSpec& spec)
      : name_(spec.name), boosts_(option(spec, "boosts", "yes") != "no") {
    require_web_address(spec);
    const std::size_t host = spec.address.find("//") + 2;
    const std::size_t path = std::min(spec.address.find('/', host), spec.address.size());
    base_ = spec.address.substr(0, path);
    std::string rest = spec.address.substr(path);
    rest.erase(std::min(rest.find_first_of("?#"), rest.size()));
    if (rest.rfind("/tags/", 0) == 0) {
      tag_ = rest.substr(6);
    } else if (rest.rfind("/@", 0) == 0) {
      account_ = rest.substr(2);
    }
    std::string& what = tag_.empty() ? account_ : tag_;
    what.erase(std::min(what.find('/'), what.size()));
    if (what.empty()) {
      throw Error(Errc::kUsage, "\"" + spec.address + "\" is neither a hashtag nor an account",
                  spec.name, "such as https://SERVER/tags/NAME or https://SERVER/@NAME");
    }
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    nlohmann::json cursor = read_cursor(request.cursor, name_);
    if (tag_.empty() && text_at(cursor, "account").empty()) {
      cursor["account"] = find_account(fetcher);
    }
    const std::string newest = cursor_text(cursor, "newest", name_);
    const std::string back = cursor_text(cursor, "back", name_);
    const bool forward = !newest.empty() && back.empty() && !true_at(cursor, "walking");
    const Response response = fetcher.fetch(ask(cursor, forward ? newest : std::string(), back));
    if (response.status != 200) {
      throw Error(Errc::kNotFound, "the server knows no such hashtag or account", base_,
                  "check the address");
    }
    const ParsedAnswer answer(response);
    const JsonValue statuses = answer.root();
    if (!statuses.is_list()) {
      throw Error(Errc::kInvalid, "the answer is no list of posts", base_,
                  text_at(statuses, "error"));
    }
    Page page;
    const Range range =
        take(statuses.items(), forward ? newest : std::string(), request.since, page);
    if (forward) {
      cursor["newest"] = range.newest.empty() ? newest : range.newest;
      page.more = !range.newest.empty();
    } else {
      if (newest.empty() && !range.newest.empty()) {
        cursor["newest"] = range.newest;  // where the later syncs begin
      }
      page.more = !range.oldest.empty() && !range.too_old && range.oldest != back;
      cursor["back"] = page.more ? range.oldest : "";
      cursor["walking"] = page.more;
    }
    mind_limit(response, page);
    page.cursor = to_text(cursor);
    return page;
  }

 private:
  struct Range {
    std::string newest;
    std::string oldest;
    bool too_old = false;
  };

  std::string find_account(Fetcher& fetcher) const {
    Request request;
    request.url = with_parameters(base_ + "/api/v1/accounts/lookup", {{"acct", account_}});
    request.want = Want::kJson;
    const Response response = fetcher.fetch(request);
    std::string id =
        response.status == 200 ? text_at(ParsedAnswer(response).root(), "id") : std::string();
    if (id.empty()) {
      throw Error(Errc::kNotFound, "the server knows no account \"" + account_ + "\"", base_,
                  "check the address");
    }
    return id;
  }

  [[nodiscard]] Request ask(const nlohmann::json& cursor, const std::string& min,
                            const std::string& max) const {
    Request request;
    const std::string path = tag_.empty()
                                 ? "/api/v1/accounts/" + text_at(cursor, "account") + "/statuses"
                                 : "/api/v1/timelines/tag/" + tag_;
    request.url = with_parameters(base_ + path,
                                  {{"limit", "40"},
                                   {"min_id", min},
                                   {"max_id", max},
                                   {"exclude_reblogs", tag_.empty() && !boosts_ ? "true" : ""}});
    request.want = Want::kJson;
    constexpr std::int64_t kIntervalMs = 1000;  // 300 in five minutes
    request.interval_ms = kIntervalMs;
    return request;
  }

  Range take(const std::vector<JsonValue>& statuses, const std::string& min,
             const std::string& since, Page& page) const {
    Range range;
    for (const JsonValue& status : statuses) {
      const std::string id = text_at(status, "id");
      if (id.empty()) {
        page.items.emplace_back(reject(1, 0, "no id", text_at(status, "url")));
        continue;
      }
      if (!min.empty() && !is_newer(id, min)) {
        throw Error(Errc::kInvalid, "the server did not keep to min_id", base_,
                    "it may speak another dialect; nothing was taken");
      }
      range.newest = range.newest.empty() || is_newer(id, range.newest) ? id : range.newest;
      range.oldest = range.oldest.empty() || is_newer(range.oldest, id) ? id : range.oldest;
      const std::string day = day_at(status, "created_at");
      if (!since.empty() && !day.empty() && day < since) {
        range.too_old = true;
      } else {
        page.items.push_back(item_of(status));
      }
    }
    return range;
  }

  /// The server tells when its patience is at an end, and until when (an ISO time, no number).
  static void mind_limit(const Response& response, Page& page) {
    if (page.more && response.header("x-ratelimit-remaining") == "0") {
      page.more = false;
      page.remarks.push_back("the server's limit is used up until " +
                             std::string(response.header("x-ratelimit-reset")) +
                             "; the next sync goes on from here");
    }
  }

  std::string name_;
  bool boosts_;
  std::string base_;
  std::string tag_;
  std::string account_;
};

std::unique_ptr<Connector> make_mastodon(const SourceSpec& spec) {
  return std::make_unique<MastodonConnector>(spec);
}

constexpr std::array<OptionHelp, 1> kMastodonOptions = {
    {{"boosts", "no: an account's own posts only"}}};

}  // namespace

const ConnectorKind kMastodonKind = {"mastodon",
                                     "community",
                                     "a hashtag or an account on a Mastodon server",
                                     "https://SERVER/tags/NAME or https://SERVER/@NAME",
                                     "",
                                     kMastodonOptions,
                                     make_mastodon};

}  // namespace assay::source
