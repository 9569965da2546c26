#include "base/error.h"
#include "reading.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

std::string recognised(std::string_view text, const std::string& name = "input.dat") {
  const TestFile file(text, name);
  try {
    return std::string(format_name(open_reader(file.path())->format()));
  } catch (const Error& error) {
    return error.message();
  }
}

TEST(Format, Names_AreReadBack) {
  for (const Format format : {Format::kWorks,       Format::kArxiv,    Format::kPaperlists,
                              Format::kAwesome,     Format::kBibtex,   Format::kRis,
                              Format::kCslJson,     Format::kAclXml,   Format::kFeed,
                              Format::kVirtualSite, Format::kSchedule, Format::kIcal,
                              Format::kMiniconf,    Format::kXArchive, Format::kLinks,
                              Format::kGhArchive,   Format::kOpenalex, Format::kSemanticScholar,
                              Format::kDblp,        Format::kMail}) {
    EXPECT_EQ(parse_format(format_name(format)), format);
  }
  EXPECT_FALSE(parse_format("word"));
  EXPECT_EQ(format_names(),
            "works, arxiv, paperlists, awesome, bibtex, ris, csl-json, acl-xml, feed, "
            "virtual-site, schedule, ical, miniconf, x-archive, links, gh-archive, openalex, "
            "semantic-scholar, dblp, mail");
}

TEST(Format, Content_DecidesAndNotTheName) {
  EXPECT_EQ(recognised("{\"title\":\"x\"}\n", "a.bib"), "works");
  EXPECT_EQ(recognised("\n  {\"title\":\"x\"}", "a.md"), "works");
  EXPECT_EQ(recognised("{\"id\":\"2101.00001\",\"authors\":\"A\",\"title\":\"x\",\"categories\":"
                       "\"cs.CL\",\"versions\":[]}\n",
                       "a.json"),
            "arxiv");
  EXPECT_EQ(recognised("[{\"title\":\"x\"}]", "a.jsonl"), "paperlists");
  EXPECT_EQ(recognised("[]"), "paperlists");
  EXPECT_EQ(recognised("# A list\n\nText.\n\n* [Name](https://example.org)\n", "a.bib"), "awesome");
  EXPECT_EQ(recognised("% remark\n@Article{key,\n title={x}}\n", "a.md"), "bibtex");
  EXPECT_EQ(recognised("\xEF\xBB\xBF@string(a = {b})\n"), "bibtex");
  EXPECT_EQ(recognised("<?xml version='1.0'?><!-- <collection> --><rss><channel/></rss>"), "feed");
  EXPECT_EQ(recognised("<feed xmlns='http://www.w3.org/2005/Atom'></feed>"), "feed");
  EXPECT_EQ(recognised("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[]}"), "feed");
  EXPECT_EQ(recognised("<?xml version='1.0'?><schedule><version/></schedule>"), "schedule");
  EXPECT_EQ(recognised("{\"schedule\":{\"version\":\"1\",\"conference\":{}}}"), "schedule");
  EXPECT_EQ(recognised("\r\nbegin:vcalendar\r\n"), "ical");
  EXPECT_EQ(recognised("title,UID\r\nx,1\r\n"), "miniconf");
  EXPECT_EQ(recognised("[{\"UID\":\"1\",\"title\":\"x\"}]"), "miniconf");
  EXPECT_EQ(recognised("window.YTD.tweets.part0 = []"), "x-archive");
  EXPECT_EQ(recognised("# mine\nhttps://example.org/a\n- [Name](https://example.org)\n"), "links");
  EXPECT_EQ(recognised("<html><body>blocked</body></html>"), "the format is not recognised");
}

TEST(Format, MailIsKnownByItsHeadersAndNothingElseIsMail) {
  EXPECT_EQ(recognised("Return-Path: <a@b>\nReceived: by x\n\tfor y\nFrom: a\nSubject: b\n\nx"),
            "mail");
  EXPECT_EQ(recognised("From a@b Mon\nDate: x\nfrom: y\n\nbody"), "mail");
  EXPECT_EQ(recognised("From: a\nSubject: b\nthis is prose\n"), "the format is not recognised");
  EXPECT_EQ(recognised("title: x\nauthor: y\n\n- [Name](https://example.org)\n"), "awesome");
  EXPECT_EQ(recognised("{\"title\":\"The corpusid of https://openalex.org/W1\"}\n"), "works");
  EXPECT_EQ(recognised("<?xml version='1.0'?><!DOCTYPE dblp SYSTEM 'dblp.dtd'><dblp></dblp>"),
            "dblp");
}

TEST(Format, MarkdownListWithACitation_IsAList) {
  EXPECT_EQ(recognised("# List\n```\n@misc{list, title={x}}\n```\n- [Name](https://example.org)\n"),
            "awesome");
  EXPECT_EQ(recognised("- [Name](https://example.org)\n\n@misc{list, title={x}}\n"), "awesome");
}

TEST(Format, BrokenFirstLine_DoesNotHideTheRecords) {
  const std::string rest = "ends here\"}\n{\"title\":\"y\"}\n";
  EXPECT_EQ(recognised("x\n{\"title\":\"y\"}\r\n"), "works");
  EXPECT_EQ(recognised(rest), "works");
  EXPECT_EQ(recognised("],\n{\"id\":\"1\",\"title\":\"x\",\"categories\":\"cs\","
                       "\"update_date\":\"\"}\n"),
            "arxiv");
  EXPECT_EQ(recognised("Text.\n```\n{\"title\":\"x\"}\n```\n- [Name](https://example.org)\n"),
            "awesome");
}

TEST(Format, WorksWithFieldsLikeArxivs_StayWorks) {
  EXPECT_EQ(recognised("{\"id\":\"p\",\"kind\":\"package\",\"title\":\"x\",\"categories\":[],"
                       "\"update_date\":\"2020-01-01\"}\n"),
            "works");
}

TEST(Format, Unknown_NamesTheOption) {
  const TestFile file("Dear reader,\nthis is prose.\n");
  try {
    open_reader(file.path());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kInvalid);
    EXPECT_NE(error.hint().find("--format"), std::string::npos);
    EXPECT_NE(error.hint().find("bibtex"), std::string::npos);
  }
  EXPECT_EQ(recognised(std::string_view("\xFF\xFE{\0\"\0", 6)), "the text is UTF-16, not UTF-8");
  EXPECT_EQ(recognised(""), "the file is empty");
}

TEST(Format, Given_OverridesTheContent) {
  const Everything all = read_text("{\"title\":\"x\"}\n", "a", Format::kArxiv);
  EXPECT_EQ(all.format, Format::kArxiv);
  EXPECT_EQ(only_reason(all), "no arXiv id");
  EXPECT_EQ(only_reason(read_text("{\"title\":\"x\"}", "a", Format::kPaperlists)),
            "not a JSON list of papers");
  EXPECT_TRUE(read_text("prose\n", "a", Format::kBibtex).works.empty());
}

}  // namespace
}  // namespace assay::source
