#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"

#include <gtest/gtest.h>

namespace assay::source::connector_oai_test {
namespace {

constexpr const char* kBase = "https://oai.example.org/oai";
constexpr const char* kFirst =
    "https://oai.example.org/oai?verb=ListRecords&metadataPrefix=arXiv&set=cs%3Acs%3ALG";
constexpr const char* kSecond =
    "https://oai.example.org/oai?verb=ListRecords&resumptionToken=t%261";

std::string answer_of(const std::string& inner, const std::string& day = "2026-11-20") {
  return "\xEF\xBB\xBF<?xml version='1.0' encoding='UTF-8'?>\n"
         "<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'><responseDate>" +
         day + "T22:30:00Z</responseDate>" + inner + "</OAI-PMH>";
}

std::string records_of(const std::string& records, const std::string& token = {},
                       const std::string& set = "cs:cs:LG") {
  return answer_of("<request verb='ListRecords' metadataPrefix='arXiv'" +
                   (set.empty() ? "" : " set='" + set + "'") + ">" + kBase +
                   "</request><ListRecords>" + records + token + "</ListRecords>");
}

std::string error_of(const std::string& code) {
  return answer_of("<request>" + std::string(kBase) + "</request><error code='" + code +
                   "'>because</error>");
}

std::string paper(const std::string& id, const std::string& rest = {}) {
  return "<record><header><identifier>oai:arXiv.org:" + id +
         "</identifier><datestamp>2026-11-19</datestamp><setSpec>cs:cs:LG</setSpec></header>"
         "<metadata><arXiv xmlns='http://arxiv.org/OAI/arXiv/'><id>" +
         id + "</id><created>2021-06-17</created><title>On\n  $x$</title>" + rest +
         "</arXiv></metadata></record>";
}

SourceSpec spec(std::map<std::string, std::string> options = {{"set", "cs:cs:LG"}},
                const std::string& kind = "arxiv-oai") {
  return {"ml", kind, kBase, std::move(options)};
}

Page sync(const SourceSpec& source, FakeFetcher& fetcher, const std::string& cursor = {},
          const std::string& since = {}) {
  return make_connector(source)->next({cursor, since, 0}, fetcher);
}

Error error_in(const SourceSpec& source, FakeFetcher& fetcher, const std::string& cursor = {}) {
  try {
    static_cast<void>(sync(source, fetcher, cursor));
  } catch (const Error& error) {
    return error;
  }
  return {Errc::kInternal, "TEST: nothing was thrown"};
}

const Work& work_at(const Page& page, std::size_t at) {
  return std::get<Work>(page.items.at(at));
}

TEST(ArxivOai, EveryField_HasItsPlace) {
  FakeFetcher fetcher;
  fetcher.answer(
      kFirst,
      records_of(paper(
          "2106.09685",
          "<updated>2021-10-16</updated><authors><author><keyname>Hu</keyname><forenames>Edward J."
          "</forenames><affiliation>Acme Labs</affiliation></author><author><keyname>L\\'opez"
          "</keyname><suffix>Jr.</suffix></author></authors><categories>cs.LG cs.CL</categories>"
          "<comments>Code at https://github.com/a/b</comments><report-no>R-1</report-no>"
          "<journal-ref>J. Tests 1 (2022)</journal-ref><doi>10.1000/x 10.2000/y</doi>"
          "<license>http://license.example/by</license><abstract>  We &lt; show\n "
          "it.</abstract>")));
  const Page page = sync(spec(), fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  const Work& work = work_at(page, 0);
  EXPECT_EQ(work.id, "2106.09685");
  EXPECT_EQ(work.title, "On $x$");
  EXPECT_EQ(work.abstract, "We < show it.");
  EXPECT_EQ(work.authors, (Strings{"Edward J. Hu", "López Jr."}));
  EXPECT_EQ(work.organisations, (Strings{"Acme Labs"}));
  EXPECT_EQ(work.keywords, (Strings{"cs.LG", "cs.CL"}));
  EXPECT_EQ(work.venue, "arXiv");
  EXPECT_EQ(work.date, "2021-06-17");
  EXPECT_EQ(work.code, "https://github.com/a/b");
  EXPECT_EQ(identifiers(work), (Strings{"arxiv:2106.09685", "doi:10.1000/x", "doi:10.2000/y"}));
  for (const char* kept :
       {"\"journal-ref\":\"J. Tests 1 (2022)\"", "\"report-no\":\"R-1\"",
        "\"license\":\"http://license.example/by\"", "\"updated\":\"2021-10-16\""}) {
    EXPECT_NE(work.extra.find(kept), std::string::npos) << kept << " in " << work.extra;
  }
  EXPECT_EQ(fetcher.requests().front().interval_ms, 3000);
}

TEST(ArxivOai, PagesByToken_ThenAsksFromTheDayItBegan) {
  FakeFetcher fetcher;
  fetcher.answer(kFirst,
                 records_of(paper("2106.00001"), "<resumptionToken>t&amp;1</resumptionToken>"));
  fetcher.answer(kSecond, records_of(paper("2106.00002"), "<resumptionToken/>", ""));
  const Page first = sync(spec(), fetcher);
  EXPECT_TRUE(first.more);
  const Page second = sync(spec(), fetcher, first.cursor);
  EXPECT_FALSE(second.more);
  EXPECT_EQ(work_at(second, 0).id, "2106.00002");
  EXPECT_TRUE(second.remarks.empty());
  fetcher.answer(std::string(kFirst) + "&from=2026-11-20", error_of("noRecordsMatch"));
  const Page later = sync(spec(), fetcher, second.cursor);
  EXPECT_TRUE(later.items.empty());
  EXPECT_FALSE(later.more);
  EXPECT_EQ(fetcher.urls(), (Strings{kFirst, kSecond, std::string(kFirst) + "&from=2026-11-20"}));
}

TEST(ArxivOai, TokenThatWasForgotten_BeginsAgainWhereTheHarvestBegan) {
  FakeFetcher fetcher;
  const std::string from = std::string(kFirst) + "&from=2026-10-01";
  fetcher.answer(from,
                 records_of(paper("2106.00001"), "<resumptionToken>t&amp;1</resumptionToken>"));
  fetcher.answer(from, records_of(paper("2106.00001") + paper("2106.00002")));
  fetcher.answer(kSecond, error_of("badResumptionToken"));
  const Page first = sync(spec(), fetcher, {}, "2026-10-01");
  const Page again = sync(spec(), fetcher, first.cursor);
  EXPECT_EQ(again.items.size(), 2U);
  EXPECT_FALSE(again.more);
  ASSERT_EQ(again.remarks.size(), 1U);
  EXPECT_NE(again.remarks[0].find("2026-10-01"), std::string::npos);
}

TEST(ArxivOai, TokensThatAreForgottenAtOnce_EndWithAnError) {
  std::string cursor;
  int asked = 0;
  for (; asked < 20; ++asked) {
    const std::string token = "t" + std::to_string(asked);
    FakeFetcher fresh;
    fresh.answer(kFirst, records_of(paper("2106.00001"),
                                    "<resumptionToken>" + token + "</resumptionToken>"));
    fresh.answer(
        std::string(kBase) + "?verb=ListRecords&resumptionToken=t" + std::to_string(asked - 1),
        error_of("badResumptionToken"));
    try {
      const Page page = sync(spec(), fresh, cursor);
      EXPECT_TRUE(page.more);
      cursor = page.cursor;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kInvalid);
      EXPECT_NE(error.hint().find("--restart ml"), std::string::npos) << error.hint();
      break;
    }
  }
  EXPECT_LT(asked, 5) << "it does not go on for ever";
}

TEST(ArxivOai, DeletedRecords_AreGoneByTheIdsOfTheirWorks) {
  FakeFetcher fetcher;
  fetcher.answer(kFirst, records_of("<record><header status='deleted'><identifier>oai:arXiv.org:"
                                    "hep-th/9901001</identifier><datestamp>2026-11-19</datestamp>"
                                    "</header></record>"));
  const Page page = sync(spec(), fetcher);
  EXPECT_TRUE(page.items.empty());
  EXPECT_EQ(page.gone, (Strings{"hep-th/9901001"}));
}

TEST(ArxivOai, BadRecord_IsRejectedAlone) {
  FakeFetcher fetcher;
  fetcher.answer(kFirst,
                 records_of("<record><header><identifier>oai:x:1</identifier></header></record>" +
                            paper("2106.00001") + paper("not-an-id")));
  const Page page = sync(spec(), fetcher);
  ASSERT_EQ(page.items.size(), 3U);
  EXPECT_EQ(std::get<Rejection>(page.items[0]).reason, "no metadata");
  EXPECT_EQ(work_at(page, 1).id, "2106.00001");
  EXPECT_EQ(std::get<Rejection>(page.items[2]).reason, "not an arXiv id: \"not-an-id\"");
}

TEST(ArxivOai, CreatedOfALaterVersion_IsNotTheFirstDate) {
  FakeFetcher fetcher;
  fetcher.answer(kFirst, records_of(paper("1601.04794") + paper("hep-th/9901001")));
  const Page page = sync(spec(), fetcher);
  EXPECT_EQ(work_at(page, 0).date, "2016-01");
  EXPECT_NE(work_at(page, 0).extra.find("\"version_date\":\"2021-06-17\""), std::string::npos);
  EXPECT_EQ(work_at(page, 1).date, "1999-01");
}

TEST(ArxivOai, RawFormat_HasAllVersions) {
  FakeFetcher fetcher;
  fetcher.answer(
      "https://oai.example.org/oai?verb=ListRecords&metadataPrefix=arXivRaw",
      answer_of(
          "<request verb='ListRecords'>x</request><ListRecords><record><header><identifier>"
          "oai:arXiv.org:2106.09685</identifier></header><metadata><arXivRaw><id>2106.09685"
          "</id><submitter>E. Hu</submitter><version version='v1'><date>Thu, 17 Jun 2021 "
          "17:37:18 GMT</date></version><version version='v2'><date>Sat, 16 Oct 2021 18:40:34 "
          "GMT</date></version><title>LoRA</title><authors>Edward Hu (1), Ann One and Bob Two "
          "((1) Acme)</authors><categories>cs.CL</categories></arXivRaw></metadata></record>"
          "</ListRecords>"));
  const Page page = sync(spec({{"prefix", "arXivRaw"}}), fetcher);
  const Work& work = work_at(page, 0);
  EXPECT_EQ(work.date, "2021-06-17");
  EXPECT_EQ(work.authors, (Strings{"Edward Hu", "Ann One", "Bob Two"}));
  EXPECT_NE(work.extra.find("\"versions\":[\"v1 2021-06-17\",\"v2 2021-10-16\"]"),
            std::string::npos)
      << work.extra;
}

TEST(ArxivOai, SetThatWasNotApplied_IsNoAnswer) {
  FakeFetcher fetcher;
  fetcher.answer(kFirst, records_of(paper("2106.00001"), "", "math"));
  EXPECT_EQ(error_in(spec(), fetcher).code(), Errc::kInvalid);
  FakeFetcher silent;
  silent.answer(kFirst, records_of(paper("2106.00001"), "", ""));
  EXPECT_EQ(sync(spec(), silent).remarks.size(), 1U);
}

TEST(ArxivOai, ErrorsOfTheProtocol_HaveAdvice) {
  for (const auto& [code, advice] :
       std::map<std::string, std::string>{{"noSetHierarchy", "option set"},
                                          {"cannotDisseminateFormat", "oai_dc"},
                                          {"badArgument", "until"},
                                          {"novelty", "options"}}) {
    FakeFetcher fetcher;
    fetcher.answer(kFirst, error_of(code));
    const Error error = error_in(spec(), fetcher);
    EXPECT_EQ(error.code(), Errc::kInvalid) << code;
    EXPECT_NE(error.message().find(code), std::string::npos);
    EXPECT_NE(error.hint().find(advice), std::string::npos) << code;
  }
}

TEST(ArxivOai, NoOaiOrHalfAnAnswer_IsNeverEmpty) {
  const std::string whole = records_of(paper("2106.00001") + paper("2106.00002"));
  for (const std::string& body :
       {std::string(), std::string("{}"), std::string("<feed/>"), whole.substr(0, 700)}) {
    FakeFetcher fetcher;
    fetcher.answer(kFirst, body);
    EXPECT_EQ(error_in(spec(), fetcher).code(), Errc::kInvalid) << body;
  }
  FakeFetcher html;
  html.answer(kFirst, "<!DOCTYPE html><title>Slow down</title>");
  EXPECT_EQ(error_in(spec(), html).code(), Errc::kBlocked);
  FakeFetcher missing;
  missing.answer(kFirst, "", 404);
  EXPECT_EQ(error_in(spec(), missing).code(), Errc::kNetwork);
}

TEST(ArxivOai, SameTokenAgain_DoesNotGoOnForever) {
  FakeFetcher fetcher;
  fetcher.answer(kSecond,
                 records_of(paper("2106.00001"), "<resumptionToken>t&amp;1</resumptionToken>", ""));
  EXPECT_EQ(error_in(spec(), fetcher, R"({"from":"","token":"t&1","next":"2026-11-20"})").code(),
            Errc::kInvalid);
}

TEST(ArxivOai, FewerThanAnnounced_IsSaid) {
  FakeFetcher fetcher;
  fetcher.answer(kFirst, records_of(paper("2106.00001"),
                                    "<resumptionToken completeListSize='50' cursor='40'/>"));
  EXPECT_EQ(sync(spec(), fetcher).remarks, (Strings{"announced 50, 41 came"}));
}

TEST(ArxivOai, SpanThatWasRead_IsNotAskedAgain) {
  FakeFetcher fetcher;
  const SourceSpec span = spec({{"from", "2026-01-01"}, {"until", "2026-01-31"}});
  fetcher.answer(
      "https://oai.example.org/oai?verb=ListRecords&metadataPrefix=arXiv"
      "&from=2026-01-01&until=2026-01-31",
      records_of(paper("2601.00001"), "", ""));
  const Page page = sync(span, fetcher);
  EXPECT_TRUE(sync(span, fetcher, page.cursor).items.empty());
  EXPECT_EQ(fetcher.requests().size(), 1U);
}

TEST(ArxivOai, OptionsThatCannotBe_AreRefused) {
  FakeFetcher fetcher;
  EXPECT_EQ(error_in(spec({{"prefix", "marc"}}), fetcher).code(), Errc::kUsage);
  EXPECT_EQ(error_in(spec({{"from", "yesterday"}}), fetcher).code(), Errc::kUsage);
  EXPECT_EQ(error_in(spec(), fetcher, R"({"token":7})").code(), Errc::kCorrupt);
}

TEST(OaiPmh, DublinCore_BecomesAWork) {
  FakeFetcher fetcher;
  fetcher.answer(
      "https://oai.example.org/oai?verb=ListRecords&metadataPrefix=oai_dc",
      answer_of(
          "<request verb='ListRecords'>x</request><ListRecords><record><header><identifier>"
          "oai:repo:7</identifier></header><metadata><oai_dc:dc xmlns:oai_dc='a' xmlns:dc='b'>"
          "<dc:title>Deep &lt;i&gt;nets&lt;/i&gt;</dc:title><dc:creator>One, Ann</dc:creator>"
          "<dc:creator>Two, Bob</dc:creator><dc:subject>nets; speech</dc:subject>"
          "<dc:description>12 pages</dc:description><dc:description><![CDATA[<p>We show that nets "
          "are deep.</p>]]></dc:description><dc:date>2020-03-02T10:00:00Z</dc:date><dc:date>2019"
          "</dc:date><dc:date>soon</dc:date><dc:publisher>Hall</dc:publisher><dc:identifier>"
          "https://repo.example/7</dc:identifier><dc:identifier>https://repo.example/7.pdf"
          "</dc:identifier><dc:identifier>doi:10.5000/z</dc:identifier><dc:identifier>ISSN 1234"
          "</dc:identifier><dc:rights>CC-BY</dc:rights><dc:language/></oai_dc:dc></metadata>"
          "</record></ListRecords>"));
  const Page page = sync(spec({}, "oai-pmh"), fetcher);
  const Work& work = work_at(page, 0);
  EXPECT_EQ(work.id, "oai:repo:7");
  EXPECT_EQ(work.title, "Deep nets");
  EXPECT_EQ(work.authors, (Strings{"One, Ann", "Two, Bob"}));
  EXPECT_EQ(work.keywords, (Strings{"nets", "speech"}));
  EXPECT_EQ(work.abstract, "We show that nets are deep.");
  EXPECT_EQ(work.comments, "12 pages");
  EXPECT_EQ(work.date, "2019");
  EXPECT_EQ(work.venue, "Hall");
  EXPECT_EQ(identifiers(work), (Strings{"url:https://repo.example/7", "doi:10.5000/z"}));
  EXPECT_EQ(work.links, (std::vector<Link>{{"home", "https://repo.example/7"},
                                           {"pdf", "https://repo.example/7.pdf"}}));
  EXPECT_EQ(work.extra, R"({"identifiers":["ISSN 1234"],"rights":["CC-BY"]})");
}

TEST(ArxivOai, EntityBomb_IsNotExpanded) {
  FakeFetcher fetcher;
  std::string body = records_of(paper("2106.00001", "<comments>x &j; &file;</comments>"));
  body.insert(body.find("<OAI-PMH"), entity_bomb("OAI-PMH"));
  fetcher.answer(kFirst, body);
  try {
    for (const Item& item : sync(spec(), fetcher).items) {
      EXPECT_LT(std::get<Work>(item).comments.size(), 100U);
      EXPECT_EQ(std::get<Work>(item).comments.find("root"), std::string::npos);
    }
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kInvalid);
  }
}

}  // namespace
}  // namespace assay::source::connector_oai_test
