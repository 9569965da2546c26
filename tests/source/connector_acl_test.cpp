#include "fake_fetcher.h"
#include "packing.h"
#include "reading.h"
#include "source/connector.h"

#include <gtest/gtest.h>

namespace assay::source::connector_acl_test {
namespace {

constexpr const char* kDump = "https://acl.example.org/anthology+abstracts.bib.gz";

std::string xml(const std::string& id, const std::string& paper) {
  return "<?xml version='1.0' encoding='UTF-8'?><collection id='" + id +
         "'><volume id='long'><meta><booktitle>Proceedings</booktitle><year>2025</year></meta>"
         "<paper id='1'><title>" +
         paper + "</title></paper></volume></collection>";
}

std::string address(const std::string& collection) {
  return "https://acl.example.org/xml/" + collection + ".xml";
}

Page sync(FakeFetcher& fetcher, const std::string& cursor = {}) {
  return make_connector({"acl",
                         "acl-anthology",
                         "https://acl.example.org/xml/",
                         {{"collections", "2025.acl, 2025.emnlp"}}})
      ->next({cursor, "", 0}, fetcher);
}

std::string entries(std::size_t count, const std::string& title) {
  std::string all = "@proceedings{vol,\n title={Proceedings}\n}\n";
  for (std::size_t i = 0; i < count; ++i) {
    all += "@inproceedings{key" + std::to_string(i) + ",\n title = \"{" + title + "} " +
           std::to_string(i) +
           "\",\n author=\"One, Ann\",\n abstract = \"We do.\",\n url = "
           "\"https://aclanthology.org/2025.acl-long." +
           std::to_string(i + 1) + "/\"\n}\n";
  }
  return all;
}

TEST(AclXmlConnector, EachCollection_IsAPageAskedConditionally) {
  FakeFetcher fetcher;
  fetcher.answer(address("2025.acl"), xml("2025.acl", "A")).headers.emplace_back("etag", "\"a\"");
  fetcher.answer(address("2025.acl"), "", 304);
  fetcher.answer(address("2025.emnlp"), xml("2025.emnlp", "B"));
  const Page first = sync(fetcher);
  ASSERT_TRUE(first.more);
  EXPECT_EQ(std::get<Work>(first.items.at(0)).id, "acl:2025.acl-long.1");
  const Page second = sync(fetcher, first.cursor);
  EXPECT_FALSE(second.more);
  EXPECT_EQ(std::get<Work>(second.items.at(0)).title, "B");
  const Page later = sync(fetcher, second.cursor);
  EXPECT_TRUE(later.items.empty());
  EXPECT_TRUE(later.more);
  EXPECT_EQ(fetcher.requests().back().etag, "\"a\"");
}

TEST(AclXmlConnector, MissingCollection_IsSaidAndNotTheEnd) {
  FakeFetcher fetcher;
  fetcher.answer(address("2025.acl"), "", 404);
  const Page page = sync(fetcher);
  EXPECT_EQ(page.remarks, (Strings{"there is no collection 2025.acl"}));
  EXPECT_TRUE(page.more);
}

TEST(AclXmlConnector, HalfACollectionOrNone_IsAnError) {
  const std::string whole = xml("2025.acl", "A");
  for (const std::string& body :
       {whole.substr(0, whole.size() - 20), std::string("<feed/>"), std::string()}) {
    FakeFetcher fetcher;
    fetcher.answer(address("2025.acl"), body);
    EXPECT_THROW(static_cast<void>(sync(fetcher)), Error) << body;
  }
}

TEST(AclXmlConnector, NothingToRead_IsRefused) {
  EXPECT_THROW(static_cast<void>(make_connector({"x", "acl-anthology", "", {}})), Error);
}

TEST(AclDump, IsReadInPagesOfOneDownload) {
  FakeFetcher fetcher;
  fetcher.answer(kDump, pack(entries(7000, "T"), Packing::kGzip))
      .headers.emplace_back("etag", "\"1\"");
  const auto connector = make_connector({"acl", "acl-anthology", kDump, {}});
  const Page first = connector->next({}, fetcher);
  EXPECT_EQ(first.items.size(), 4999U) << "the volume as a whole is no paper";
  ASSERT_TRUE(first.more);
  const Work& work = std::get<Work>(first.items[0]);
  EXPECT_EQ(work.id, "acl:2025.acl-long.1");
  EXPECT_EQ(work.title, "T 0");
  EXPECT_EQ(work.abstract, "We do.");
  EXPECT_EQ(work.links.back(), (Link{"pdf", "https://aclanthology.org/2025.acl-long.1.pdf"}));
  const Page second = connector->next({first.cursor, "", 0}, fetcher);
  EXPECT_EQ(second.items.size(), 2001U);
  EXPECT_FALSE(second.more);
  EXPECT_EQ(fetcher.requests().size(), 1U);
  fetcher.answer(kDump, "", 304);
}

TEST(AclDump, AfterAnotherStart_GoesOnWhereItWas) {
  FakeFetcher fetcher;
  fetcher.answer(kDump, pack(entries(7000, "T"), Packing::kGzip))
      .headers.emplace_back("etag", "\"1\"");
  const SourceSpec spec{"acl", "acl-anthology", kDump, {}};
  const Page first = make_connector(spec)->next({}, fetcher);
  const Page second = make_connector(spec)->next({first.cursor, "", 0}, fetcher);
  EXPECT_EQ(second.items.size(), 2001U);
  EXPECT_EQ(std::get<Work>(second.items[0]).title, "T 4999");
  EXPECT_TRUE(second.remarks.empty());
}

TEST(AclDump, RenewedMeanwhile_BeginsAgain) {
  FakeFetcher fetcher;
  fetcher.answer(kDump, pack(entries(7000, "T"), Packing::kGzip))
      .headers.emplace_back("etag", "\"1\"");
  fetcher.answer(kDump, pack(entries(3, "New"), Packing::kGzip))
      .headers.emplace_back("etag", "\"2\"");
  const SourceSpec spec{"acl", "acl-anthology", kDump, {}};
  const Page first = make_connector(spec)->next({}, fetcher);
  const Page second = make_connector(spec)->next({first.cursor, "", 0}, fetcher);
  EXPECT_EQ(second.items.size(), 3U);
  EXPECT_EQ(second.remarks.size(), 1U);
  EXPECT_FALSE(second.more);
}

TEST(AclDump, UnchangedBrokenOrOther_IsTold) {
  const SourceSpec spec{"acl", "acl-anthology", kDump, {}};
  FakeFetcher same;
  same.answer(kDump, "", 304);
  const Page page = make_connector(spec)->next({R"({"etag":"\"1\""})", "", 0}, same);
  EXPECT_TRUE(page.items.empty());
  EXPECT_EQ(same.requests().back().etag, "\"1\"");
  const std::string packed = pack(entries(500, "T"), Packing::kGzip);
  for (const std::string& body :
       {packed.substr(0, packed.size() / 2), std::string("<!DOCTYPE html><p>no</p>")}) {
    FakeFetcher fetcher;
    fetcher.answer(kDump, body);
    EXPECT_THROW(static_cast<void>(make_connector(spec)->next({}, fetcher)), Error);
  }
}

}  // namespace
}  // namespace assay::source::connector_acl_test
