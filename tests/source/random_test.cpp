/// No input makes a reader crash, hang or throw anything but an Error.

#include "base/error.h"
#include "base/text.h"
#include "mutation.h"
#include "reading.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace assay::source {
namespace {

constexpr std::array<Format, 20> kFormats = {
    Format::kWorks,       Format::kArxiv,           Format::kPaperlists,
    Format::kAwesome,     Format::kBibtex,          Format::kRis,
    Format::kCslJson,     Format::kAclXml,          Format::kFeed,
    Format::kVirtualSite, Format::kSchedule,        Format::kIcal,
    Format::kMiniconf,    Format::kXArchive,        Format::kLinks,
    Format::kOpenalex,    Format::kSemanticScholar, Format::kDblp,
    Format::kMail,        Format::kGhArchive};

constexpr std::array<std::string_view, 20> kSamples = {
    R"({"title":"A é","authors":["A"],"links":[{"rel":"pdf","url":"https://example.org"}],"x":[1]})"
    "\n",
    R"({"id":"2101.00001","title":"A","categories":"cs.CL","authors_parsed":[["A","B",""]]})"
    "\n",
    R"([{"title":"A &amp; B","aff":"x;y+z","github":"a/b"},{"title":"C"}])",
    "## S\n1. [A](https://example.org) ([Code](https://github.com/a/b)) `Lab` `2020`\n* [[b](c)\n",
    "@string{a={b}}\n@misc(k, title={A {\\\"o}}, x = a # \"c\", crossref={v})\n@book{v, "
    "title={V}}\n",
    "TY  - JOUR\nTI  - A\nAU  - B, C\nPY  - 2020/01/02/\nUR  - https://github.com/a/b\nER  - \n",
    R"([{"type":"article","title":"A","author":[{"family":"B"}],"issued":{"date-parts":[[2020,1]]}}])",
    "<?xml version='1.0'?><collection id='P18'><volume id='1'><meta><year>2018</year></meta>\n"
    "<paper id='1'><title>A <b>b</b> &amp; <tex-math>x</tex-math></title><author><last>B</last>"
    "</author></paper></volume></collection>\n",
    "<rss><channel><title>F</title><item><title>A &amp;lt;</title><link>/a</link><description>"
    "<![CDATA[<p>b</p>]]></description><pubDate>Mon, 2 Apr 2007 19:18:42 "
    "GMT</pubDate></item></channel>"
    "</rss>",
    R"({"count":1,"results":[{"id":1,"name":"A &amp; B","eventtype":"Poster","authors":[{"fullname":
"A"}],"virtualsite_url":"/virtual/2025/poster/1","topic":"a->b","paper_url":"https://x.example"}]})",
    R"({"schedule":{"version":"1","conference":{"title":"C","days":[{"date":"2026-03-01","day_start":"2026-03-01T10:00:00+01:00","rooms":{"R":[{"guid":"g","title":"T","start":"00:30","duration":"01:00","persons":[{"name":"A"}],"links":["https://x.example"]}]}}]}}})",
    "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Z\r\nBEGIN:STANDARD\r\nDTSTART:19700101T020000\r\n"
    "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:A\\, B\r\nDTSTART;TZID=Z:"
    "20260301T180000\r\nDURATION:PT1H\r\nRRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=5\r\nEXDATE;TZID=Z:"
    "20260310T180000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    "UID,title,authors,abstract,keywords\n1,\"A, B\",C|D,\"x\ny\",k\n",
    R"(window.YTD.tweets.part0 = [{"tweet":{"id_str":"1","full_text":"a https://t.co/x","created_at":"Wed Feb 05 18:12:34 +0000 2020","entities":{"urls":[{"url":"https://t.co/x","expanded_url":"https://x.example/1"}]}}}])",
    "# list\nhttps://arxiv.org/abs/2106.09685 A title\n<https://github.com/a/b>\n",
    R"({"id":"https://openalex.org/W1","title":"A","ids":{},"abstract_inverted_index":{"a":[0,2],"b":[1]}})"
    "\n",
    R"({"corpusid":1,"externalids":{"ArXiv":"2101.00001v1"},"title":"A","authors":[{"name":"B"}]})"
    "\n",
    "<?xml version='1.0'?><!DOCTYPE dblp SYSTEM 'dblp.dtd'><dblp><article key='a/b' "
    "mdate='2020-01-01'>"
    "<author>J&uuml;rgen 0001</author><title>A <i>b</i>.</title><ee>https://doi.org/10.1000/x</ee>"
    "</article></dblp>\n",
    "From: a <scholaralerts-noreply@google.com>\nSubject: =?utf-8?Q?=C3=A9?= - x\nContent-Type: "
    "multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: "
    "quoted-printable\n\n<h3><a href=3D'https://x.org' class=3D'gse_alrt_title'>A</a></h3><div>B - "
    "C, 2020</div>\n--b--\n",
    R"({"id":"1","type":"ReleaseEvent","actor":{"login":"a"},"repo":{"name":"a/b"},"payload":{"action":"published","release":{"tag_name":"v1","body":"2x faster","html_url":"https://github.com/a/b/releases/tag/v1"}},"created_at":"2026-01-01T00:00:00Z"})"
    "\n"};

void check(const std::string& bytes, std::optional<Format> format) {
  Everything all;
  try {
    all = read_text(bytes, "acl2021.json", format);
  } catch (const Error& error) {
    EXPECT_TRUE(error.code() == Errc::kInvalid) << error.what();
    return;
  }
  for (const Work& work : all.works) {
    EXPECT_FALSE(work.title.empty());
    EXPECT_EQ(find_invalid_utf8(work.title), std::string::npos);
    EXPECT_EQ(find_invalid_utf8(work.extra), std::string::npos);
    EXPECT_EQ(work.title.find('\0'), std::string::npos);
  }
  for (const Rejection& rejection : all.rejections) {
    EXPECT_FALSE(rejection.reason.empty());
    EXPECT_GE(rejection.line, 1U);
    EXPECT_LE(rejection.offset, bytes.size() * 1100) << "compressed at most that much";
    EXPECT_EQ(find_invalid_utf8(rejection.excerpt), std::string::npos);
  }
}

TEST(AnyReader, RandomBytes_EndWell) {
  std::mt19937 random(20261123);
  for (int round = 0; round < 300; ++round) {
    std::string bytes(random() % 3000, '\0');
    for (char& c : bytes) {
      c = static_cast<char>(random());
    }
    SCOPED_TRACE(round);
    check(bytes, std::nullopt);
    check(bytes, kFormats[random() % kFormats.size()]);
  }
}

TEST(AnyReader, MutatedRecords_EndWell) {
  constexpr std::string_view kMarks = "{}[]()\"\\@,:;#`*&\n\r\0 \xC3\xFF";
  std::mt19937 random(42);
  for (int round = 0; round < 1500; ++round) {
    const std::size_t which = random() % kSamples.size();
    std::string bytes(kSamples[which]);
    bytes += kSamples[random() % 3 == 0 ? random() % kSamples.size() : which];
    bytes = mutated(std::move(bytes), random, kMarks, 8);
    SCOPED_TRACE(round);
    check(bytes, random() % 2 == 0 ? std::optional<Format>() : kFormats[which]);
  }
}

TEST(AnyReader, DeepNesting_EndsWell) {
  const std::string deep(200000, '[');
  check("{\"title\":\"x\",\"a\":" + deep + "\n", Format::kWorks);
  check("[" + deep, Format::kPaperlists);
  check("- " + deep + "](https://example.org)\n", Format::kAwesome);
  std::string links = "- " + deep + "a";
  for (int i = 0; i < 200000; ++i) {
    links += "](b)";
  }
  check(links + "\n", Format::kAwesome);
  std::string elements;
  for (int i = 0; i < 100000; ++i) {
    elements += "<b>";
  }
  check("<collection id='P18'><volume id='1'><paper id='1'><title>" + elements, Format::kAclXml);
  check(
      "<rss><channel><item><title>x</title><description><![CDATA[" + elements + "]]></description>",
      Format::kFeed);
  check("@misc{a, title=" + std::string(200000, '{') + "\n", Format::kBibtex);
}

}  // namespace
}  // namespace assay::source
