#include "source/connector.h"

#include "fake_fetcher.h"
#include "source/since.h"

#include <gtest/gtest.h>

#include <set>

namespace assay::source {
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

TEST(FeedConnector, GoneOrMissing_SaysSo) {
  for (const int status : {404, 410}) {
    FakeFetcher fetcher;
    fetcher.answer(kAddress, "", status);
    const auto connector = make_connector({"notes", "feed", kAddress, {}});
    EXPECT_THROW(static_cast<void>(connector->next({}, fetcher)), Error) << status;
  }
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
}  // namespace assay::source
