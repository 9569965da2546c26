#include "plan/feed.h"

#include "base/files.h"
#include "base/text.h"
#include "source/opml.h"
#include "source/reader.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <random>
#include <regex>

namespace assay::plan {
namespace {

using Strings = std::vector<std::string>;

constexpr std::int64_t kTime = 1795745242;  // 2026-11-27T02:07:22Z

Feed sample() {
  Feed feed;
  feed.id = urn_of("a feed");
  feed.title = "Saved: \"int8\" & <quantised>";
  feed.updated = kTime;
  feed.author = "me";
  feed.home = "https://a.example/saved";
  feed.self = "https://a.example/saved.xml";
  FeedEntry entry;
  entry.id = urn_of("entry 1");
  entry.title =
      "2 < 3 & Schr\xC3\xB6"
      "dinger's \"cat\"";
  entry.link = "https://a.example/1?a=b&c=d";
  entry.updated = kTime;
  entry.published = kTime - 86400;
  entry.summary = "Shorter than <b>it</b> was.";
  entry.content =
      "<p>We read <a href=\"https://arxiv.org/abs/2106.09685\">LoRA</a> &amp; more.</p>";
  entry.authors = {"Ann One", "Bob & Two", "Ann One"};
  entry.categories = {"evaluation & metrics"};
  feed.entries.push_back(entry);
  return feed;
}

/// What the house's own reader makes of a feed; a rejection fails the test.
std::vector<Work> read_back(const std::string& bytes) {
  const TempDir folder;
  const std::filesystem::path path = folder.path() / "feed";
  std::ofstream(path, std::ios::binary) << bytes;
  const std::unique_ptr<source::Reader> reader = source::open_reader(path);
  EXPECT_EQ(reader->format(), source::Format::kFeed);
  std::vector<Work> works;
  while (std::optional<source::Item> item = reader->next()) {
    if (const auto* rejection = std::get_if<source::Rejection>(&*item)) {
      ADD_FAILURE() << rejection->reason;
    } else {
      works.push_back(std::get<Work>(std::move(*item)));
    }
  }
  return works;
}

void expect_sample(const std::vector<Work>& works) {
  ASSERT_EQ(works.size(), 1U);
  const Work& work = works[0];
  EXPECT_EQ(work.id, urn_of("entry 1"));
  EXPECT_EQ(work.title,
            "2 < 3 & Schr\xC3\xB6"
            "dinger's \"cat\"");
  EXPECT_EQ(work.abstract, "Shorter than <b>it</b> was.");
  EXPECT_EQ(work.text, "We read LoRA & more.");
  EXPECT_EQ(work.authors, (Strings{"Ann One", "Bob & Two"}));
  EXPECT_EQ(work.keywords, (Strings{"evaluation & metrics"}));
  EXPECT_EQ(work.venue, "Saved: \"int8\" & <quantised>");
  EXPECT_EQ(work.date, "2026-11-26");
  ASSERT_FALSE(work.links.empty());
  EXPECT_EQ(work.links[0].url, "https://a.example/1?a=b&c=d");
}

TEST(FeedAtom, IsReadBackByTheHousesReader) {
  expect_sample(read_back(to_atom(sample())));
}

TEST(FeedJson, IsReadBackByTheHousesReader) {
  Feed feed = sample();
  feed.title = "Saved: \"int8\" & <quantised>";
  expect_sample(read_back(to_json_feed(feed)));
}

TEST(FeedAtom, Feed_HasWhatTheFormatDemands) {
  const std::string atom = to_atom(sample());
  EXPECT_EQ(atom.rfind("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=", 0), 0U);
  const std::string head = atom.substr(0, atom.find("<entry>"));
  EXPECT_NE(head.find("<id>urn:uuid:"), std::string::npos);
  EXPECT_NE(head.find("<updated>2026-11-27T02:07:22Z</updated>"), std::string::npos);
  EXPECT_NE(head.find("<author><name>me</name></author>"), std::string::npos);
  EXPECT_NE(head.find("<link rel=\"self\" type=\"application/atom+xml\" "
                      "href=\"https://a.example/saved.xml\"/>"),
            std::string::npos);
  EXPECT_NE(to_atom({}).find("<title>Untitled</title>"), std::string::npos);
  EXPECT_NE(to_atom({}).find("<author><name>assay</name></author>"), std::string::npos);
}

TEST(FeedAtom, EntryWithoutLink_HasItsSummaryAsContent) {
  Feed feed = sample();
  feed.entries[0].link.clear();
  feed.entries[0].content.clear();
  const std::string atom = to_atom(feed);
  EXPECT_NE(atom.find("<content>Shorter than &lt;b&gt;it&lt;/b&gt; was.</content>"),
            std::string::npos);
  EXPECT_EQ(atom.find("<summary>"), std::string::npos);
  EXPECT_EQ(read_back(atom).at(0).text, "Shorter than <b>it</b> was.");
}

TEST(FeedJson, Feed_HasWhatTheFormatDemands) {
  const nlohmann::json json = nlohmann::json::parse(to_json_feed(sample()));
  EXPECT_EQ(json["version"], "https://jsonfeed.org/version/1.1");
  EXPECT_EQ(json["title"], "Saved: \"int8\" & <quantised>");
  EXPECT_EQ(json["feed_url"], "https://a.example/saved.xml");
  EXPECT_EQ(json["authors"][0]["name"], "me");
  const nlohmann::json& item = json["items"][0];
  EXPECT_EQ(item["id"], urn_of("entry 1"));
  EXPECT_EQ(item["date_modified"], "2026-11-27T02:07:22Z");
  EXPECT_EQ(item["content_html"],
            "<p>We read <a href=\"https://arxiv.org/abs/2106.09685\">LoRA</a> &amp; more.</p>");
  Feed bare;
  bare.entries.push_back({urn_of("x"), "Only a title", {}, kTime, 0, {}, {}, {}, {}});
  const nlohmann::json only = nlohmann::json::parse(to_json_feed(bare));
  EXPECT_EQ(only["items"][0]["content_text"], "Only a title");
  EXPECT_FALSE(only["items"][0].contains("url"));
  EXPECT_FALSE(only["items"][0].contains("date_published"));
}

TEST(Feed, ControlCharactersAndBrokenBytes_AreNoTrouble) {
  Feed feed = sample();
  feed.entries[0].title =
      "a\x01"
      "b\x1B[31m c\xC2\x9B"
      "d\xEF\xBF\xBF"
      "e\xFF"
      "f\r\ng]]>";
  feed.entries[0].content = "<p>one\x0Ctwo</p>";
  const std::vector<Work> atom = read_back(to_atom(feed));
  ASSERT_EQ(atom.size(), 1U);
  EXPECT_EQ(atom[0].title,
            "ab[31m cde\xEF\xBF\xBD"
            "f g]]>");
  EXPECT_EQ(atom[0].text, "onetwo");
  EXPECT_EQ(read_back(to_json_feed(feed)).at(0).title, atom[0].title);
  // Any bytes at all.
  std::mt19937 random(7);
  for (int round = 0; round < 40; ++round) {
    std::string bytes;
    for (int i = 0; i < 60; ++i) {
      bytes += static_cast<char>(random() & 0xFFU);
    }
    feed.entries[0].title = "t" + bytes;
    feed.entries[0].summary = bytes;
    feed.entries[0].link = bytes;
    feed.entries[0].authors = {bytes};
    feed.entries[0].categories = {bytes};
    const std::string text = to_atom(feed);
    EXPECT_EQ(find_invalid_utf8(text), std::string::npos);
    for (const char c : text) {
      EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t');
    }
    EXPECT_EQ(read_back(text).size(), 1U) << text;
    EXPECT_EQ(read_back(to_json_feed(feed)).size(), 1U);
  }
}

TEST(Feed, Addresses_AreAddressesAndNeverRun) {
  Feed feed = sample();
  feed.entries[0].link = "https://a.example/a b\"c<d>\xC3\xBC%20";
  EXPECT_NE(to_atom(feed).find("href=\"https://a.example/a%20b%22c%3Cd%3E\xC3\xBC%20\""),
            std::string::npos);
  feed.entries[0].link = " JavaScript:alert(1)";
  feed.home = "data:text/html,x";
  EXPECT_EQ(ascii_lower(to_atom(feed)).find("javascript:"), std::string::npos);
  EXPECT_EQ(ascii_lower(to_json_feed(feed)).find("javascript:"), std::string::npos);
  EXPECT_EQ(to_atom(feed).find("data:"), std::string::npos);
}

TEST(Feed, AnIdThatComesAgain_IsWrittenOnce) {
  Feed feed = sample();
  feed.entries.push_back(feed.entries[0]);
  feed.entries[1].title = "The same again";
  EXPECT_EQ(read_back(to_atom(feed)).size(), 1U);
  EXPECT_EQ(nlohmann::json::parse(to_json_feed(feed))["items"].size(), 1U);
}

TEST(FeedUrn, IsAUuidThatStaysTheSame) {
  const std::regex uuid(
      "urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(std::regex_match(urn_of(std::to_string(i)), uuid)) << urn_of(std::to_string(i));
    EXPECT_NE(urn_of(std::to_string(i)), urn_of(std::to_string(i + 1)));
  }
  // Feed readers remember these: they may never change.
  EXPECT_EQ(urn_of("arxiv:2106.09685"), "urn:uuid:61aeb54a-d6ae-8612-b398-47fd37b9992e");
}

TEST(FeedOpml, IsReadBackByTheHousesReader) {
  const std::string opml =
      to_opml("My \"searches\"", kTime,
              {{"int8 & <co>", "int8 \"x\"", "https://a.example/1.xml?a&b", {}},
               {"No address", {}, {}, {}},
               {"Second", {}, "https://a.example/2.xml", "https://a.example/"}});
  EXPECT_NE(opml.find("<opml version=\"2.0\">"), std::string::npos);
  EXPECT_NE(opml.find("<dateCreated>Fri, 27 Nov 2026 02:07:22 GMT</dateCreated>"),
            std::string::npos);
  ASSERT_TRUE(source::is_opml(opml));
  const source::OpmlSources read = source::read_opml(opml);
  EXPECT_EQ(read.title, "My \"searches\"");
  EXPECT_TRUE(read.rejected.empty());
  ASSERT_EQ(read.sources.size(), 2U);
  EXPECT_EQ(read.sources[0].address, "https://a.example/1.xml?a&b");
  EXPECT_EQ(read.sources[1].address, "https://a.example/2.xml");
  EXPECT_NE(opml.find("text=\"int8 &amp; &lt;co&gt;\""), std::string::npos);
}

}  // namespace
}  // namespace assay::plan
