#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"
#include "source/crossref_record.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

constexpr std::int64_t kNow = 1'795'608'000;  // 2026-11-25T12:00:00Z
constexpr const char* kWork = R"({"DOI":"10.1000/ABC","type":"journal-article",
 "title":["Graphs &amp; <mml:math><mml:mi>k</mml:mi></mml:math> cuts"],"subtitle":["A survey"],
 "abstract":"<jats:title>Abstract</jats:title><jats:p>First <jats:italic>x</jats:italic>.</jats:p><jats:p>Second.</jats:p>",
 "author":[{"given":"Ada","family":"Lovelace","affiliation":[{"name":"Acme"}]},{"name":"The Team"}],
 "container-title":["J. Graphs"],"published":{"date-parts":[[2026,3]]},"indexed":{"date-time":"2026-11-20T01:02:03Z"},
 "resource":{"primary":{"URL":"https://example.org/abc"}},
 "link":[{"URL":"https://example.org/abc.pdf","content-type":"application/pdf"}],
 "relation":{"has-preprint":[{"id-type":"doi","id":"10.48550/arXiv.2601.00001"}]},
 "is-referenced-by-count":4})";

std::string base(const std::string& from, const std::string& cursor) {
  return "https://api.crossref.org/works?filter=type:journal-article" +
         (from.empty() ? "" : ",from-index-date:" + from) +
         "&select=DOI,title,subtitle,author,editor,abstract,type,published,issued,posted,created,"
         "indexed,container-title,event,group-title,subject,resource,URL,link,relation,update-to,"
         "updated-by,publisher,volume,issue,page,is-referenced-by-count,ISBN,ISSN,funder,license"
         "&rows=200&cursor=" +
         cursor + "&mailto=me%40example.org";
}

SourceSpec spec() {
  return {"cr", "crossref", "", {{"filter", "type:journal-article"}, {"mailto", "me@example.org"}}};
}

std::string list(const std::string& items, const std::string& next, int total) {
  return R"({"status":"ok","message":{"total-results":)" + std::to_string(total) +
         ",\"next-cursor\":\"" + next + "\",\"items\":[" + items + "]}}";
}

TEST(CrossrefConnector, Work_IsWhole) {
  FakeFetcher fetcher;
  fetcher.answer(base("", "*"), list(kWork, "n%2F1", 1));
  const Page page = make_connector(spec())->next({"", "", kNow}, fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  const Work& work = std::get<Work>(page.items[0]);
  EXPECT_EQ(work.id, "10.1000/abc");
  EXPECT_EQ(work.title, "Graphs & k cuts: A survey");
  EXPECT_EQ(work.abstract, "Abstract\n\nFirst x.\n\nSecond.");
  EXPECT_EQ(work.authors, (Strings{"Ada Lovelace", "The Team"}));
  EXPECT_EQ(work.organisations, (Strings{"Acme"}));
  EXPECT_EQ(work.venue, "J. Graphs");
  EXPECT_EQ(work.date, "2026-03");
  EXPECT_EQ(identifiers(work), (Strings{"doi:10.1000/abc"}));
  ASSERT_EQ(work.links.size(), 3U);
  EXPECT_EQ(work.links[2].rel, "same");
  EXPECT_EQ(work.links[2].url, "https://doi.org/10.48550/arXiv.2601.00001");
}

TEST(CrossrefConnector, Paging_UsesTheLimitsThatTheServiceTells) {
  FakeFetcher fetcher;
  Response& first = fetcher.answer(base("2026-11-19", "*"), list(kWork, "a+b=", 1));
  first.headers.emplace_back("x-rate-limit-limit", "2");
  first.headers.emplace_back("x-rate-limit-interval", "1s");
  first.headers.emplace_back("x-api-pool", "public");
  fetcher.answer(base("2026-11-19", "a%2Bb%3D"), list("", "a+b=", 1));
  fetcher.answer(base("2026-11-24", "*"), list("", "", 0));
  const auto connector = make_connector(spec());
  const Page one = connector->next({"", "2026-11-19", kNow}, fetcher);
  ASSERT_TRUE(one.more);
  EXPECT_EQ(one.remarks.size(), 1U);
  const Page two = connector->next({one.cursor, "2026-11-19", kNow + 60}, fetcher);
  EXPECT_EQ(fetcher.requests()[1].interval_ms, 500);
  EXPECT_FALSE(two.more);
  EXPECT_TRUE(two.remarks.empty());
  const Page three = connector->next({two.cursor, "2026-11-19", kNow + 60}, fetcher);
  EXPECT_TRUE(three.items.empty());
}

TEST(CrossrefConnector, PlaceThatRanOut_IsLeftForTheBeginning) {
  FakeFetcher fetcher;
  fetcher.answer(base("2026-11-19", "*"), list(kWork, "abc", 1));
  const auto connector = make_connector(spec());
  const Page one = connector->next({"", "2026-11-19", kNow}, fetcher);
  const Page again = connector->next({one.cursor, "2026-11-19", kNow + 301}, fetcher);
  EXPECT_EQ(fetcher.urls().back(), base("2026-11-19", "*"));
  EXPECT_EQ(again.items.size(), 1U);
  EXPECT_EQ(again.remarks.size(), 1U);
}

TEST(CrossrefConnector, Retraction_MarksTheRetractedWork) {
  FakeFetcher fetcher;
  fetcher.answer(
      base("", "*"),
      list(R"({"DOI":"10.1000/R1","type":"journal-article","title":["Retraction: Graphs"],
        "update-to":[{"DOI":"10.1000/ABC","type":"retraction","updated":{"date-parts":[[2026,11,1]]}}]},
        {"DOI":"10.1000/c","type":"component","title":["Figure 1"]})",
           "", 2));
  fetcher.answer("https://api.crossref.org/works/10.1000/abc?mailto=me%40example.org",
                 std::string(R"({"status":"ok","message":)") + kWork + "}");
  const Page page = make_connector(spec())->next({"", "", kNow}, fetcher);
  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_EQ(std::get<Work>(page.items[0]).comments, "retracts: 10.1000/ABC");
  const Work& retracted = std::get<Work>(page.items[1]);
  EXPECT_EQ(retracted.id, "10.1000/abc");
  EXPECT_EQ(retracted.comments, "retracted");
  EXPECT_EQ(page.remarks, (Strings{"1 journals, components, reviews and the like were left out"}));
}

TEST(CrossrefConnector, WorkThatSaysItself_IsRetracted) {
  FakeFetcher fetcher;
  fetcher.answer(base("", "*"), list(R"({"DOI":"10.1000/q","type":"journal-article","title":["Q"],
    "updated-by":[{"DOI":"10.1000/r","type":"retraction","updated":{"date-parts":[[2025,1,2]]}}]})",
                                     "", 1));
  const Page page = make_connector(spec())->next({"", "", kNow}, fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  EXPECT_EQ(std::get<Work>(page.items[0]).comments, "retracted: 10.1000/r (2025-01-02)");
}

TEST(CrossrefConnector, OddRecords_AreRejectedAlone) {
  FakeFetcher fetcher;
  fetcher.answer(base("", "*"),
                 list(R"({"DOI":"10.1/a","title":[]},{"title":["T"]},{"DOI":"10.1/b","title":5},
                       {"DOI":"10.1000/ok","title":["Fine"],"published":{"date-parts":[[null]]},
                        "issued":{"date-parts":[[2020,13,40]]}})",
                      "", 4));
  const Page page = make_connector(spec())->next({"", "", kNow}, fetcher);
  ASSERT_EQ(page.items.size(), 4U);
  EXPECT_EQ(std::get<Rejection>(page.items[0]).reason, "no title");
  EXPECT_EQ(std::get<Rejection>(page.items[1]).reason, "no DOI");
  EXPECT_TRUE(std::holds_alternative<Work>(page.items[3]));
  EXPECT_EQ(std::get<Work>(page.items[3]).date, "");
}

TEST(Jats, Markup_BecomesHtml) {
  EXPECT_EQ(jats_as_html("<jats:sec><jats:title>A</jats:title><jats:p>b < c</jats:p></jats:sec>"),
            "<div><h4>A</h4><p>b < c</p></div>");
  EXPECT_EQ(jats_as_html("a <"), "a <");
}

}  // namespace
}  // namespace assay::source
