/// Hugging Face's daily papers and Papers with Code.

#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"

#include <gtest/gtest.h>

namespace assay::source::daily_papers_test {
namespace {

constexpr std::int64_t kNow = 1'795'608'000;  // 2026-11-25T12:00:00Z

std::string day_url(const std::string& day, int part = 0) {
  return "https://huggingface.co/api/daily_papers?date=" + day +
         "&limit=100&p=" + std::to_string(part);
}

constexpr const char* kDaily = R"({"paper":{"id":"2611.01234","title":"Small\nmodels",
 "summary":"They\nwork.","upvotes":17,"publishedAt":"2026-11-20T00:00:00.000Z",
 "submittedOnDailyAt":"2026-11-24T01:00:00.000Z","discussionId":"d1",
 "authors":[{"name":"A. One","hidden":false},{"name":"B. Hidden","hidden":true}],
 "submittedOnDailyBy":{"user":"jo","fullname":"Jo Doe"},"githubRepo":"https://github.com/a/b",
 "githubStars":5,"ai_keywords":["distillation"],"projectPage":"https://a.example.org",
 "organization":{"name":"acme","fullname":"Acme AI"}},"numComments":2,"title":"Small models"})";

TEST(HfPapersConnector, Paper_IsWhole) {
  FakeFetcher fetcher;
  fetcher.answer(day_url("2026-11-24"), std::string("[") + kDaily + "]");
  const Page page =
      make_connector({"hf", "hf-papers", "", {}})->next({"", "2026-11-24", kNow}, fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  const Work& work = std::get<Work>(page.items[0]);
  EXPECT_EQ(work.id, "2611.01234");
  EXPECT_EQ(work.title, "Small models");
  EXPECT_EQ(work.abstract, "They work.");
  EXPECT_EQ(work.authors, (Strings{"A. One"}));
  EXPECT_EQ(work.organisations, (Strings{"Acme AI"}));
  EXPECT_EQ(work.date, "2026-11-20");
  EXPECT_EQ(identifiers(work), (Strings{"arxiv:2611.01234"}));
  EXPECT_EQ(work.code, "https://github.com/a/b");
  EXPECT_EQ(work.stars, 5);
  EXPECT_EQ(work.keywords, (Strings{"distillation"}));
  EXPECT_EQ(work.links[0].url, "https://huggingface.co/papers/2611.01234");
  EXPECT_EQ(work.links[0].rel, "discussion");
  EXPECT_NE(work.extra.find("\"upvotes\":17"), std::string::npos);
  EXPECT_NE(work.extra.find("\"submitted_by\":\"Jo Doe\""), std::string::npos);
}

TEST(HfPapersConnector, GoesDayByDayToToday) {
  FakeFetcher fetcher;
  std::string full = "[";
  for (int i = 0; i < 100; ++i) {
    full += (i > 0 ? "," : "") + std::string(kDaily);
  }
  fetcher.answer(day_url("2026-11-23"), "[]");
  fetcher.answer(day_url("2026-11-24"), full + "]");
  fetcher.answer(day_url("2026-11-24", 1), "[]");
  fetcher.answer(day_url("2026-11-25"), "[]");
  fetcher.answer(day_url("2026-11-22"), "[]");
  const auto connector = make_connector({"hf", "hf-papers", "", {}});
  PageRequest request{"", "2026-11-23", kNow};
  std::size_t items = 0;
  int pages = 0;
  while (pages < 10) {
    const Page page = connector->next(request, fetcher);
    ++pages;
    items += page.items.size();
    request.cursor = page.cursor;
    if (!page.more) {
      break;
    }
  }
  EXPECT_EQ(pages, 4);
  EXPECT_EQ(items, 100U);
  // Nothing older than what was wanted is asked for again.
  EXPECT_EQ(request.cursor, R"({"day":"2026-11-23"})");
  request.since = "2026-11-01";
  request.cursor = R"({"day":"2026-11-25"})";
  EXPECT_EQ(connector->next(request, fetcher).cursor, R"({"day":"2026-11-22"})");
}

TEST(HfPapersConnector, DayPassedOver_IsAnError) {
  FakeFetcher fetcher;
  fetcher.answer(day_url("2026-10-01"), std::string("[") + kDaily + "]");
  const auto connector = make_connector({"hf", "hf-papers", "", {}});
  EXPECT_THROW(static_cast<void>(connector->next({"", "2026-10-01", kNow}, fetcher)), Error);
  EXPECT_THROW(static_cast<void>(connector->next({"", "soon", kNow}, fetcher)), Error);
}

TEST(HfPapersConnector, OddEntries_AreRejectedAlone) {
  FakeFetcher fetcher;
  fetcher.answer(day_url("2026-11-24"), R"([{"paper":null},{"paper":{"id":"x","title":1}},7,
    {"paper":{"id":"blog-1","title":"No arXiv id","upvotes":null}}])");
  const Page page =
      make_connector({"hf", "hf-papers", "", {}})->next({"", "2026-11-24", kNow}, fetcher);
  ASSERT_EQ(page.items.size(), 4U);
  EXPECT_EQ(std::get<Rejection>(page.items[0]).reason, "no title");
  EXPECT_EQ(std::get<Rejection>(page.items[1]).reason, "title is a number, not text");
  EXPECT_TRUE(std::get<Work>(page.items[3]).identifiers.empty());
}

std::string pwc_url(const std::string& from, int page) {
  return "https://paperswithcode.co/api/v1/papers/?task=Image%20Classification" +
         (from.empty() ? "" : "&start_date=" + from) +
         "&latest_only=true&include_resources=true&order_by=date_published&order_dir=asc&page=" +
         std::to_string(page) + "&page_size=100";
}

SourceSpec pwc() {
  return {"pwc", "papers-with-code", "", {{"task", "Image Classification"}}};
}

constexpr const char* kPwc = R"({"id":42,"arxiv_id":"2608.00001","title":"See","abstract":"We see.",
 "authors":["A. One",{"name":"B. Two"}],"published":"2026-08-03","conference_name":"CVPR 2026",
 "organizations":[{"name":"Acme"}],"url_abs":"https://arxiv.org/abs/2608.00001","url_pdf":null,
 "repositories":[{"url":"https://github.com/fan/see","num_stars":900,"is_official":false},
   {"url":"https://github.com/acme/see","num_stars":10,"is_official":true}],
 "tasks":[{"name":"Image Classification"}],"all_categories":["cs.CV"],"tldr":null})";

TEST(PwcConnector, Paper_IsWholeWithItsOwnCodeFirst) {
  FakeFetcher fetcher;
  fetcher.answer(pwc_url("", 1),
                 std::string(R"({"count":1,"applied_filters":{"task":"image classification"},)") +
                     "\"results\":[" + kPwc + "]}");
  const Page page = make_connector(pwc())->next({"", "", kNow}, fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  const Work& work = std::get<Work>(page.items[0]);
  EXPECT_EQ(work.id, "42");
  EXPECT_EQ(work.code, "https://github.com/acme/see");
  EXPECT_EQ(work.stars, 10);
  EXPECT_EQ(work.authors, (Strings{"A. One", "B. Two"}));
  EXPECT_EQ(work.organisations, (Strings{"Acme"}));
  EXPECT_EQ(work.venue, "CVPR 2026");
  EXPECT_EQ(work.keywords, (Strings{"Image Classification", "cs.CV"}));
  EXPECT_EQ(identifiers(work), (Strings{"arxiv:2608.00001"}));
  ASSERT_EQ(work.links.size(), 3U);
  EXPECT_EQ(work.links[1].rel, "implements");
  EXPECT_EQ(work.links[2].rel, "code");
  EXPECT_EQ(fetcher.requests()[0].most_bytes, std::size_t{2} << 20U);
}

TEST(PwcConnector, FilterNotConfirmed_IsAnError) {
  for (const char* filters : {R"({"task":"Image Classification"})", "{}", "null"}) {
    FakeFetcher fetcher;
    fetcher.answer(pwc_url("2026-08-01", 1),
                   std::string(R"({"count":0,"results":[],"applied_filters":)") + filters + "}");
    try {
      static_cast<void>(make_connector(pwc())->next({"", "2026-08-01", kNow}, fetcher));
      ADD_FAILURE() << filters;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kInvalid);
    }
  }
}

TEST(PwcConnector, Pages_AreCounted) {
  FakeFetcher fetcher;
  const auto answer = [](const std::string& results) {
    return R"({"count":3,"applied_filters":{"task":"Image Classification"},"results":[)" + results +
           "]}";
  };
  fetcher.answer(pwc_url("", 1), answer(std::string(kPwc) + "," + kPwc));
  fetcher.answer(pwc_url("", 2), answer(""));
  const auto connector = make_connector(pwc());
  const Page first = connector->next({"", "", kNow}, fetcher);
  ASSERT_TRUE(first.more);
  const Page second = connector->next({first.cursor, "", kNow}, fetcher);
  EXPECT_FALSE(second.more);
  EXPECT_EQ(second.remarks, (Strings{"announced 3, 2 came"}));
  EXPECT_EQ(second.cursor, R"({"from":"2026-11-11"})");
}

}  // namespace
}  // namespace assay::source::daily_papers_test
