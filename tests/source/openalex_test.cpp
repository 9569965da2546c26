#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

constexpr const char* kAddress = "https://api.openalex.org";
constexpr std::int64_t kNow = 1'795'608'000;  // 2026-11-25T12:00:00Z
constexpr const char* kWork = R"({"id":"https://openalex.org/W1","doi":"https://doi.org/10.1000/Ab",
 "title":"On <i>deep</i> &amp; wide","publication_date":"2026-11-10","publication_year":2026,
 "type":"article","is_retracted":false,"cited_by_count":3,
 "abstract_inverted_index":{"deep":[1,4],"We":[0],"train":[3],"nets,":[2],"ones.":[9000000000]},
 "authorships":[{"author":{"display_name":"Ada Lovelace","orcid":"https://orcid.org/0"},
   "institutions":[{"display_name":"Acme Labs"}],"raw_affiliation_strings":["x"]},
  {"author":{"display_name":null},"raw_author_name":"B. Bee","institutions":[],
   "raw_affiliation_strings":["Bee Inc, Paris"]}],
 "primary_location":{"landing_page_url":"https://doi.org/10.1000/ab","source":{"display_name":"J. Nets"}},
 "locations":[{"landing_page_url":"https://arxiv.org/abs/2611.00001v2","pdf_url":"https://arxiv.org/pdf/2611.00001"},null],
 "topics":[{"display_name":"Neural Networks"}],"keywords":[{"display_name":"Training"}]})";

std::string flat(std::string text) {
  std::erase(text, '\n');
  return text;
}

std::string list(const std::string& works, const std::string& next, int count) {
  return "{\"meta\":{\"count\":" + std::to_string(count) + ",\"next_cursor\":" + next +
         "},\"results\":[" + works + "]}";
}

SourceSpec spec() {
  return {"oa", "openalex", "", {{"filter", "type:article"}}};
}

std::string url(const std::string& from, const std::string& cursor) {
  return std::string(kAddress) + "/works?filter=type:article" +
         (from.empty() ? "" : ",from_publication_date:" + from) + "&per_page=100&cursor=" + cursor;
}

TEST(OpenAlex, EveryField_HasItsPlace) {
  const Everything all = read_text(flat(kWork) + "\n");
  EXPECT_EQ(all.format, Format::kOpenalex);
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.id, "https://openalex.org/W1");
  EXPECT_EQ(work.title, "On deep & wide");
  EXPECT_EQ(work.abstract, "We deep nets, train deep ones.");
  EXPECT_EQ(work.authors, (Strings{"Ada Lovelace", "B. Bee"}));
  EXPECT_EQ(work.organisations, (Strings{"Acme Labs", "Bee Inc, Paris"}));
  EXPECT_EQ(work.venue, "J. Nets");
  EXPECT_EQ(work.date, "2026-11-10");
  EXPECT_EQ(identifiers(work), (Strings{"doi:10.1000/ab", "arxiv:2611.00001"}));
  EXPECT_EQ(work.keywords, (Strings{"Neural Networks", "Training"}));
  EXPECT_EQ(work.comments, "");
  EXPECT_NE(work.extra.find("\"cited_by_count\":3"), std::string::npos);
}

TEST(OpenAlex, Retracted_IsSaid) {
  const Everything all = read_text(
      R"({"id":"https://openalex.org/W2","display_name":"Bad","ids":{},"is_retracted":true})"
      "\n"
      R"({"id":"https://openalex.org/W3","title":null,"display_name":null,"ids":{}})"
      "\n"
      R"({"id":"https://openalex.org/W4","title":7,"ids":{}})"
      "\n");
  ASSERT_EQ(all.works.size(), 1U);
  EXPECT_EQ(all.works[0].comments, "retracted");
  ASSERT_EQ(all.rejections.size(), 2U);
  EXPECT_EQ(all.rejections[0].reason, "no title");
  EXPECT_EQ(all.rejections[1].reason, "title is a number, not text");
}

TEST(OpenAlexConnector, Pages_AreFollowedToTheEndAndTheKeyStaysOutOfAddresses) {
  FakeFetcher fetcher;
  fetcher.set_secret("OPENALEX_API_KEY", "k3y");
  fetcher.answer(url("2026-11-01", "*"), list(kWork, "\"abc==\"", 2));
  fetcher.answer(url("2026-11-01", "abc%3D%3D"), list(kWork, "null", 2));
  const auto connector = make_connector(spec());
  const Page first = connector->next({"", "2026-11-01", kNow}, fetcher);
  EXPECT_EQ(first.items.size(), 1U);
  ASSERT_TRUE(first.more);
  EXPECT_EQ(first.cursor.find("k3y"), std::string::npos);
  EXPECT_EQ(fetcher.requests()[0].headers, (Strings{"Authorization: Bearer k3y"}));
  const Page last = connector->next({first.cursor, "2026-11-01", kNow}, fetcher);
  EXPECT_FALSE(last.more);
  EXPECT_TRUE(last.remarks.empty());
  // The next sync begins a month before this one did.
  fetcher.answer(url("2026-10-26", "*"), list("", "null", 0));
  const Page later = connector->next({last.cursor, "2026-11-01", kNow + 86400}, fetcher);
  EXPECT_TRUE(later.items.empty());
  EXPECT_EQ(fetcher.urls().back(), url("2026-10-26", "*"));
}

TEST(OpenAlexConnector, FewerThanAnnounced_IsRemarked) {
  FakeFetcher fetcher;
  fetcher.answer(url("", "*"), list(kWork, "null", 41));
  const Page page = make_connector(spec())->next({"", "", kNow}, fetcher);
  EXPECT_EQ(page.remarks, (Strings{"announced 41, 1 came"}));
}

TEST(OpenAlexConnector, FilterPassedOver_IsAnError) {
  FakeFetcher fetcher;
  fetcher.answer(url("2026-11-20", "*"), list(kWork, "null", 1));
  const auto connector = make_connector(spec());
  EXPECT_THROW(static_cast<void>(connector->next({"", "2026-11-20", kNow}, fetcher)), Error);
}

TEST(OpenAlexConnector, MergedWork_IsGone) {
  FakeFetcher fetcher;
  fetcher.answer(std::string(kAddress) + "/works/W9", kWork);  // redirected there
  fetcher.answer(std::string(kAddress) + "/works/W8", "", 404);
  const auto connector = make_connector({"oa", "openalex", "", {{"ids", "W9, W8"}}});
  const Page first = connector->next({"", "", kNow}, fetcher);
  ASSERT_EQ(first.items.size(), 1U);
  EXPECT_EQ(first.gone, (Strings{"https://openalex.org/W9"}));
  EXPECT_EQ(first.remarks, (Strings{"W9 was merged into https://openalex.org/W1"}));
  ASSERT_TRUE(first.more);
  const Page last = connector->next({first.cursor, "", kNow}, fetcher);
  EXPECT_EQ(last.gone, (Strings{"https://openalex.org/W8"}));
  EXPECT_FALSE(last.more);
  EXPECT_EQ(last.cursor, "");
}

TEST(OpenAlexConnector, OddAnswers_AreErrorsOrRejections) {
  FakeFetcher fetcher;
  for (const char* body :
       {"<html><body>Are you a robot?</body></html>", "{\"results\":7}", "{]", "\"x\"", "{}"}) {
    FakeFetcher odd;
    odd.answer(url("", "*"), body);
    EXPECT_THROW(static_cast<void>(make_connector(spec())->next({"", "", kNow}, odd)), Error)
        << body;
  }
  fetcher.answer(url("", "*"), list("null,[1],{\"id\":\"x\"}", "null", 3));
  const Page page = make_connector(spec())->next({"", "", kNow}, fetcher);
  ASSERT_EQ(page.items.size(), 3U);
  EXPECT_EQ(std::get<Rejection>(page.items[0]).reason, "a record is an object, not null");
  EXPECT_EQ(std::get<Rejection>(page.items[2]).reason, "no title");
}

TEST(OpenAlexConnector, Everything_IsTooMuch) {
  EXPECT_THROW(static_cast<void>(make_connector({"oa", "openalex", "", {}})), Error);
}

}  // namespace
}  // namespace assay::source
