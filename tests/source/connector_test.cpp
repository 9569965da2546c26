#include "source/connector.h"

#include "fake_fetcher.h"
#include "source/since.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace assay::source::connector_test {
namespace {

constexpr const char* kAddress = "https://blog.example.org/feed.xml";
constexpr const char* kFeed =
    "<rss version='2.0'><channel><title>Notes</title><item><title>Serving in 4 bits</title>"
    "<link>https://blog.example.org/4bit</link><guid>a1</guid></item></channel></rss>";

Error error_of(const SourceSpec& spec) {
  try {
    static_cast<void>(make_connector(spec));
  } catch (const Error& error) {
    return error;
  }
  return {Errc::kInternal, "TEST: nothing was thrown"};
}

TEST(ConnectorKinds, EachHasWordsForPeople) {
  std::set<std::string_view> names;
  for (const ConnectorKind& kind : connector_kinds()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_FALSE(kind.help.empty()) << kind.name;
    EXPECT_LE(kind.help.size(), 60U) << kind.name;
    EXPECT_TRUE(
        (std::set<std::string_view>{"papers", "repositories", "talks", "frameworks", "community"})
            .contains(kind.family))
        << kind.name;
    EXPECT_EQ(find_connector_kind(kind.name), &kind);
  }
}

TEST(MakeConnector, UnknownKind_SaysWhereTheyAreListed) {
  const Error error = error_of({"x", "telegraph", "", {}});
  EXPECT_EQ(error.code(), Errc::kUsage);
  EXPECT_STREQ(error.what(),
               "there is no connector \"telegraph\" (x): assay source add --help lists them");
}

TEST(MakeConnector, UnknownOption_NamesThoseThatThereAre) {
  EXPECT_STREQ(error_of({"x", "feed", kAddress, {{"set", "cs"}}}).what(),
               "the connector feed has no option \"set\" (x): it takes none");
}

TEST(MakeConnector, NoAddress_SaysWhatIsNeeded) {
  EXPECT_STREQ(error_of({"x", "feed", "", {}}).what(),
               "the connector feed needs an address (x): give a feed's address");
  EXPECT_EQ(error_of({"x", "feed", "ftp://x/y", {}}).code(), Errc::kUsage);
}

TEST(FeedConnector, SecondSync_AsksWhetherItChanged) {
  FakeFetcher fetcher;
  fetcher.answer(kAddress, kFeed).headers.emplace_back("etag", "\"v1\"");
  fetcher.answer(kAddress, "", 304);
  const auto connector = make_connector({"notes", "feed", kAddress, {}});
  const Page first = connector->next({}, fetcher);
  ASSERT_EQ(first.items.size(), 1U);
  EXPECT_EQ(std::get<Work>(first.items.front()).title, "Serving in 4 bits");
  EXPECT_FALSE(first.more);
  const Page second = connector->next({first.cursor, "", 0}, fetcher);
  EXPECT_TRUE(second.items.empty());
  EXPECT_EQ(second.cursor, first.cursor);
  EXPECT_EQ(fetcher.requests().back().etag, "\"v1\"");
}

TEST(FeedConnector, MovedForGood_IsAskedAtItsNewPlace) {
  FakeFetcher fetcher;
  Response& moved = fetcher.answer(kAddress, kFeed);
  moved.url = "https://new.example.org/feed";
  moved.moved_for_good = true;
  fetcher.answer("https://new.example.org/feed", "", 304);
  const auto connector = make_connector({"notes", "feed", kAddress, {}});
  const Page first = connector->next({}, fetcher);
  ASSERT_EQ(first.remarks.size(), 1U);
  static_cast<void>(connector->next({first.cursor, "", 0}, fetcher));
  EXPECT_EQ(fetcher.urls().back(), "https://new.example.org/feed");
}

TEST(FeedConnector, Missing_IsAnError_GoneForGoodEndsIt) {
  FakeFetcher fetcher;
  fetcher.answer(kAddress, "", 404);
  fetcher.answer(kAddress, "", 410);
  const auto connector = make_connector({"notes", "feed", kAddress, {}});
  EXPECT_THROW(static_cast<void>(connector->next({}, fetcher)), Error);
  const Page page = connector->next({}, fetcher);
  EXPECT_NE(page.ended.find("410"), std::string::npos);
  EXPECT_FALSE(page.more);
}

TEST(FeedConnector, WhatIsNoFeed_IsAnErrorAndAskedForWholeAgain) {
  for (const char* body :
       {"", "<rss", "<html><body>login</body></html>", "{\"items\":[]}", "nonsense"}) {
    FakeFetcher fetcher;
    fetcher.answer(kAddress, body).headers = {{"content-type", "text/xml"}, {"etag", "\"v1\""}};
    const auto connector = make_connector({"notes", "feed", kAddress, {}});
    EXPECT_THROW(static_cast<void>(connector->next({}, fetcher)), Error) << body;
  }
}

TEST(FeedConnector, FeedThatBreaksOff_BringsWhatCameAndIsAskedForWholeAgain) {
  FakeFetcher fetcher;
  const std::string whole = kFeed;
  fetcher.answer(kAddress, whole.substr(0, whole.find("</channel>")))
      .headers.emplace_back("etag", "\"v1\"");
  fetcher.answer(kAddress, whole).headers.emplace_back("etag", "\"v2\"");
  const auto connector = make_connector({"notes", "feed", kAddress, {}});
  const Page first = connector->next({}, fetcher);
  ASSERT_EQ(first.items.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<Rejection>(first.items[1]));
  ASSERT_EQ(first.remarks.size(), 1U);
  const Page second = connector->next({first.cursor, "", 0}, fetcher);
  EXPECT_EQ(fetcher.requests().back().etag, "");
  EXPECT_EQ(second.items.size(), 1U);
  EXPECT_NE(second.cursor.find("v2"), std::string::npos);
}

TEST(FeedConnector, GuidThatWasAmbiguousOnce_StaysSo) {
  const auto item = [](const std::string& n) {
    return "<item><guid>g</guid><title>" + n + "</title><link>https://b.example/" + n +
           "</link></item>";
  };
  const auto feed = [](const std::string& items) {
    return "<rss><channel>" + items + "</channel></rss>";
  };
  FakeFetcher fetcher;
  fetcher.answer(kAddress, feed(item("1") + item("2")));
  fetcher.answer(kAddress, feed(item("3")));
  const auto connector = make_connector({"notes", "feed", kAddress, {}});
  const Page first = connector->next({}, fetcher);
  const Page second = connector->next({first.cursor, "", 0}, fetcher);
  EXPECT_EQ(std::get<Work>(second.items.at(0)).id, "https://b.example/3");
}

std::string atom_page(const std::string& id, const std::string& next) {
  return "<feed xmlns='http://www.w3.org/2005/Atom'><title>N</title>" +
         (next.empty() ? "" : "<link rel='prev-archive' href='" + next + "'/>") + "<entry><id>" +
         id + "</id><title>" + id + "</title><published>2026-0" + id +
         "-01T00:00:00Z</published></entry></feed>";
}

TEST(FeedConnector, FirstSync_ReadsTheArchive_LaterOnesDoNot) {
  FakeFetcher fetcher;
  fetcher.answer(kAddress, atom_page("3", "/archive/2")).headers.emplace_back("etag", "\"v1\"");
  fetcher.answer("https://blog.example.org/archive/2", atom_page("2", "/archive/1"));
  fetcher.answer("https://blog.example.org/archive/1", atom_page("1", "/archive/2"));
  const auto connector = make_connector({"notes", "feed", kAddress, {}});
  std::string cursor;
  std::vector<std::string> ids;
  Page page;
  do {
    page = connector->next({cursor, "", 0}, fetcher);
    cursor = page.cursor;
    ids.push_back(std::get<Work>(page.items.at(0)).id);
  } while (page.more && ids.size() < 10);
  EXPECT_EQ(ids, (std::vector<std::string>{"3", "2", "1"})) << "and no round and round";
  page = connector->next({cursor, "", 0}, fetcher);
  EXPECT_FALSE(page.more);
  EXPECT_EQ(fetcher.urls().back(), kAddress);
  EXPECT_EQ(fetcher.requests().back().etag, "\"v1\"");
}

TEST(FeedConnector, ArchiveThatCannotBeRead_EndsTheArchiveNotTheSource) {
  FakeFetcher fetcher;
  fetcher.answer(kAddress,
                 R"({"version":"https://jsonfeed.org/version/1.1","title":"N",
                     "next_url":"https://blog.example.org/2","items":[{"id":"1","title":"t"}]})");
  fetcher.answer("https://blog.example.org/2", "<p>oops");
  const auto connector = make_connector({"notes", "feed", kAddress, {}});
  const Page first = connector->next({}, fetcher);
  ASSERT_TRUE(first.more);
  const Page second = connector->next({first.cursor, "", 0}, fetcher);
  EXPECT_FALSE(second.more);
  ASSERT_EQ(second.remarks.size(), 1U);
  static_cast<void>(connector->next({second.cursor, "", 0}, fetcher));
  EXPECT_EQ(fetcher.urls().back(), kAddress);
}

TEST(FeedConnector, Since_EndsTheArchive) {
  FakeFetcher fetcher;
  fetcher.answer(kAddress, atom_page("3", "/archive/2"));
  fetcher.answer("https://blog.example.org/archive/2", atom_page("2", "/archive/1"));
  const auto connector = make_connector({"notes", "feed", kAddress, {}});
  const Page first = connector->next({"", "2026-03-01", 0}, fetcher);
  EXPECT_FALSE(connector->next({first.cursor, "2026-03-01", 0}, fetcher).more);
}

TEST(FeedConnector, CharacterSetOfTheHeader_IsTakenWhereTheDocumentNamesNone) {
  FakeFetcher fetcher;
  const std::string title = "\xCF\xF0\xE8\xE2\xE5\xF2";  // "Привет" in Windows-1251
  const std::string feed =
      "<rss><channel><item><guid>a</guid><title>" + title + "</title></item></channel></rss>";
  fetcher.answer(kAddress, feed).headers = {{"content-type", "text/xml; charset=windows-1251"}};
  // A header that is wrong about what is UTF-8.
  fetcher
      .answer(kAddress,
              "<rss><channel><item><guid>a</guid><title>Größe</title></item></channel></rss>")
      .headers = {{"content-type", "text/xml; charset=iso-8859-1"}};
  const auto connector = make_connector({"notes", "feed", kAddress, {}});
  EXPECT_EQ(std::get<Work>(connector->next({}, fetcher).items.at(0)).title, "Привет");
  EXPECT_EQ(std::get<Work>(connector->next({}, fetcher).items.at(0)).title, "Größe");
}

TEST(FeedConnector, IsNotAskedBeforeTheTimeThatItNames) {
  constexpr std::int64_t kNow = 1'767'312'000;  // 2026-01-02, a Friday
  const std::string feed =
      "<rss><channel><ttl>90</ttl><skipHours><hour>3</hour></skipHours><skipDays><day>Sunday</day>"
      "</skipDays><item><guid>a</guid><title>A</title></item></channel></rss>";
  FakeFetcher fetcher;
  fetcher.answer(kAddress, feed);
  const auto connector = make_connector({"notes", "feed", kAddress, {}});
  const Page first = connector->next({"", "", kNow}, fetcher);
  const auto asks = [&](std::int64_t now) {
    const std::size_t before = fetcher.requests().size();
    const Page page = connector->next({first.cursor, "", now}, fetcher);
    EXPECT_EQ(page.remarks.empty(), fetcher.requests().size() > before);
    return fetcher.requests().size() > before;
  };
  EXPECT_FALSE(asks(kNow + std::int64_t{89} * 60));
  EXPECT_TRUE(asks(kNow + std::int64_t{91} * 60));
  EXPECT_FALSE(asks(kNow + std::int64_t{3} * 3600 + 60)) << "the hour";
  EXPECT_FALSE(asks(kNow + std::int64_t{2} * 86'400 + std::int64_t{5} * 3600)) << "the day";
  EXPECT_TRUE(asks(kNow - std::int64_t{30} * 86'400)) << "a clock that was set back delays nothing";
}

TEST(FeedConnector, CacheControl_IsHeededForADayAtMost) {
  constexpr std::int64_t kNow = 1'767'312'000;
  FakeFetcher fetcher;
  fetcher.answer(kAddress, kFeed).headers.emplace_back("cache-control", "public, max-age=31536000");
  const auto connector = make_connector({"notes", "feed", kAddress, {}});
  const Page first = connector->next({"", "", kNow}, fetcher);
  static_cast<void>(connector->next({first.cursor, "", kNow + 80'000}, fetcher));
  EXPECT_EQ(fetcher.requests().size(), 1U);
  static_cast<void>(connector->next({first.cursor, "", kNow + 90'000}, fetcher));
  EXPECT_EQ(fetcher.requests().size(), 2U);
}

TEST(AwesomeConnector, List_IsFollowed) {
  const std::string file = "https://raw.githubusercontent.com/ada/awesome-lora/HEAD/README.md";
  FakeFetcher fetcher;
  fetcher.answer(file, "# Lists\n\n- [LoRA](https://arxiv.org/abs/2106.09685) - adapters\n")
      .headers.emplace_back("etag", "\"v1\"");
  fetcher.answer(file, "", 304);
  fetcher.answer(file, "<!DOCTYPE html><title>login</title>");
  const auto connector = make_connector({"list", "awesome", "ada/awesome-lora", {}});
  const Page first = connector->next({}, fetcher);
  ASSERT_EQ(first.items.size(), 1U);
  EXPECT_EQ(std::get<Work>(first.items[0]).id, "arxiv:2106.09685");
  EXPECT_TRUE(connector->next({first.cursor, "", 0}, fetcher).items.empty());
  EXPECT_EQ(fetcher.requests().back().etag, "\"v1\"");
  EXPECT_THROW(static_cast<void>(connector->next({first.cursor, "", 0}, fetcher)), Error)
      << "a page without a link is no empty list";
}

TEST(Cursors, OfEveryConnector_AreNeverAnInternalError) {
  // A cursor that was written by something else, or damaged.
  for (
      const char* cursor :
      {R"({"etag":1,"from":2,"page":[],"since":{},"at":"x","id":"y","token":3,"began":[],"day":7})",
       R"({"seen":"1","state":4,"next":"z","newest":5,"target":"6","start":"7","record":"8"})"}) {
    for (const ConnectorKind& kind : connector_kinds()) {
      SourceSpec spec{"x", std::string(kind.name), "https://x.example/feed", {}};
      for (const char* name : {"query", "filter", "search", "repos", "collections", "venueid"}) {
        if (std::any_of(kind.options.begin(), kind.options.end(),
                        [name](const OptionHelp& one) { return one.name == name; })) {
          spec.options[name] = "a/b";
        }
      }
      FakeFetcher fetcher;
      try {
        const auto connector = make_connector(spec);
        static_cast<void>(connector->next({cursor, "", 1'767'312'000}, fetcher));
      } catch (const Error& error) {
        EXPECT_NE(error.code(), Errc::kInternal) << kind.name;
      } catch (const std::exception& error) {
        ADD_FAILURE() << kind.name << ": " << error.what();
      }
    }
  }
}

TEST(OpmlConnector, HeaderThatIsNoUtf8_DoesNoHarm) {
  FakeFetcher fetcher;
  fetcher.answer(kAddress, "<opml><body><outline xmlUrl='https://a.example/feed'/></body></opml>")
      .headers.emplace_back("etag", "\"\xE9\"");
  const auto connector = make_connector({"list", "opml", kAddress, {}});
  EXPECT_EQ(connector->next({}, fetcher).sources.size(), 1U);
}

TEST(Cursor, Unreadable_IsSaidWithWhatToDo) {
  FakeFetcher fetcher;
  const auto connector = make_connector({"notes", "feed", kAddress, {}});
  for (const char* cursor : {"[1", R"({"etag":1})", R"({"address":[]})"}) {
    try {
      static_cast<void>(connector->next({cursor, "", 0}, fetcher));
      FAIL() << cursor;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kCorrupt) << cursor;
    }
  }
}

TEST(Fetch, HtmlWhereDataWasAsked_IsBlockedAndNeverEmpty) {
  FakeFetcher fetcher;
  fetcher.answer("https://api.example.org/x", "<!DOCTYPE html><title>Are you a robot?</title>");
  Request request;
  request.url = "https://api.example.org/x";
  request.want = Want::kJson;
  try {
    static_cast<void>(fetcher.fetch(request));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kBlocked);
  }
  request.want = Want::kFeed;
  EXPECT_THROW(static_cast<void>(fetcher.fetch(request)), Error);
  request.want = Want::kAnything;
  EXPECT_EQ(fetcher.fetch(request).status, 200);
  Response& feed = fetcher.answer("https://blog.example.org/feed", "<rss/>");
  feed.headers = {{"content-type", "text/html"}};
  request.url = "https://blog.example.org/feed";
  request.want = Want::kFeed;
  EXPECT_EQ(fetcher.fetch(request).status, 200) << "many feeds are said to be HTML";
}

TEST(LinkTarget, IsFoundByItsRelationAndResolved) {
  Response response;
  response.url = "https://api.example.org/repos?page=1";
  response.headers = {{"link",
                       "<https://api.example.org/repos?page=9>; rel=\"last\", "
                       "</repos?page=2>; rel=\"next\""}};
  EXPECT_EQ(link_target(response, "next"), "https://api.example.org/repos?page=2");
  EXPECT_EQ(link_target(response, "last"), "https://api.example.org/repos?page=9");
  EXPECT_EQ(link_target(response, "prev"), "");
}

TEST(HeedsSince, NamesKindsThatThereAre) {
  std::size_t heeding = 0;
  for (const ConnectorKind& kind : connector_kinds()) {
    heeding += heeds_since(kind.name) ? 1U : 0U;
  }
  EXPECT_EQ(heeding, 26U) << "a name in the list is no connector's";
  EXPECT_FALSE(heeds_since("feed"));
  EXPECT_TRUE(heeds_since("arxiv-oai"));
}

}  // namespace
}  // namespace assay::source::connector_test
