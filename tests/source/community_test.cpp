/// Hacker News, Mastodon, Bluesky, Reddit.

#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

constexpr std::int64_t kNow = 1772323200;  // 2026-03-01

/// All pages of one sync.
struct Synced {
  std::vector<Work> works;
  std::vector<Rejection> rejections;
  Strings gone;
  Strings remarks;
  std::string cursor;
  int pages = 0;
};

Synced sync(const Connector& connector, Fetcher& fetcher, std::string cursor = {},
            const std::string& since = {}) {
  Synced all;
  all.cursor = std::move(cursor);
  for (bool more = true; more && all.pages < 50; ++all.pages) {
    const Page page = connector.next({all.cursor, since, kNow}, fetcher);
    for (const Item& item : page.items) {
      if (const Work* work = std::get_if<Work>(&item)) {
        all.works.push_back(*work);
      } else {
        all.rejections.push_back(std::get<Rejection>(item));
      }
    }
    all.gone.insert(all.gone.end(), page.gone.begin(), page.gone.end());
    all.remarks.insert(all.remarks.end(), page.remarks.begin(), page.remarks.end());
    all.cursor = page.cursor;
    more = page.more;
  }
  return all;
}

Strings ids(const Synced& all) {
  Strings out;
  for (const Work& work : all.works) {
    out.push_back(work.id);
  }
  return out;
}

std::string hn_url(std::int64_t low, std::int64_t high) {
  return "https://hn.algolia.com/api/v1/search_by_date?query=lora&tags=story&numericFilters="
         "created_at_i%3E" +
         std::to_string(low) + "%2Ccreated_at_i%3C%3D" + std::to_string(high) + "&hitsPerPage=200";
}

std::string hit(const std::string& id, std::int64_t at, const std::string& more = {}) {
  return R"({"objectID":")" + id + R"(","title":"Story )" + id +
         R"(","author":"ann","points":40,)" + R"("num_comments":3,"created_at_i":)" +
         std::to_string(at) + more + "}";
}

TEST(HackerNews, WindowsOfTime_ReachBehindTheLimit) {
  FakeFetcher fetcher;
  fetcher.answer(
      hn_url(0, kNow),
      R"({"nbHits":3,"hits":[)" + hit("3", kNow - 10, R"(,"url":"https://arxiv.org/abs/2106.09685",
                     "_tags":["story","show_hn"],"story_text":null)") +
          "," +
          hit("2", kNow - 20,
              R"(,"url":null,"story_text":"<p>See <a href=\"https:&#x2F;&#x2F;github.com&#x2F;acme&#x2F;fast\">it</a>")") +
          "]}");
  fetcher.answer(hn_url(0, kNow - 20), R"({"nbHits":1,"hits":[)" + hit("1", kNow - 30) + "]}");
  const auto connector = make_connector({"hn", "hacker-news", "", {{"query", "lora"}}});
  const Synced all = sync(*connector, fetcher);
  EXPECT_EQ(ids(all), (Strings{"3", "2", "1"}));
  EXPECT_EQ(all.works[0].kind, Kind::kDiscussion);
  EXPECT_EQ(all.works[0].links,
            (std::vector<Link>{{"home", "https://news.ycombinator.com/item?id=3"},
                               {"paper", "https://arxiv.org/abs/2106.09685"}}));
  EXPECT_EQ(all.works[0].keywords, (Strings{"Show HN"}));
  EXPECT_EQ(all.works[0].extra,
            R"({"num_comments":3,"points":40,"posted":"2026-02-28T23:59:50Z"})");
  EXPECT_EQ(all.works[1].text, "See it");
  EXPECT_EQ(all.works[1].code, "https://github.com/acme/fast");
  // The next sync looks two days back for points and comments.
  fetcher.answer(hn_url(kNow - std::int64_t{2} * 86400, kNow), R"({"nbHits":0,"hits":[]})");
  EXPECT_TRUE(sync(*connector, fetcher, all.cursor).works.empty());
  EXPECT_EQ(fetcher.urls().back(), hn_url(kNow - std::int64_t{2} * 86400, kNow));
}

TEST(HackerNews, FilterThatWasIgnored_IsAnError) {
  FakeFetcher fetcher;
  fetcher.answer(hn_url(kNow - 86400 - 1, kNow), R"({"nbHits":1,"hits":[)" + hit("1", 1000) + "]}");
  const auto connector = make_connector({"hn", "hacker-news", "", {{"query", "lora"}}});
  EXPECT_THROW(static_cast<void>(sync(*connector, fetcher, {}, "2026-02-28")), Error);
}

TEST(HackerNews, PointsAndBrokenHits) {
  FakeFetcher fetcher;
  fetcher.answer(hn_url(0, kNow),
                 R"({"nbHits":2,"hits":[)" + hit("1", 5) +
                     R"(,{"objectID":"2","title":null,"points":99,"created_at_i":4}]})");
  const auto connector =
      make_connector({"hn", "hacker-news", "", {{"query", "lora"}, {"points", "50"}}});
  const Synced all = sync(*connector, fetcher);
  EXPECT_TRUE(all.works.empty());
  EXPECT_EQ(all.rejections.size(), 1U);
  EXPECT_THROW(static_cast<void>(make_connector({"hn", "hacker-news", "", {{"points", "many"}}})),
               Error);
}

std::string status(const std::string& id, const std::string& day, const std::string& more = {}) {
  const bool told = more.find(R"("content":)") != std::string::npos;
  return R"({"id":")" + id + R"(","uri":"https://m.example/s/)" + id +
         R"(","url":"https://m.example/@ann/)" + id + R"(","created_at":")" + day +
         R"(T10:00:00.000Z",)" + (told ? "" : R"("content":"<p>Post <b>)" + id + R"(</b></p>",)") +
         R"("account":{"acct":"ann","display_name":"Ann One"})" + more + "}";
}

constexpr const char* kTag = "https://m.example/api/v1/timelines/tag/MachineLearning?limit=40";

TEST(Mastodon, FirstSyncWalksBack_LaterOnesForward) {
  FakeFetcher fetcher;
  const std::string tag(kTag);
  fetcher.answer(tag, "[" + status("12", "2026-02-20") + "," + status("11", "2026-02-19") + "]");
  fetcher.answer(tag + "&max_id=11",
                 "[" + status("9", "2026-02-10") + "," + status("8", "2025-12-31") + "]");
  const auto connector =
      make_connector({"m", "mastodon", "https://m.example/tags/MachineLearning", {}});
  const Synced first = sync(*connector, fetcher, {}, "2026-01-01");
  EXPECT_EQ(ids(first),
            (Strings{"https://m.example/s/12", "https://m.example/s/11", "https://m.example/s/9"}));
  EXPECT_EQ(first.pages, 2);
  fetcher.answer(tag + "&min_id=12", "[" + status("100", "2026-02-28") + "]");
  fetcher.answer(tag + "&min_id=100", "[]");
  const Synced second = sync(*connector, fetcher, first.cursor, "2026-01-01");
  EXPECT_EQ(ids(second), (Strings{"https://m.example/s/100"}));
}

TEST(Mastodon, Status_IsReadableAndItsLinksTyped) {
  FakeFetcher fetcher;
  fetcher.answer(
      kTag, "[" +
                status("2", "2026-02-20",
                       R"(,"language":"en","favourites_count":5,"reblogs_count":2,"replies_count":0,
          "tags":[{"name":"ml"}],"spoiler_text":"A warning","sensitive":true,
          "content":"<p>See <a href=\"https://m.example/tags/ml\">#ml</a> <a href=\"https://arxiv.org/abs/2106.09685\">it</a><script>x()</script></p>",
          "card":{"url":"https://blog.example/p"},"media_attachments":[{"type":"image","description":"A plot"}])") +
                "," + status("1", "2026-02-20", R"(,"reblog":)" + status("77", "2025-11-11")) +
                "]");
  fetcher.answer(std::string(kTag) + "&max_id=1", "[]");
  const auto connector =
      make_connector({"m", "mastodon", "https://m.example/tags/MachineLearning", {}});
  const Synced all = sync(*connector, fetcher);
  ASSERT_EQ(all.works.size(), 2U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.title, "A warning");
  EXPECT_EQ(work.text.find("x()"), std::string::npos);
  EXPECT_NE(work.text.find("[image: A plot]"), std::string::npos);
  EXPECT_EQ(work.links, (std::vector<Link>{{"home", "https://m.example/@ann/2"},
                                           {"paper", "https://arxiv.org/abs/2106.09685"},
                                           {"post", "https://blog.example/p"}}));
  EXPECT_EQ(work.authors, (Strings{"Ann One"}));
  EXPECT_NE(work.extra.find(R"("favourites":5)"), std::string::npos);
  EXPECT_EQ(all.works[1].id, "https://m.example/s/77") << "a boost is the post that it shows";
  EXPECT_NE(all.works[1].extra.find(R"("boosted_by":"ann")"), std::string::npos);
}

TEST(Mastodon, LimitUsedUp_GoesOnTheNextTime) {
  FakeFetcher fetcher;
  Response& tired = fetcher.answer(kTag, "[" + status("5", "2026-02-20") + "]");
  tired.headers.emplace_back("x-ratelimit-remaining", "0");
  tired.headers.emplace_back("x-ratelimit-reset", "2026-03-01T00:05:00.000Z");
  fetcher.answer(std::string(kTag) + "&max_id=5", "[" + status("4", "2026-02-19") + "]");
  fetcher.answer(std::string(kTag) + "&max_id=4", "[]");
  const auto connector =
      make_connector({"m", "mastodon", "https://m.example/tags/MachineLearning", {}});
  const Synced first = sync(*connector, fetcher);
  EXPECT_EQ(first.pages, 1);
  ASSERT_EQ(first.remarks.size(), 1U);
  EXPECT_NE(first.remarks[0].find("2026-03-01T00:05"), std::string::npos);
  EXPECT_EQ(ids(sync(*connector, fetcher, first.cursor)), (Strings{"https://m.example/s/4"}));
}

TEST(Mastodon, Account_IsLookedUpOnce) {
  FakeFetcher fetcher;
  fetcher.answer("https://m.example/api/v1/accounts/lookup?acct=ann", R"({"id":"42"})");
  fetcher.answer("https://m.example/api/v1/accounts/42/statuses?limit=40&exclude_reblogs=true",
                 "[" + status("5", "2026-02-20") + "]");
  fetcher.answer(
      "https://m.example/api/v1/accounts/42/statuses?limit=40&max_id=5&exclude_reblogs=true", "[]");
  const auto connector =
      make_connector({"m", "mastodon", "https://m.example/@ann", {{"boosts", "no"}}});
  EXPECT_EQ(sync(*connector, fetcher).works.size(), 1U);
  EXPECT_EQ(fetcher.requests().size(), 3U);
  EXPECT_THROW(static_cast<void>(make_connector({"m", "mastodon", "https://m.example/about", {}})),
               Error);
}

constexpr const char* kAuthorFeed =
    "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?actor=ann.example&filter="
    "posts_no_replies&limit=100";

std::string skeet(const std::string& key, const std::string& at, const std::string& record,
                  const std::string& more = {}) {
  return R"({"post":{"uri":"at://did:plc:x/app.bsky.feed.post/)" + key +
         R"(","author":{"did":"did:plc:x","handle":"ann.example","displayName":"Ann"},"record":{)" +
         record + R"(,"createdAt":")" + at + R"("},"indexedAt":")" + at + R"(","likeCount":4})" +
         more + "}";
}

TEST(Bluesky, FacetsCountInBytes) {
  FakeFetcher fetcher;
  fetcher.answer(kAuthorFeed,
                 R"({"feed":[)" +
                     skeet("k1", "2026-02-20T10:00:00Z",
                           R"("text":"Größe: arxiv.org/abs/2... und #ml","langs":["de"],
      "facets":[{"index":{"byteStart":9,"byteEnd":27},"features":[{"$type":"app.bsky.richtext.facet#link",
      "uri":"https://arxiv.org/abs/2106.09685"}]},{"index":{"byteStart":32,"byteEnd":35},
      "features":[{"$type":"app.bsky.richtext.facet#tag","tag":"ml"}]},
      {"index":{"byteStart":-5,"byteEnd":9999},"features":[{"uri":"https://blog.example/1"}]}],
      "embed":{"$type":"app.bsky.embed.external","external":{"uri":"https://github.com/acme/fast",
      "title":"acme/fast","description":"Fast."}})") +
                     "]}");
  const auto connector = make_connector({"b", "bluesky", "@ann.example", {}});
  const Synced all = sync(*connector, fetcher);
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.text, "Größe: https://arxiv.org/abs/2106.09685 und #ml");
  EXPECT_EQ(work.abstract, "[acme/fast] Fast.");
  EXPECT_EQ(work.links, (std::vector<Link>{{"code", "https://github.com/acme/fast"},
                                           {"home", "https://bsky.app/profile/ann.example/post/k1"},
                                           {"paper", "https://arxiv.org/abs/2106.09685"},
                                           {"post", "https://blog.example/1"}}));
  EXPECT_EQ(work.keywords, (Strings{"ml"}));
  EXPECT_EQ(work.extra, R"({"language":"de","likes":4,"posted":"2026-02-20T10:00:00Z"})");
}

TEST(Bluesky, WalksBackToWhatIsKnown_PastAPinnedPost) {
  const auto text = [](const std::string& words) { return R"("text":")" + words + "\""; };
  FakeFetcher fetcher;
  const std::string pinned = skeet("old", "2020-01-01T00:00:00Z", text("pinned"),
                                   R"(,"reason":{"$type":"app.bsky.feed.defs#reasonPin"})");
  fetcher.answer(kAuthorFeed, R"({"cursor":"c1","feed":[)" + pinned + "," +
                                  skeet("k3", "2026-02-20T10:00:00Z", text("three")) + "]}");
  fetcher.answer(std::string(kAuthorFeed) + "&cursor=c1",
                 R"({"cursor":"c2","feed":[)" + skeet("k2", "2026-02-10T10:00:00Z", text("two")) +
                     "," + skeet("k1", "2026-01-10T10:00:00Z", text("one")) + "]}");
  const auto connector =
      make_connector({"b", "bluesky", "https://bsky.app/profile/ann.example", {}});
  const Synced first = sync(*connector, fetcher, {}, "2026-02-01");
  EXPECT_EQ(ids(first), (Strings{"at://did:plc:x/app.bsky.feed.post/k3",
                                 "at://did:plc:x/app.bsky.feed.post/k2"}));
  EXPECT_EQ(first.pages, 2);
  const Synced second = sync(*connector, fetcher, first.cursor);
  EXPECT_EQ(second.pages, 2) << "the newest is equal, not older: one page more is looked at";
  EXPECT_EQ(ids(second), (Strings{"at://did:plc:x/app.bsky.feed.post/k3"}));
}

TEST(Bluesky, OddPosts_AreRejected) {
  FakeFetcher fetcher;
  fetcher.answer(kAuthorFeed, R"({"feed":[{"post":null},7,)" +
                                  skeet("k", "soon", R"("text":5,"facets":"x","embed":[])") + "]}");
  const auto connector = make_connector({"b", "bluesky", "ann.example", {}});
  EXPECT_EQ(sync(*connector, fetcher).rejections.size(), 3U);
  EXPECT_THROW(static_cast<void>(make_connector({"b", "bluesky", "ann", {}})), Error);
}

std::string reddit_entry(const std::string& id, const std::string& day) {
  return "<entry><author><name>/u/ann</name></author><category term='ml' label='r/ml'/>"
         "<content type='html'>&lt;div class=\"md\"&gt;&lt;p&gt;Our &lt;a "
         "href=\"https://arxiv.org/abs/2106.09685\"&gt;paper&lt;/a&gt;&lt;/p&gt;&lt;/div&gt; "
         "submitted by &lt;a href=\"https://www.reddit.com/user/ann\"&gt; /u/ann &lt;/a&gt; "
         "&lt;a href=\"https://github.com/acme/fast\"&gt;[link]&lt;/a&gt; &lt;a "
         "href=\"https://www.reddit.com/r/ml/comments/" +
         id + "/x/\"&gt;[comments]&lt;/a&gt;</content><id>t3_" + id +
         "</id><link href='https://www.reddit.com/r/ml/comments/" + id + "/x/'/><published>" + day +
         "T10:00:00+00:00</published><title>[R] Post " + id + "</title></entry>";
}

TEST(Reddit, FeedWithoutAToken_IsRead) {
  const std::string url = "https://www.reddit.com/r/ml/new/.rss?limit=100";
  const auto feed = [](const std::string& entries) {
    return "<feed xmlns='http://www.w3.org/2005/Atom'><title>ml</title>" + entries + "</feed>";
  };
  FakeFetcher fetcher;
  fetcher.answer(url, feed(reddit_entry("a", "2026-02-20") + reddit_entry("b", "2025-02-20")));
  fetcher.answer(url, feed(reddit_entry("c", "2026-02-25")));
  const auto connector = make_connector({"r", "reddit", "r/ml", {}});
  const Synced all = sync(*connector, fetcher, {}, "2026-01-01");
  ASSERT_EQ(ids(all), (Strings{"t3_a"}));
  const Work& work = all.works[0];
  EXPECT_EQ(work.kind, Kind::kDiscussion);
  EXPECT_EQ(work.title, "[R] Post a");
  EXPECT_EQ(work.text, "Our paper");
  EXPECT_EQ(work.authors, (Strings{"ann"}));
  EXPECT_EQ(work.venue, "r/ml");
  EXPECT_EQ(work.links, (std::vector<Link>{{"home", "https://www.reddit.com/r/ml/comments/a/x/"},
                                           {"paper", "https://arxiv.org/abs/2106.09685"},
                                           {"code", "https://github.com/acme/fast"}}));
  const Synced later = sync(*connector, fetcher, all.cursor);
  EXPECT_EQ(ids(later), (Strings{"t3_c"}));
  EXPECT_EQ(later.remarks.size(), 1U) << "the feed does not reach back to what is known";
}

std::string post(const std::string& id, std::int64_t at, const std::string& more = {}) {
  return R"({"kind":"t3","data":{"name":"t3_)" + id + R"(","title":"Post &amp; )" + id +
         R"(","author":"ann","subreddit":"ml","permalink":"/r/ml/comments/)" + id +
         R"(/x/","created_utc":)" + std::to_string(at) + ".0" + more + "}}";
}

TEST(Reddit, ListingWithAToken_IsPagedAndTheTokenKept) {
  const std::string url = "https://oauth.reddit.com/r/ml/new?limit=100&raw_json=1";
  FakeFetcher fetcher;
  fetcher.set_secret("REDDIT_TOKEN", "secret-token");
  fetcher.answer(url, R"({"data":{"after":"t3_b","children":[)" +
                          post("pin", 1000, R"(,"stickied":true)") + "," +
                          post("a", kNow - 10,
                               R"(,"is_self":false,"url":"https://arxiv.org/abs/2106.09685",
                          "score":17,"num_comments":4,"link_flair_text":"Research")") +
                          "," + post("b", kNow - 20, R"(,"removed_by_category":"moderator")") +
                          "]}}");
  fetcher.answer(
      url + "&after=t3_b",
      R"({"data":{"after":null,"children":[)" +
          post("c", kNow - 30, R"(,"is_self":true,"selftext":"See https://blog.example/1.")") +
          "]}}");
  const auto connector = make_connector({"r", "reddit", "https://www.reddit.com/r/ml/", {}});
  const Synced all = sync(*connector, fetcher);
  EXPECT_EQ(ids(all), (Strings{"t3_pin", "t3_a", "t3_c"}));
  EXPECT_EQ(all.gone, (Strings{"t3_b"}));
  EXPECT_EQ(all.works[1].title, "Post & a");
  EXPECT_EQ(all.works[1].keywords, (Strings{"Research"}));
  EXPECT_EQ(all.works[1].extra, R"({"num_comments":4,"score":17})");
  EXPECT_EQ(all.works[1].links.at(1), (Link{"paper", "https://arxiv.org/abs/2106.09685"}));
  EXPECT_EQ(all.works[2].links.at(1), (Link{"post", "https://blog.example/1"}));
  EXPECT_EQ(all.cursor.find("secret"), std::string::npos);
  EXPECT_EQ(fetcher.requests()[0].headers.at(0), "Authorization: Bearer secret-token");
  const Synced again = sync(*connector, fetcher, all.cursor);
  EXPECT_EQ(ids(again), (Strings{"t3_a"})) << "only what is not older than the newest";
}

TEST(Reddit, LimitUsedUp_GoesOnTheNextTime) {
  FakeFetcher fetcher;
  fetcher.set_secret("REDDIT_TOKEN", "t");
  const std::string sorted = "https://oauth.reddit.com/user/ann?sort=new&limit=100&raw_json=1";
  Response& tired = fetcher.answer(
      sorted, R"({"data":{"after":"t3_a","children":[)" + post("a", kNow - 10) + "]}}");
  tired.headers.emplace_back("x-ratelimit-remaining", "0.0");
  tired.headers.emplace_back("x-ratelimit-reset", "120");
  fetcher.answer(sorted + "&after=t3_a",
                 R"({"data":{"after":null,"children":[)" + post("b", kNow - 20) + "]}}");
  const auto connector = make_connector({"r", "reddit", "u/ann", {}});
  const Synced first = sync(*connector, fetcher);
  EXPECT_EQ(ids(first), (Strings{"t3_a"}));
  EXPECT_EQ(first.remarks.size(), 1U);
  EXPECT_EQ(ids(sync(*connector, fetcher, first.cursor)), (Strings{"t3_b"}));
}

TEST(Reddit, AddressesThatAreNone_AreRefused) {
  for (const char* address : {"ml", "r/../etc", "search", "https://www.reddit.com/"}) {
    EXPECT_THROW(static_cast<void>(make_connector({"r", "reddit", address, {}})), Error) << address;
  }
}

}  // namespace
}  // namespace assay::source
