#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

constexpr const char* kBase = "https://api.zotero.org/users/7";

std::string url(int since, int start) {
  return std::string(kBase) + "/items/top?format=json&since=" + std::to_string(since) +
         "&includeTrashed=1&sort=dateAdded&direction=asc&limit=100&start=" + std::to_string(start);
}

constexpr const char* kItem = R"({"key":"ABCD2345","version":12,"meta":{"parsedDate":"2021-06-17"},
 "data":{"key":"ABCD2345","version":12,"itemType":"preprint","title":"LoRA: <i>Low</i>-Rank",
 "creators":[{"creatorType":"author","firstName":"Edward","lastName":"Hu"},
  {"creatorType":"author","name":"The Team"},{"creatorType":"editor","lastName":"Ed"}],
 "abstractNote":"We propose.","repository":"arXiv","archiveID":"arXiv:2106.09685","date":"June 17, 2021",
 "DOI":"","url":"http://arxiv.org/abs/2106.09685","extra":"DOI: 10.1000/xyz\nCitation Key: hu21\nread twice",
 "tags":[{"tag":"adapters","type":1},{"tag":"to read"}],"language":"en","pages":""}})";

SourceSpec spec() {
  return {"z", "zotero", kBase, {}};
}

Response& answer(FakeFetcher& fetcher, const std::string& address, const std::string& body,
                 const std::string& version) {
  Response& response = fetcher.answer(address, body);
  response.headers.emplace_back("last-modified-version", version);
  return response;
}

TEST(ZoteroConnector, Item_IsWhole) {
  FakeFetcher fetcher;
  fetcher.set_secret("ZOTERO_API_KEY", "zk");
  answer(fetcher, url(0, 0),
         std::string("[") + kItem +
             R"(,{"key":"N","data":{"key":"N","itemType":"note","note":"x"}},
              {"key":"T","data":{"key":"T","itemType":"book","title":"Old","deleted":1}}])",
         "40");
  const Page page = make_connector(spec())->next({}, fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  const Work& work = std::get<Work>(page.items[0]);
  EXPECT_EQ(work.id, "ABCD2345");
  EXPECT_EQ(work.title, "LoRA: Low-Rank");
  EXPECT_EQ(work.authors, (Strings{"Edward Hu", "The Team"}));
  EXPECT_EQ(work.venue, "arXiv");
  EXPECT_EQ(work.date, "2021-06-17");
  EXPECT_EQ(identifiers(work), (Strings{"arxiv:2106.09685", "doi:10.1000/xyz"}));
  EXPECT_EQ(work.keywords, (Strings{"adapters", "to read"}));
  EXPECT_NE(work.extra.find(R"("zotero_extra":["Citation Key: hu21","read twice"])"),
            std::string::npos);
  EXPECT_NE(work.extra.find(R"("contributors":["editor: Ed"])"), std::string::npos);
  EXPECT_EQ(page.gone, (Strings{"T"}));
  EXPECT_EQ(page.remarks, (Strings{"1 notes and attachments were left out"}));
  EXPECT_EQ(page.cursor, R"({"since":40})");
  EXPECT_EQ(fetcher.requests()[0].headers,
            (Strings{"Zotero-API-Version: 3", "Zotero-API-Key: zk"}));
}

TEST(ZoteroConnector, Links_AreFollowedAndDeletionsTold) {
  FakeFetcher fetcher;
  Response& first = answer(fetcher, url(40, 0), std::string("[") + kItem + "]", "55");
  first.headers.emplace_back("total-results", "2");
  first.headers.emplace_back("link", "<" + url(40, 1) + ">; rel=\"next\"");
  first.headers.emplace_back("backoff", "7");
  answer(fetcher, url(40, 1), std::string("[") + kItem + "]", "55")
      .headers.emplace_back("total-results", "2");
  fetcher.answer(std::string(kBase) + "/deleted?since=40",
                 R"({"collections":["C"],"items":["X1","X2"],"tags":[]})");
  const auto connector = make_connector(spec());
  const Page one = connector->next({R"({"since":40})", "", 0}, fetcher);
  EXPECT_EQ(one.gone, (Strings{"X1", "X2"}));
  ASSERT_TRUE(one.more);
  EXPECT_EQ(one.remarks, (Strings{"Zotero asks to wait 7 s"}));
  const Page two = connector->next({one.cursor, "", 0}, fetcher);
  EXPECT_EQ(fetcher.requests().back().interval_ms, 7000);
  EXPECT_FALSE(two.more);
  EXPECT_EQ(two.cursor, R"({"since":55})");
}

TEST(ZoteroConnector, LibraryThatChangesMeanwhile_IsReadAnew) {
  FakeFetcher fetcher;
  answer(fetcher, url(0, 0), std::string("[") + kItem + "]", "55")
      .headers.emplace_back("link", "<" + url(0, 1) + ">; rel=\"next\"");
  answer(fetcher, url(0, 1), std::string("[") + kItem + "]", "56");
  const auto connector = make_connector(spec());
  const Page one = connector->next({}, fetcher);
  const Page two = connector->next({one.cursor, "", 0}, fetcher);
  ASSERT_TRUE(two.more);
  static_cast<void>(connector->next({two.cursor, "", 0}, fetcher));
  EXPECT_EQ(fetcher.urls().back(), url(0, 0));
}

TEST(ZoteroConnector, LibraryThatNeverRests_IsLookedThroughAgainByTheNextSync) {
  int version = 55;
  const auto connector = make_connector(spec());
  std::string cursor;
  Page page;
  page.more = true;
  for (int i = 0; page.more && i < 50; ++i) {
    FakeFetcher always;
    answer(always, url(0, 0), std::string("[") + kItem + "]", std::to_string(++version))
        .headers.emplace_back("link", "<" + url(0, 1) + ">; rel=\"next\"");
    answer(always, url(0, 1), std::string("[") + kItem + "]", std::to_string(++version));
    page = connector->next({cursor, "", 0}, always);
    cursor = page.cursor;
  }
  EXPECT_FALSE(page.more) << "it ends";
  EXPECT_EQ(cursor, R"({"since":0})") << "what moved to pages that were read may be missing";
}

TEST(ZoteroConnector, LocalApiWithoutDeletions_SaysSo) {
  FakeFetcher fetcher;
  const std::string base = "http://localhost:23119/api/users/0";
  answer(fetcher,
         base +
             "/items/top?format=json&since=3&includeTrashed=1&sort=dateAdded&direction=asc&"
             "limit=100&start=0",
         "[]", "3");
  fetcher.answer(base + "/deleted?since=3", "", 404);
  const Page page =
      make_connector({"z", "zotero", "", {}})->next({R"({"since":3})", "", 0}, fetcher);
  EXPECT_EQ(page.remarks, (Strings{"this Zotero does not tell what was deleted for good"}));
}

TEST(ZoteroConnector, NotALibrary_IsRefused) {
  EXPECT_THROW(static_cast<void>(make_connector({"z", "zotero", "https://api.zotero.org", {}})),
               Error);
  FakeFetcher fetcher;
  fetcher.answer(url(0, 0), "[]");  // without a version
  EXPECT_THROW(static_cast<void>(make_connector(spec())->next({}, fetcher)), Error);
}

// What Zotero's exports look like, written after its translators' documented shapes.
TEST(ZoteroExports, AreReadByTheReadersOfTheirFormats) {
  const Everything bibtex = read_text(
      "\n@misc{hu_lora:_2021,\n\ttitle = {{LoRA}: {Low}-{Rank} {Adaptation}},\n"
      "\tshorttitle = {{LoRA}},\n\turl = {http://arxiv.org/abs/2106.09685},\n"
      "\tdoi = {10.48550/arXiv.2106.09685},\n\tpublisher = {arXiv},\n"
      "\tauthor = {Hu, Edward J. and Shen, Yelong},\n\tmonth = oct,\n\tyear = {2021},\n"
      "\tnote = {arXiv:2106.09685 [cs]},\n\tkeywords = {adapters, to read},\n"
      "\tfile = {PDF:/home/x/Zotero/storage/A.pdf:application/pdf},\n}\n");
  ASSERT_EQ(bibtex.works.size(), 1U);
  EXPECT_EQ(bibtex.works[0].title, "LoRA: Low-Rank Adaptation");
  EXPECT_EQ(bibtex.works[0].date, "2021-10");
  EXPECT_EQ(identifiers(bibtex.works[0]), (Strings{"arxiv:2106.09685"}));

  const Everything ris = read_text(
      "TY  - CONF\nTI  - Attention\nAU  - Vaswani, Ashish\nT2  - NeurIPS\nDA  - 2017/06/12/\n"
      "PY  - 2017\nDO  - 10.1000/att\nUR  - https://example.org/att\nKW  - attention\n"
      "AB  - We do.\nN1  - a note\nL1  - files/1/att.pdf\nDP  - Zotero\nER  - \n\n");
  ASSERT_EQ(ris.works.size(), 1U);
  EXPECT_EQ(ris.works[0].venue, "NeurIPS");
  EXPECT_EQ(ris.works[0].date, "2017-06-12");

  const Everything csl = read_text(
      R"([{"id":"http://zotero.org/users/7/items/ABCD2345","type":"article","abstract":"We.",
        "DOI":"10.48550/arXiv.2106.09685","note":"arXiv:2106.09685 [cs]","number":"arXiv:2106.09685",
        "publisher":"arXiv","source":"arXiv.org","title":"LoRA","URL":"http://arxiv.org/abs/2106.09685",
        "author":[{"family":"Hu","given":"Edward J."}],"accessed":{"date-parts":[["2026",1,2]]},
        "issued":{"date-parts":[["2021",10,16]]}}])");
  ASSERT_EQ(csl.works.size(), 1U);
  EXPECT_EQ(csl.works[0].date, "2021-10-16");
  EXPECT_EQ(identifiers(csl.works[0]), (Strings{"arxiv:2106.09685"}));
}

}  // namespace
}  // namespace assay::source
