/// No input makes a reader crash, hang or throw anything but an Error.

#include "base/error.h"
#include "base/text.h"
#include "reading.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace assay::source {
namespace {

constexpr std::array<Format, 13> kFormats = {
    Format::kWorks,  Format::kArxiv,    Format::kPaperlists,      Format::kAwesome,
    Format::kBibtex, Format::kRis,      Format::kCslJson,         Format::kAclXml,
    Format::kFeed,   Format::kOpenalex, Format::kSemanticScholar, Format::kDblp,
    Format::kMail};

constexpr std::array<std::string_view, 13> kSamples = {
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
    "C, 2020</div>\n--b--\n"};

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
    for (std::size_t change = random() % 8; change > 0 && !bytes.empty(); --change) {
      const std::size_t at = random() % bytes.size();
      switch (random() % 4) {
        case 0:
          bytes.erase(at, random() % 10);
          break;
        case 1:
          bytes.insert(at, 1, kMarks[random() % kMarks.size()]);
          break;
        case 2:
          bytes[at] = static_cast<char>(random());
          break;
        default:
          bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 30));
          break;
      }
    }
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
