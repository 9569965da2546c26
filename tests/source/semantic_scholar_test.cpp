#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

constexpr std::int64_t kNow = 1'795'608'000;  // 2026-11-25T12:00:00Z
constexpr const char* kFields =
    "paperId,corpusId,externalIds,url,title,abstract,venue,publicationVenue,year,publicationDate,"
    "publicationTypes,journal,authors,s2FieldsOfStudy,openAccessPdf,isOpenAccess,citationCount,"
    "referenceCount,influentialCitationCount";
constexpr const char* kPaper =
    R"({"paperId":"f00","corpusId":77,"title":"Low rank","abstract":null,"year":2021,
 "publicationDate":"2021-06-17","venue":"","publicationVenue":{"name":"ICLR"},
 "externalIds":{"ArXiv":"2106.09685v2","DOI":"10.1000/X","MAG":"12","CorpusId":77},
 "authors":[{"authorId":"1","name":"Edward Hu"},{"authorId":null,"name":"Yelong Shen"}],
 "s2FieldsOfStudy":[{"category":"Computer Science","source":"s2"}],"tldr":{"text":"It adapts."},
 "openAccessPdf":{"url":"https://arxiv.org/pdf/2106.09685"},"citationCount":9,
 "url":"https://www.semanticscholar.org/paper/f00"})";

std::string bulk(const std::string& from, const std::string& token) {
  return "https://api.semanticscholar.org/graph/v1/paper/search/bulk?query=adapters" +
         (from.empty() ? "" : "&publicationDateOrYear=" + from + ":") + "&fields=" + kFields +
         (token.empty() ? "" : "&token=" + token);
}

SourceSpec spec() {
  return {"s2", "semantic-scholar", "", {{"query", "adapters"}}};
}

TEST(SemanticScholar, DatasetsSortedTogether_AreJoined) {
  const Everything all = read_text(
      R"({"corpusid":1,"externalids":{"ACL":"P18-1001","DBLP":"conf/x/Y","ArXiv":null},"title":"One",)"
      R"("authors":[{"authorId":null,"name":"A"}],"year":2018,"publicationdate":null,"venue":"ACL"})"
      "\n"
      R"({"corpusid":1,"openaccessinfo":{"externalids":{}},"abstract":"Of one.\n Two lines."})"
      "\n"
      R"({"corpusid":2,"externalids":null,"title":"Two","authors":null,"year":null})"
      "\n"
      R"({"corpusid":3,"openaccessinfo":{},"abstract":"Of nobody."})"
      "\n");
  EXPECT_EQ(all.format, Format::kSemanticScholar);
  ASSERT_EQ(all.works.size(), 2U);
  EXPECT_EQ(all.works[0].id, "CorpusId:1");
  EXPECT_EQ(all.works[0].abstract, "Of one. Two lines.");
  EXPECT_EQ(identifiers(all.works[0]), (Strings{"acl:P18-1001"}));
  EXPECT_NE(all.works[0].extra.find("\"dblp\":\"conf/x/Y\""), std::string::npos);
  EXPECT_EQ(all.works[1].abstract, "");
  EXPECT_EQ(only_reason(all), "an abstract without its paper: sort the two datasets together");
}

TEST(SemanticScholarConnector, Paper_IsWhole) {
  FakeFetcher fetcher;
  fetcher.set_secret("S2_API_KEY", "s3cret");
  fetcher.answer(bulk("", ""), std::string(R"({"total":1,"token":null,"data":[)") + kPaper + "]}");
  const Page page = make_connector(spec())->next({"", "", kNow}, fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  const Work& work = std::get<Work>(page.items[0]);
  EXPECT_EQ(work.id, "CorpusId:77");
  EXPECT_EQ(work.authors, (Strings{"Edward Hu", "Yelong Shen"}));
  EXPECT_EQ(work.venue, "ICLR");
  EXPECT_EQ(identifiers(work), (Strings{"arxiv:2106.09685", "doi:10.1000/x"}));
  EXPECT_NE(work.extra.find("\"tldr\":\"It adapts.\""), std::string::npos);
  EXPECT_EQ(fetcher.requests()[0].headers, (Strings{"x-api-key: s3cret"}));
  EXPECT_EQ(fetcher.requests()[0].interval_ms, 1000);
  EXPECT_EQ(page.cursor, R"({"from":"2026-10-26"})");
}

TEST(SemanticScholarConnector, Tokens_AreFollowedAndTheNextSyncReadsWhatIsNew) {
  FakeFetcher fetcher;
  fetcher.answer(bulk("2021-01-01", ""),
                 std::string(R"({"total":2,"token":"T1","data":[)") + kPaper + "]}");
  fetcher.answer(bulk("2021-01-01", "T1"),
                 std::string(R"({"total":2,"token":null,"data":[)") + kPaper + "]}");
  fetcher.answer(bulk("2026-10-26", ""), R"({"total":0,"data":[]})");
  const auto connector = make_connector(spec());
  const Page first = connector->next({"", "2021-01-01", kNow}, fetcher);
  ASSERT_TRUE(first.more);
  const Page second = connector->next({first.cursor, "2021-01-01", kNow}, fetcher);
  EXPECT_FALSE(second.more);
  const Page third = connector->next({second.cursor, "2021-01-01", kNow}, fetcher);
  EXPECT_TRUE(third.items.empty());
}

TEST(SemanticScholarConnector, LyingAnswers_AreErrors) {
  for (const std::string& body :
       {std::string(R"({"total":50,"token":null,"data":[]})"), std::string(R"({"message":"x"})"),
        std::string(R"({"total":1,"data":[)") + kPaper + "]}"}) {
    FakeFetcher fetcher;
    fetcher.answer(bulk("2022-01-01", ""), body);
    EXPECT_THROW(static_cast<void>(make_connector(spec())->next({"", "2022-01-01", kNow}, fetcher)),
                 Error)
        << body;
  }
}

TEST(SemanticScholarConnector, Ids_AreAskedInBatches) {
  FakeFetcher fetcher;
  const std::string url =
      std::string("https://api.semanticscholar.org/graph/v1/paper/batch?fields=") + kFields +
      ",tldr";
  std::string ids;
  std::string answer = "[";
  for (int i = 0; i < 501; ++i) {
    ids += "CorpusId:" + std::to_string(i) + ",";
    answer += i == 0 ? kPaper : i < 500 ? ",null" : "";
  }
  fetcher.answer(url, answer + "]");
  fetcher.answer(url, std::string("[") + kPaper + "]");
  const auto connector = make_connector({"s2", "semantic-scholar", "", {{"ids", ids}}});
  const Page first = connector->next({}, fetcher);
  EXPECT_EQ(first.items.size(), 1U);
  EXPECT_EQ(first.remarks.size(), 499U);
  EXPECT_EQ(first.remarks.front(), "Semantic Scholar has no paper CorpusId:1");
  ASSERT_TRUE(first.more);
  const Page last = connector->next({first.cursor, "", kNow}, fetcher);
  EXPECT_EQ(fetcher.requests().back().body, R"({"ids":["CorpusId:500"]})");
  EXPECT_FALSE(last.more);
  EXPECT_THROW(static_cast<void>(connector->next({}, fetcher)), Error) << "one paper for 500 ids";
}

TEST(SemanticScholarConnector, ArxivIds_AreSentWithoutVersion) {
  FakeFetcher fetcher;
  fetcher.answer(std::string("https://api.semanticscholar.org/graph/v1/paper/batch?fields=") +
                     kFields + ",tldr",
                 "[null,null]");
  const auto connector =
      make_connector({"s2", "semantic-scholar", "", {{"ids", "2106.09685v3,10.1000/x"}}});
  static_cast<void>(connector->next({}, fetcher));
  EXPECT_EQ(fetcher.requests()[0].body, R"({"ids":["ARXIV:2106.09685","DOI:10.1000/x"]})");
}

}  // namespace
}  // namespace assay::source
