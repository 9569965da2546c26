#include "fake_fetcher.h"
#include "packing.h"
#include "reading.h"
#include "source/connector.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

constexpr std::string_view kHead =
    "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<!DOCTYPE dblp SYSTEM "
    "\"dblp.dtd\">\n<dblp>\n";
constexpr std::string_view kArticle =
    "<article mdate=\"2024-02-01\" key=\"journals/corr/abs-2106-09685\" publtype=\"informal\">\n"
    "<author orcid=\"0000-0001\">J&uuml;rgen M&ouml;ller 0001</author><author>Li Wei</author>\n"
    "<title>Low-rank <i>adaptation</i> &amp; H<sub>2</sub>O.</title><year>2021</year>\n"
    "<volume>abs/2106.09685</volume><journal>CoRR</journal><month>June</month>\n"
    "<ee type=\"oa\">https://arxiv.org/abs/2106.09685</ee><url>db/journals/corr/x.html</url>\n"
    "</article>\n";
constexpr std::string_view kPaper =
    "<inproceedings mdate=\"2025-03-01\" key=\"conf/nips/X17\"><author>A B</author>\n"
    "<title>Attention.</title><pages>1-9</pages><year>2017</year><booktitle>NIPS</booktitle>\n"
    "<ee>https://doi.org/10.1000/ATT</ee><ee>https://x.org/p.pdf</ee>\n"
    "<crossref>conf/nips/2017</crossref></inproceedings>\n";
constexpr std::string_view kHomepage =
    "<www mdate=\"2020-01-01\" key=\"homepages/m/JM\"><author>J&uuml;rgen</author>"
    "<title>Home Page</title></www>\n";

std::string dump(std::string_view records) {
  return std::string(kHead) + std::string(records) + "</dblp>\n";
}

TEST(Dblp, Records_AreReadWithTheirNamedCharacters) {
  const Everything all =
      read_text(dump(std::string(kArticle) + std::string(kHomepage) + std::string(kPaper)));
  EXPECT_EQ(all.format, Format::kDblp);
  EXPECT_TRUE(all.rejections.empty()) << all.rejections[0].reason;
  ASSERT_EQ(all.works.size(), 2U) << "homepages are no works";
  const Work& preprint = all.works[0];
  EXPECT_EQ(preprint.id, "journals/corr/abs-2106-09685");
  EXPECT_EQ(preprint.title, "Low-rank adaptation & H2O");
  EXPECT_EQ(preprint.authors, (Strings{"J\xC3\xBCrgen M\xC3\xB6ller", "Li Wei"}));
  EXPECT_EQ(preprint.venue, "arXiv");
  EXPECT_EQ(preprint.date, "2021-06");
  EXPECT_EQ(identifiers(preprint), (Strings{"arxiv:2106.09685"}));
  EXPECT_NE(preprint.extra.find("\"publtype\":\"informal\""), std::string::npos);
  EXPECT_NE(preprint.extra.find("M\xC3\xB6ller 0001"), std::string::npos);
  const Work& paper = all.works[1];
  EXPECT_EQ(paper.venue, "NIPS");
  EXPECT_EQ(identifiers(paper), (Strings{"doi:10.1000/att"}));
  ASSERT_EQ(paper.links.size(), 2U);
  EXPECT_EQ(paper.links[1].rel, "pdf");
  EXPECT_NE(paper.extra.find("\"crossref\":[\"conf/nips/2017\"]"), std::string::npos);
}

TEST(Dblp, EntitiesOfTheDocument_AreNeverExpanded) {
  const std::string bomb = "<?xml version=\"1.0\"?>\n" + entity_bomb("dblp") +
                           "\n<dblp><article key=\"a/b\">"
                           "<title>x&j;&file;&unknown; y&eacute;</title></article></dblp>";
  const Everything all = read_text(bomb);
  for (const Work& work : all.works) {
    EXPECT_LT(work.title.size(), 20U) << work.title;
  }
}

TEST(Dblp, NameTornBetweenBlocks_IsStillRead) {
  std::string records;
  for (int i = 0; i < 30000; ++i) {
    records += "<article key=\"k/" + std::to_string(i) +
               "\"><title>&Aring;&Aring;&Aring;&Aring;</title></article>\n";
  }
  const Everything all = read_text(dump(records));
  ASSERT_EQ(all.works.size(), 30000U);
  for (const Work& work : all.works) {
    ASSERT_EQ(work.title, "\xC3\x85\xC3\x85\xC3\x85\xC3\x85");
  }
}

TEST(Dblp, FaultsAreTold) {
  const Everything untitled =
      read_text(dump("<article key=\"a/b\"><year>1</year></article>" + std::string(kPaper)));
  EXPECT_EQ(untitled.works.size(), 1U);
  EXPECT_EQ(only_reason(untitled), "no title");
  const Everything cut = read_text(std::string(kHead) + std::string(kPaper) + "<article key=\"");
  EXPECT_EQ(cut.works.size(), 1U);
  EXPECT_EQ(cut.rejections.size(), 1U);
}

class DblpConnector : public testing::Test {
 protected:
  static constexpr const char* kAddress = "https://dblp.org/xml/dblp.xml.gz";
  [[nodiscard]] SourceSpec spec(const std::string& keys = {}) const {
    SourceSpec spec{"dblp", "dblp", "", {{"folder", folder_.path().string()}}};
    if (!keys.empty()) {
      spec.options["keys"] = keys;
    }
    return spec;
  }
  static std::string many(int count, const std::string& mdate) {
    std::string records;
    for (int i = 0; i < count; ++i) {
      records += "<article mdate=\"" + mdate + "\" key=\"k/" + std::to_string(i) + "\"><title>T" +
                 std::to_string(i) + "</title></article>\n";
    }
    return records;
  }
  void serve(const std::string& records, const std::string& etag) {
    fetcher_.answer(kAddress, pack(dump(records), Packing::kGzip))
        .headers.emplace_back("etag", etag);
  }
  TempDir folder_;
  FakeFetcher fetcher_;
};

TEST_F(DblpConnector, PagesToTheEnd_FromAnyConnector) {
  serve(many(2500, "2025-01-01"), "\"one\"");
  PageRequest request;
  std::vector<std::string> titles;
  int pages = 0;
  bool more = true;
  while (more && pages < 10) {
    // A new connector each time: only the cursor says where it goes on.
    const Page page = make_connector(spec())->next(request, fetcher_);
    for (const Item& item : page.items) {
      titles.push_back(std::get<Work>(item).title);
    }
    request.cursor = page.cursor;
    more = page.more;
    ++pages;
  }
  EXPECT_EQ(pages, 3);
  ASSERT_EQ(titles.size(), 2500U);
  EXPECT_EQ(titles[1000], "T1000");
  EXPECT_EQ(titles.back(), "T2499");
  EXPECT_EQ(fetcher_.requests().size(), 1U) << "downloaded once";
}

TEST_F(DblpConnector, NextSync_ReadsOnlyWhatChanged) {
  serve(std::string(kArticle) + std::string(kPaper), "\"one\"");
  fetcher_.answer(kAddress, "", 304);
  serve(std::string(kArticle) + std::string(kPaper) + many(1, "2026-01-01"), "\"two\"");
  const auto connector = make_connector(spec());
  const Page first = connector->next({}, fetcher_);
  EXPECT_EQ(first.items.size(), 2U);
  EXPECT_FALSE(first.more);
  const Page same = connector->next({first.cursor, "", 0}, fetcher_);
  EXPECT_TRUE(same.items.empty());
  EXPECT_EQ(same.cursor, first.cursor);
  EXPECT_EQ(fetcher_.requests().back().etag, "\"one\"");
  const Page changed = connector->next({same.cursor, "", 0}, fetcher_);
  ASSERT_EQ(changed.items.size(), 2U) << "that of the last day before, and the new one";
  EXPECT_EQ(std::get<Work>(changed.items[1]).title, "T0");
}

TEST_F(DblpConnector, Keys_NarrowIt) {
  serve(std::string(kArticle) + std::string(kPaper), "\"one\"");
  const Page page = make_connector(spec("conf/nips/, conf/icml/"))->next({}, fetcher_);
  ASSERT_EQ(page.items.size(), 1U);
  EXPECT_EQ(std::get<Work>(page.items[0]).title, "Attention");
}

TEST_F(DblpConnector, LostDump_IsFetchedAgainAndBrokenOneRefused) {
  serve(many(1500, "2025-01-01"), "\"one\"");
  const auto connector = make_connector(spec());
  const Page first = connector->next({}, fetcher_);
  ASSERT_TRUE(first.more);
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    std::filesystem::remove(entry.path());
  }
  const Page second = make_connector(spec())->next({first.cursor, "", 0}, fetcher_);
  EXPECT_EQ(second.items.size(), 500U);
  EXPECT_TRUE(fetcher_.requests().back().etag.empty());

  const std::string whole = pack(dump(many(300, "2025-01-01")), Packing::kGzip);
  FakeFetcher broken;
  broken.answer(kAddress, whole.substr(0, whole.size() / 2));
  EXPECT_THROW(static_cast<void>(make_connector(spec())->next({}, broken)), Error);
}

}  // namespace
}  // namespace assay::source
