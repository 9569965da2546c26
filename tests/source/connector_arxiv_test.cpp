#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"

#include <gtest/gtest.h>

namespace assay::source::connector_arxiv_test {
namespace {

std::string address(std::size_t start, std::size_t count = 200,
                    const std::string& sort = "lastUpdatedDate") {
  return "https://api.example.org/query?search_query=cat%3Acs.LG%20AND%20abs%3Aq&sortBy=" + sort +
         "&sortOrder=descending&start=" + std::to_string(start) +
         "&max_results=" + std::to_string(count);
}

std::string feed(std::size_t total, std::size_t start, const std::string& entries) {
  return "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
         "xmlns:opensearch='http://a9.com/-/spec/opensearch/1.1/' "
         "xmlns:arxiv='http://arxiv.org/schemas/atom'><title>arXiv Query</title>"
         "<opensearch:itemsPerPage>200</opensearch:itemsPerPage><opensearch:totalResults>" +
         std::to_string(total) + "</opensearch:totalResults><opensearch:startIndex>" +
         std::to_string(start) + "</opensearch:startIndex>" + entries + "</feed>";
}

std::string entry(const std::string& id, const std::string& updated, const std::string& rest = {}) {
  return "<entry><id>http://arxiv.org/abs/" + id + "</id><updated>" + updated +
         "T10:00:00Z</updated><published>2021-06-17T10:00:00Z</published><title>T " + id +
         "</title><summary>S</summary>" + rest + "</entry>";
}

std::string entries(std::size_t count, const std::string& updated) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) {
    all += entry("2106." + std::to_string(10000 + i) + "v1", updated);
  }
  return all;
}

SourceSpec spec(const std::string& sort = {}) {
  SourceSpec source{
      "ml", "arxiv", "https://api.example.org/query", {{"query", "cat:cs.LG AND abs:q"}}};
  if (!sort.empty()) {
    source.options["sort"] = sort;
  }
  return source;
}

Page sync(FakeFetcher& fetcher, const std::string& cursor = {}, const std::string& since = {}) {
  return make_connector(spec())->next({cursor, since, 0}, fetcher);
}

Error error_of(const std::string& answer, const std::string& cursor = {}) {
  FakeFetcher fetcher;
  fetcher.answer(address(0), answer);
  fetcher.answer(address(200), answer);
  try {
    static_cast<void>(sync(fetcher, cursor));
  } catch (const Error& error) {
    return error;
  }
  return {Errc::kInternal, "TEST: nothing was thrown"};
}

TEST(ArxivSearch, EveryField_HasItsPlace) {
  FakeFetcher fetcher;
  fetcher.answer(
      address(0),
      feed(1, 0,
           entry("2106.09685v2", "2021-10-16",
                 "<author><name>Edward J. Hu</name><arxiv:affiliation>Acme Labs</arxiv:affiliation>"
                 "</author><author><name>Ann One</name></author>"
                 "<arxiv:comment>9 pages,\n code: github.com/a/b</arxiv:comment>"
                 "<arxiv:journal_ref>J. Tests 1</arxiv:journal_ref><arxiv:doi>10.1000/x</arxiv:doi>"
                 "<arxiv:primary_category term='cs.CL'/><category term='cs.CL'/>"
                 "<category term='cs.LG'/><link href='http://arxiv.org/pdf/2106.09685v2' "
                 "rel='related' title='pdf'/>")));
  const Page page = sync(fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  const Work& work = std::get<Work>(page.items[0]);
  EXPECT_EQ(work.id, "2106.09685");
  EXPECT_EQ(work.title, "T 2106.09685v2");
  EXPECT_EQ(work.abstract, "S");
  EXPECT_EQ(work.authors, (Strings{"Edward J. Hu", "Ann One"}));
  EXPECT_EQ(work.organisations, (Strings{"Acme Labs"}));
  EXPECT_EQ(work.comments, "9 pages, code: github.com/a/b");
  EXPECT_EQ(work.code, "https://github.com/a/b");
  EXPECT_EQ(work.keywords, (Strings{"cs.CL", "cs.LG"}));
  EXPECT_EQ(work.date, "2021-06-17");
  EXPECT_EQ(identifiers(work), (Strings{"arxiv:2106.09685", "doi:10.1000/x"}));
  EXPECT_EQ(work.extra, R"({"journal-ref":"J. Tests 1","version":"v2","updated":"2021-10-16"})");
  EXPECT_EQ(fetcher.requests().front().interval_ms, 3000);
  EXPECT_FALSE(page.more);
}

TEST(ArxivSearch, PagesToTheEnd_ThenReadsOnlyWhatIsNewer) {
  FakeFetcher fetcher;
  fetcher.answer(address(0), feed(201, 0, entries(200, "2026-11-20")));
  fetcher.answer(address(0), feed(202, 0,
                                  entry("2106.00007v3", "2026-11-21") + entries(1, "2026-11-20") +
                                      entries(198, "2026-11-01")));
  fetcher.answer(address(200), feed(201, 200, entries(1, "2026-10-01")));
  const Page first = sync(fetcher);
  EXPECT_EQ(first.items.size(), 200U);
  EXPECT_TRUE(first.more);
  const Page second = sync(fetcher, first.cursor);
  EXPECT_EQ(second.items.size(), 1U);
  EXPECT_FALSE(second.more);
  const Page later = sync(fetcher, second.cursor);
  EXPECT_FALSE(later.more);
  EXPECT_EQ(later.items.size(), 2U) << "what bears the last date itself comes again";
  EXPECT_TRUE(later.remarks.empty() || later.remarks[0].find("announced") == 0);
}

TEST(ArxivSearch, WhatComesDuringAPass_IsLeftToTheNextOne) {
  FakeFetcher fetcher;
  fetcher.answer(address(200), feed(500, 200, entries(200, "2026-11-25")));
  fetcher.answer(address(400), feed(500, 400, entries(100, "2026-01-01")));
  const Page second = sync(fetcher, R"({"start":200,"newest":"2026-11-20T10:00:00Z","until":""})");
  ASSERT_TRUE(second.more);
  const Page last = sync(fetcher, second.cursor);
  EXPECT_EQ(last.cursor, R"({"until":"2026-11-20T10:00:00Z"})");
}

TEST(ArxivSearch, Since_BoundsTheFirstSync) {
  FakeFetcher fetcher;
  fetcher.answer(address(0), feed(400, 0, entries(3, "2026-11-20") + entries(197, "2026-10-31")));
  const Page page = sync(fetcher, {}, "2026-11-01");
  EXPECT_EQ(page.items.size(), 3U);
  EXPECT_FALSE(page.more);
}

TEST(ArxivSearch, EmptyPageWhereMoreWasAnnounced_IsAnErrorAndNotTheEnd) {
  const Error error = error_of(feed(500, 200, ""), R"({"start":200,"newest":"","until":""})");
  EXPECT_EQ(error.code(), Errc::kNetwork);
  EXPECT_NE(error.hint().find("again"), std::string::npos);
}

TEST(ArxivSearch, ShortPage_IsSaidAndGoneOnBehindWhatCame) {
  FakeFetcher fetcher;
  fetcher.answer(address(0), feed(300, 0, entries(150, "2026-11-20")));
  fetcher.answer(address(150), feed(300, 150, entries(150, "2026-11-19")));
  const Page first = sync(fetcher);
  EXPECT_EQ(first.remarks, (Strings{"announced 200, 150 came"}));
  ASSERT_TRUE(first.more);
  const Page second = sync(fetcher, first.cursor);
  EXPECT_EQ(second.items.size(), 150U);
  EXPECT_FALSE(second.more);
}

TEST(ArxivSearch, NothingMatches_IsFine) {
  FakeFetcher fetcher;
  fetcher.answer(address(0), feed(0, 0, ""));
  const Page page = sync(fetcher);
  EXPECT_TRUE(page.items.empty());
  EXPECT_TRUE(page.remarks.empty());
  EXPECT_FALSE(page.more);
}

TEST(ArxivSearch, ComplaintsOfTheService_AreErrors) {
  const Error error =
      error_of(feed(1, 0,
                    "<entry><id>http://arxiv.org/api/errors#incorrect_id</id><title>Error</title>"
                    "<summary>incorrect id format for 1234</summary></entry>"));
  EXPECT_EQ(error.code(), Errc::kInvalid);
  EXPECT_EQ(error.message(), "arXiv says: incorrect id format for 1234");
}

TEST(ArxivSearch, AnotherSliceThanAsked_IsNoAnswer) {
  EXPECT_EQ(
      error_of(feed(500, 0, entries(200, "2026-11-20")), R"({"start":200,"newest":"","until":""})")
          .code(),
      Errc::kInvalid);
}

TEST(ArxivSearch, NoFeedOrHalfAFeed_IsNeverEmpty) {
  const std::string whole = feed(2, 0, entries(2, "2026-11-20"));
  for (const std::string& body : {std::string("{}"), std::string("<rss/>"), std::string(),
                                  whole.substr(0, whole.size() - 30), std::string("<feed/>")}) {
    EXPECT_EQ(error_of(body).code(), Errc::kInvalid) << body;
  }
}

TEST(ArxivSearch, MoreThanTheServiceGives_IsSaid) {
  FakeFetcher fetcher;
  fetcher.answer(address(29900, 100), feed(50000, 29900, entries(100, "2026-01-01")));
  const Page page = sync(fetcher, R"({"start":29900,"newest":"2026-11-20","until":""})");
  EXPECT_FALSE(page.more);
  ASSERT_EQ(page.remarks.size(), 1U);
  EXPECT_NE(page.remarks[0].find("30,000 results of 50,000"), std::string::npos);
}

TEST(ArxivSearch, OptionsThatCannotBe_AreRefused) {
  FakeFetcher fetcher;
  EXPECT_THROW(static_cast<void>(make_connector({"x", "arxiv", "", {}})), Error);
  EXPECT_THROW(static_cast<void>(make_connector(spec("relevance"))), Error);
  fetcher.answer(address(0, 200, "submittedDate"), feed(0, 0, ""));
  EXPECT_TRUE(make_connector(spec("submittedDate"))->next({}, fetcher).items.empty());
}

}  // namespace
}  // namespace assay::source::connector_arxiv_test
