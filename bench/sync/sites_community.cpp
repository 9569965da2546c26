/// Community: what is said where.

#include "made_up.h"
#include "sites.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::bench {
namespace {

using nlohmann::json;

std::string iso(std::int64_t seconds) {
  // Within one day of November 2026, which is enough for posts in order.
  return fmt::format("2026-11-{:02}T{:02}:{:02}:{:02}Z", 17 - seconds / 86400 % 16,
                     23 - seconds / 3600 % 24, 59 - seconds / 60 % 60, 59 - seconds % 60);
}

/// One account with all its posts, 100 a page.
Site bluesky(const std::string& base, std::size_t records) {
  constexpr std::size_t kPage = 100;
  MadeUp made;
  Site site;
  Listing listing{{}, "cursor"};
  for (std::size_t begin = 0; begin < records; begin += kPage) {
    json feed = json::array();
    for (std::size_t i = begin; i < std::min(records, begin + kPage); ++i) {
      const std::string words = made.words(30);
      const std::string text = words + " arxiv.org/abs/2301...";
      const std::string uri = fmt::format("https://arxiv.org/abs/2301.{:05}", i % 90000 + 1);
      const std::string time = iso(static_cast<std::int64_t>(i));
      json record = {
          {"$type", "app.bsky.feed.post"},
          {"createdAt", time},
          {"langs", {"en"}},
          {"text", text},
          {"facets",
           {{{"index", {{"byteStart", words.size() + 1}, {"byteEnd", text.size()}}},
             {"features", {{{"$type", "app.bsky.richtext.facet#link"}, {"uri", uri}}}}}}}};
      feed.push_back(
          {{"post",
            {{"uri", fmt::format("at://did:plc:abc/app.bsky.feed.post/{:013}", i)},
             {"cid", fmt::format("bafyrei{:052}", i)},
             {"author",
              {{"did", "did:plc:abc"},
               {"handle", "ada.example.org"},
               {"displayName", "Ada Example"},
               {"avatar", "https://cdn.example.org/avatar.jpg"},
               {"labels", json::array()}}},
             {"record", std::move(record)},
             {"embed",
              {{"$type", "app.bsky.embed.external#view"},
               {"external",
                {{"uri", uri}, {"title", made.title()}, {"description", made.words(30)}}}}},
             {"replyCount", 1},
             {"repostCount", 2},
             {"likeCount", made.below(99)},
             {"quoteCount", 0},
             {"indexedAt", time}}}});
    }
    json page = {{"feed", std::move(feed)}};
    if (begin + kPage < records) {
      const std::string next = fmt::format("place{}", begin + kPage);
      page["cursor"] = next;
      listing.by_value[next] = listing.pages.size() + 1;
    }
    listing.pages.push_back({page.dump()});
  }
  site.listings["/xrpc/app.bsky.feed.getAuthorFeed"] = std::move(listing);
  site.sources.push_back({"source", "bluesky", "ada.example.org", {{"api", base}}});
  site.records = records;
  return site;
}

/// Stories a minute apart; the search gives 200 up to a second, the first of which was the last
/// page's last.
Site hacker_news(const std::string& base, std::size_t records) {
  constexpr std::size_t kHits = 200;
  constexpr std::int64_t kApart = 60;
  MadeUp made;
  Site site;
  Listing listing{{}, "numericFilters"};
  listing.by_value[std::to_string(Site::kNow)] = 0;
  for (std::size_t begin = 0; begin + 1 < records; begin += kHits - 1) {
    json hits = json::array();
    for (std::size_t i = begin; i < std::min(records, begin + kHits); ++i) {
      const std::int64_t at = Site::kNow - static_cast<std::int64_t>(i) * kApart;
      const bool asks = i % 4 == 0;
      const std::string html = asks ? made.html() : std::string();
      if (asks) {
        site.html.push_back(html);
      }
      hits.push_back(
          {{"objectID", std::to_string(40'000'000 - i)},
           {"story_id", 40'000'000 - i},
           {"title", made.title()},
           {"url", asks ? "" : fmt::format("https://arxiv.org/abs/2301.{:05}", i % 90000 + 1)},
           {"author", "ada"},
           {"points", made.below(300)},
           {"num_comments", made.below(99)},
           {"created_at", iso(0)},
           {"created_at_i", at},
           {"updated_at", iso(0)},
           {"story_text", html},
           {"children", {1, 2, 3, 4, 5}},
           {"_tags", {"story", "author_ada", asks ? "ask_hn" : "story_1"}},
           {"_highlightResult",
            {{"title", {{"value", made.words(9)}, {"matchLevel", "none"}}},
             {"author", {{"value", "ada"}, {"matchLevel", "none"}}}}}});
    }
    listing.pages.push_back(
        {json{{"hits", std::move(hits)}, {"nbHits", records - begin}, {"page", 0}}.dump()});
    const std::int64_t oldest = Site::kNow - static_cast<std::int64_t>(begin + kHits - 1) * kApart;
    listing.by_value[std::to_string(oldest)] = listing.pages.size();
  }
  site.listings["/search_by_date"] = std::move(listing);
  site.sources.push_back({"source", "hacker-news", base, {}});
  site.records = records;
  return site;
}

/// A hashtag, 40 a page.
Site mastodon(const std::string& base, std::size_t records) {
  constexpr std::size_t kPage = 40;
  constexpr std::size_t kTop = 110'000'000'000'000'000;
  MadeUp made;
  Site site;
  Listing listing{{}, "max_id"};
  for (std::size_t begin = 0; begin < records; begin += kPage) {
    json list = json::array();
    const std::size_t end = std::min(records, begin + kPage);
    for (std::size_t i = begin; i < end; ++i) {
      site.html.push_back(fmt::format(
          "<p>{} <a href=\"https://social.example.org/tags/ml\" class=\"mention hashtag\" "
          "rel=\"tag\">#<span>ml</span></a></p><p><a href=\"https://arxiv.org/abs/2301.{:05}\" "
          "rel=\"nofollow noopener\"><span class=\"invisible\">https://</span><span>arxiv.org"
          "</span></a></p>",
          made.words(40), i % 90000 + 1));
      list.push_back(
          {{"id", std::to_string(kTop - i)},
           {"created_at", made.day() + "T10:00:00.000Z"},
           {"in_reply_to_id", nullptr},
           {"sensitive", false},
           {"spoiler_text", ""},
           {"visibility", "public"},
           {"language", "en"},
           {"uri", fmt::format("https://social.example.org/users/ada/statuses/{}", kTop - i)},
           {"url", fmt::format("https://social.example.org/@ada/{}", kTop - i)},
           {"replies_count", 1},
           {"reblogs_count", 2},
           {"favourites_count", made.below(99)},
           {"edited_at", nullptr},
           {"content", site.html.back()},
           {"reblog", nullptr},
           {"account",
            {{"id", "1"},
             {"username", "ada"},
             {"acct", "ada"},
             {"display_name", made.name()},
             {"locked", false},
             {"note", "<p>" + made.words(20) + "</p>"},
             {"url", "https://social.example.org/@ada"},
             {"avatar", "https://files.example.org/avatar.png"},
             {"followers_count", 1234},
             {"fields", json::array()}}},
           {"media_attachments", json::array()},
           {"mentions", json::array()},
           {"tags", {{{"name", "ml"}, {"url", "https://social.example.org/tags/ml"}}}},
           {"emojis", json::array()},
           {"card", nullptr},
           {"poll", nullptr}});
    }
    listing.pages.push_back({list.dump()});
    listing.by_value[std::to_string(kTop - end + 1)] = listing.pages.size();
  }
  listing.pages.push_back({"[]"});
  site.listings["/api/v1/timelines/tag/ml"] = std::move(listing);
  site.sources.push_back({"source", "mastodon", base + "/tags/ml", {}});
  site.records = records;
  return site;
}

/// A subreddit's listing, 100 a page, as it is with a token.
Site reddit_listing(const std::string& base, std::size_t records) {
  constexpr std::size_t kPage = 100;
  MadeUp made;
  Site site;
  Listing listing{{}, "after"};
  for (std::size_t begin = 0; begin < records; begin += kPage) {
    json children = json::array();
    for (std::size_t i = begin; i < std::min(records, begin + kPage); ++i) {
      site.html.push_back("<div class=\"md\">" + made.html() + "</div>");
      children.push_back(
          {{"kind", "t3"},
           {"data",
            {{"name", fmt::format("t3_{:07}", i)},
             {"id", fmt::format("{:07}", i)},
             {"title", "[R] " + made.title()},
             {"author", "ada"},
             {"author_fullname", "t2_abc"},
             {"subreddit", "MachineLearning"},
             {"subreddit_name_prefixed", "r/MachineLearning"},
             {"permalink", fmt::format("/r/MachineLearning/comments/{}/on_serving/", i)},
             {"url", fmt::format("https://www.reddit.com/r/MachineLearning/comments/{}/", i)},
             {"domain", "self.MachineLearning"},
             {"is_self", true},
             {"selftext", made.words(70)},
             {"selftext_html", site.html.back()},
             {"created_utc", static_cast<double>(Site::kNow - static_cast<std::int64_t>(i))},
             {"score", made.below(500)},
             {"ups", 12},
             {"num_comments", made.below(99)},
             {"link_flair_text", "Research"},
             {"stickied", false},
             {"pinned", false},
             {"over_18", false},
             {"removed_by_category", nullptr},
             {"thumbnail", "self"},
             {"all_awardings", json::array()},
             {"media", nullptr}}}});
    }
    json data = {{"after", nullptr}, {"dist", kPage}, {"children", std::move(children)}};
    if (begin + kPage < records) {
      const std::string next = fmt::format("t3_{:07}", begin + kPage);
      data["after"] = next;
      listing.by_value[next] = listing.pages.size() + 1;
    }
    listing.pages.push_back({json{{"kind", "Listing"}, {"data", std::move(data)}}.dump()});
  }
  site.listings["/r/MachineLearning/new"] = std::move(listing);
  site.secrets["REDDIT_TOKEN"] = "made-up";
  site.sources.push_back({"source", "reddit", "r/MachineLearning", {{"api", base}}});
  site.records = records;
  return site;
}

/// Subreddits' feeds of 100 posts, as they are without a token.
Site reddit_feed(const std::string& base, std::size_t records) {
  constexpr std::size_t kPosts = 100;
  MadeUp made;
  Site site;
  while (site.records < records) {
    const std::string name = fmt::format("Subreddit{}", site.sources.size());
    std::string body = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" "
        "xmlns:media=\"http://search.yahoo.com/mrss/\"><title>newest : {}</title>",
        name);
    for (std::size_t i = 0; i < kPosts; ++i, ++site.records) {
      site.html.push_back(fmt::format(
          "<!-- SC_OFF --><div class=\"md\">{0}</div><!-- SC_ON --> submitted by <a "
          "href=\"https://www.reddit.com/user/ada\"> /u/ada </a> <br/> <span><a "
          "href=\"https://www.reddit.com/r/{1}/comments/{2}/\">[link]</a></span> <span><a "
          "href=\"https://www.reddit.com/r/{1}/comments/{2}/\">[comments]</a></span>",
          made.html(), name, site.records));
      std::string escaped;
      for (const char c : site.html.back()) {
        escaped += c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
      }
      body += fmt::format(
          "<entry><author><name>/u/ada</name><uri>https://www.reddit.com/user/ada</uri></author>"
          "<category term=\"{0}\" label=\"r/{0}\"/><content type=\"html\">{1}</content>"
          "<id>t3_{2:07}</id><link href=\"https://www.reddit.com/r/{0}/comments/{2}/on_serving/\"/>"
          "<updated>2026-11-02T10:00:00+00:00</updated>"
          "<published>2026-11-02T10:00:00+00:00</published><title>{3}</title></entry>",
          name, escaped, site.records, made.title());
    }
    site.listings[fmt::format("/r/{}/new/.rss", name)] = {{{body + "</feed>"}}};
    site.sources.push_back({name, "reddit", fmt::format("{}/r/{}", base, name), {}});
  }
  return site;
}

}  // namespace

std::vector<SiteKind> community_sites() {
  return {
      {"bluesky", "bluesky", Syntax::kJson, bluesky},
      {"hacker-news", "hacker-news", Syntax::kJson, hacker_news},
      {"mastodon", "mastodon", Syntax::kJson, mastodon},
      {"reddit, listing", "reddit", Syntax::kJson, reddit_listing},
      {"reddit, feed", "reddit", Syntax::kXml, reddit_feed},
  };
}

}  // namespace assay::bench
