#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

constexpr const char* kAddress =
    "https://neurips.example.org/static/virtual/data/neurips-2025-orals-posters.json";
constexpr const char* kAbstracts =
    "https://neurips.example.org/static/virtual/data/neurips-2025-abstracts.json";

const char* const kPoster =
    R"j({"id":119718,"uid":"bad5","name":"Nets &amp; <speech> at\n scale","authors":[{"id":1,
"fullname":"Ann One","url":"http://x","institution":"Texas A&amp;M"},{"fullname":"Bob Two",
"institution":null},{"fullname":"Cy Three","institution":"Acme"}],"abstract":"We show $a<b$.",
"topic":"Deep Learning->Other","keywords":["nets"],"decision":"Accept (spotlight)",
"session":"Session 6","eventtype":"Poster","event_type":"{location} Poster","room_name":"Hall C",
"virtualsite_url":"/virtual/2025/poster/119718","url":null,"sourceid":1,
"sourceurl":"https://openreview.net/group?id=NeurIPS.cc/2025/Conference",
"starttime":"2025-12-05T16:30:00-08:00","endtime":"2025-12-05T19:30:00-08:00",
"paper_url":"https://openreview.net/forum?id=7HVADbW8fh","paper_pdf_url":null,
"poster_position":"#2504","eventmedia":[{"name":"Slides","file":"/media/1.pdf","visible":true},
{"name":"Video","uri":"https://slideslive.example/2"},{"name":"Old","uri":"https://x.example",
"visible":false},{"type":"URL","name":"Code on GitHub","uri":"https://github.com/a/b"}]})j";

std::string site(const std::string& events, const std::string& head = R"("count":1,"next":null,)") {
  return "{" + head + R"("previous":null,"results":[)" + events + "]}";
}

Page sync(FakeFetcher& fetcher, const std::string& cursor = {}) {
  return make_connector({"n", "virtual-site", kAddress, {}})->next({cursor, "", 0}, fetcher);
}

TEST(VirtualSite, EveryField_HasItsPlace) {
  FakeFetcher fetcher;
  fetcher.answer(kAddress, site(kPoster));
  const Page page = sync(fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  const Work& work = std::get<Work>(page.items[0]);
  EXPECT_EQ(work.id, "neurips/virtual/2025/poster/119718");
  EXPECT_EQ(work.kind, Kind::kPaper);
  EXPECT_EQ(work.title, "Nets & <speech> at scale");
  EXPECT_EQ(work.abstract, "We show $a<b$.");
  EXPECT_EQ(work.authors, (Strings{"Ann One", "Bob Two", "Cy Three"}));
  EXPECT_EQ(work.organisations, (Strings{"Texas A&M", "Acme"}));
  EXPECT_EQ(work.venue, "NeurIPS");
  EXPECT_EQ(work.year, 2025);
  EXPECT_EQ(work.date, "2025-12-05");
  EXPECT_EQ(work.track, "spotlight");
  EXPECT_EQ(work.keywords, (Strings{"nets", "Deep Learning"}));
  EXPECT_EQ(work.code, "https://github.com/a/b");
  EXPECT_EQ(identifiers(work),
            (Strings{"url:https://neurips.example.org/virtual/2025/poster/119718",
                     "openreview:7HVADbW8fh"}));
  EXPECT_EQ(work.links,
            (std::vector<Link>{{"home", "https://neurips.example.org/virtual/2025/poster/119718"},
                               {"paper", "https://openreview.net/forum?id=7HVADbW8fh"},
                               {"slides", "https://neurips.example.org/media/1.pdf"},
                               {"talk", "https://slideslive.example/2"}}));
  EXPECT_NE(work.extra.find(R"("poster_position":"#2504")"), std::string::npos);
  EXPECT_NE(work.extra.find(R"("starttime":"2025-12-05T16:30:00-08:00")"), std::string::npos);
}

TEST(VirtualSite, TalksAndWorkshops_HaveTheirKinds) {
  const std::string body = site(R"({"id":1,"name":"A","eventtype":"Invited Talk","paper_url":
"https://openreview.net/forum?id=7HVADbW8fh","speakers":[{"fullname":"Ann"}]},{"id":"2","name":"B",
"eventtype":"Workshop"},{"id":3,"name":"C","eventtype":"Oral"},{"id":5,"name":"E","sourceurl":
"https://openreview.net/group?id=NeurIPS.cc/2025/Datasets_and_Benchmarks_Track"})",
                                R"("count":4,)");
  FakeFetcher good;
  good.answer(kAddress, body);
  good.answer(kAbstracts, "", 404);
  const Page page = sync(good);
  ASSERT_EQ(page.items.size(), 4U);
  const Work& talk = std::get<Work>(page.items[0]);
  EXPECT_EQ(talk.kind, Kind::kTalk);
  EXPECT_EQ(talk.authors, (Strings{"Ann"}));
  EXPECT_TRUE(identifiers(talk).empty()) << "a talk is not its paper";
  EXPECT_EQ(talk.id, "neurips/2025/1");
  EXPECT_EQ(std::get<Work>(page.items[1]).kind, Kind::kEvent);
  EXPECT_EQ(std::get<Work>(page.items[2]).kind, Kind::kPaper);
  EXPECT_EQ(std::get<Work>(page.items[2]).track, "oral");
  EXPECT_EQ(std::get<Work>(page.items[3]).track, "Datasets and Benchmarks Track");
  EXPECT_TRUE(page.remarks.empty());
}

TEST(VirtualSite, AbstractsOfTheirOwnFile_AreFetchedOnce) {
  FakeFetcher fetcher;
  fetcher.answer(kAddress, site(R"({"id":1,"name":"A"},{"id":2,"name":"B"},{"id":3,"name":"C"})",
                                R"("count":3,)"));
  fetcher.answer(kAbstracts, R"({"1":"One <p>here</p>","3":" Three &amp; more "})");
  const Page page = sync(fetcher);
  ASSERT_EQ(page.items.size(), 3U);
  EXPECT_EQ(std::get<Work>(page.items[0]).abstract, "One\n\nhere");
  EXPECT_EQ(std::get<Work>(page.items[1]).abstract, "");
  EXPECT_EQ(std::get<Work>(page.items[2]).abstract, "Three & more");
  EXPECT_EQ(fetcher.requests().size(), 2U);
}

TEST(VirtualSite, NextPage_IsFollowedAndThenAskedConditionally) {
  FakeFetcher fetcher;
  fetcher.answer(kAddress, site(kPoster, R"("count":2,"next":"?page=2",)"))
      .headers.emplace_back("etag", "\"v1\"");
  fetcher.answer(kAddress, "", 304);
  fetcher.answer(
      std::string(kAddress) + "?page=2",
      R"({"count":2,"next":"","previous":"?page=1","results":[{"id":2,"name":"B","abstract":"b"}]})");
  const Page first = sync(fetcher);
  ASSERT_TRUE(first.more);
  const Page second = sync(fetcher, first.cursor);
  EXPECT_FALSE(second.more);
  EXPECT_TRUE(second.remarks.empty());
  EXPECT_EQ(second.items.size(), 1U);
  const Page later = sync(fetcher, second.cursor);
  EXPECT_TRUE(later.items.empty());
  EXPECT_EQ(fetcher.requests().back().etag, "\"v1\"");
}

TEST(VirtualSite, BadEvents_AreRejectedAloneAndCountsCompared) {
  FakeFetcher fetcher;
  fetcher.answer(kAddress, site(R"(7,{"id":1},{"id":2,"name":"B","abstract":"b"})",
                                R"("count":5,"next":null,)"));
  const Page page = sync(fetcher);
  ASSERT_EQ(page.items.size(), 3U);
  EXPECT_EQ(std::get<Rejection>(page.items[0]).reason, "a number stands where an event should be");
  EXPECT_EQ(std::get<Rejection>(page.items[1]).reason, "no title");
  EXPECT_EQ(page.remarks, (Strings{"announced 5, 3 came"}));
}

TEST(VirtualSite, NoData_IsNeverEmpty) {
  for (const char* body : {"", "[]", "{}", R"({"results":{}})", R"({"results":[{"id)"}) {
    FakeFetcher fetcher;
    fetcher.answer(kAddress, body);
    EXPECT_THROW(static_cast<void>(sync(fetcher)), Error) << body;
  }
  FakeFetcher missing;
  missing.answer(kAddress, "", 404);
  EXPECT_THROW(static_cast<void>(sync(missing)), Error);
}

TEST(VirtualSiteFile, IsRecognisedAndReadEventByEvent) {
  const Everything all = read_text("\xEF\xBB\xBF" + site(std::string(kPoster) + R"(,{"id":1})"),
                                   "neurips-2025-orals-posters.json");
  EXPECT_EQ(all.format, Format::kVirtualSite);
  ASSERT_EQ(all.works.size(), 1U);
  EXPECT_EQ(all.works[0].id, "neurips/virtual/2025/poster/119718");
  EXPECT_EQ(all.works[0].venue, "NeurIPS");
  EXPECT_NE(all.works[0].extra.find("/virtual/2025/poster/119718"), std::string::npos);
  EXPECT_EQ(only_reason(all), "no title");
}

TEST(VirtualSiteFile, ResultsBehindOtherMembers_AreFound) {
  const std::string odd =
      R"({"a":"{[\"results\":","b":{"results":[1,{"c":"]"}]},"d":-1.5e3 , "results" : [ )" +
      std::string(kPoster) + R"( ] ,"count":1})";
  const Everything all = read_text(odd, "x.json", Format::kVirtualSite);
  EXPECT_EQ(all.works.size(), 1U);
  EXPECT_TRUE(all.rejections.empty());
  EXPECT_EQ(all.works.at(0).venue, "NeurIPS") << "from the event itself";
}

TEST(VirtualSiteFile, CutOrWithoutResults_IsSaid) {
  const std::string whole = site(kPoster);
  EXPECT_EQ(only_reason(read_text(whole.substr(0, 200), "x", Format::kVirtualSite)),
            "the file ends in the middle of a record");
  EXPECT_EQ(only_reason(read_text(R"({"papers":[]})", "x", Format::kVirtualSite)),
            "not a JSON list of events");
  EXPECT_EQ(only_reason(read_text("[1]", "x", Format::kVirtualSite)), "not a JSON list of events");
}

}  // namespace
}  // namespace assay::source
