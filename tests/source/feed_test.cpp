#include "reading.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

std::string rss(const std::string& items) {
  return "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" "
         "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
         "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
         "xmlns:media=\"http://search.yahoo.com/mrss/\">"
         "<channel><title>Acme &amp;amp; "
         "Engineering</title><link>https://acme.example/blog/</link>" +
         items + "</channel></rss>";
}

TEST(Feed, RssItem_IsAPost) {
  const Everything all = read_text(rss(
      "<item><title><![CDATA[Serving <b>fast</b> &amp; cheap]]></title><link>/blog/serving</link>"
      "<guid isPermaLink=\"false\">id-7</guid><dc:creator>Ann One, Bob Two</dc:creator>"
      "<pubDate>Tue, 03 Jun 2025 09:39:21 PST</pubDate><category>infra</category>"
      "<description>Short.</description><comments>https://forum.example/t/1</comments>"
      "<content:encoded><![CDATA[<p>We read <a "
      "href=\"https://arxiv.org/abs/2106.09685v2\">LoRA</a>.</p>"
      "<p><a "
      "href='https://github.com/acme/fast'>Code</a></p><script>x()</script>]]></content:encoded>"
      "</item>"));
  EXPECT_EQ(all.format, Format::kFeed);
  EXPECT_TRUE(all.rejections.empty());
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.kind, Kind::kPost);
  EXPECT_EQ(work.id, "id-7");
  EXPECT_EQ(work.title, "Serving fast & cheap");
  EXPECT_EQ(work.abstract, "Short.");
  EXPECT_EQ(work.text, "We read LoRA.\n\nCode");
  EXPECT_EQ(work.authors, (Strings{"Ann One", "Bob Two"}));
  EXPECT_EQ(work.venue, "Acme & Engineering");
  EXPECT_EQ(work.date, "2025-06-03");
  EXPECT_EQ(work.keywords, (Strings{"infra"}));
  EXPECT_EQ(identifiers(work), (Strings{"url:https://acme.example/blog/serving"}));
  EXPECT_EQ(work.code, "https://github.com/acme/fast");
  EXPECT_EQ(work.links, (std::vector<Link>{{"home", "https://acme.example/blog/serving"},
                                           {"paper", "https://arxiv.org/abs/2106.09685v2"},
                                           {"code", "https://github.com/acme/fast"},
                                           {"discussion", "https://forum.example/t/1"}}));
}

TEST(Feed, AtomEntry_IsAPost) {
  const Everything all = read_text(
      "\xEF\xBB\xBF<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://a.example/\">"
      "<title type=\"html\">A &lt;i&gt;blog&lt;/i&gt;</title><entry><id>tag:a,1</id>"
      "<title>2 &lt; 3 &amp; 4</title><link rel=\"self\" href=\"x\"/><link href=\"posts/1\"/>"
      "<published>2025-06-03T23:10:00-08:00</published><updated>2026-01-01T00:00:00Z</updated>"
      "<author><name>Ann</name></author><category term=\"ml\"/>"
      "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Hi "
      "<b>you</b></p></div>"
      "</content></entry></feed>");
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.title, "2 < 3 & 4");
  EXPECT_EQ(work.text, "Hi you");
  EXPECT_EQ(work.venue, "A blog");
  EXPECT_EQ(work.date, "2025-06-03");
  EXPECT_EQ(work.links.at(0).url, "https://a.example/posts/1");
  EXPECT_EQ(work.keywords, (Strings{"ml"}));
}

TEST(Feed, JsonFeed_IsRead) {
  const Everything all = read_text(
      R"({"version":"https://jsonfeed.org/version/1.1","title":"F","home_page_url":"https://f.example",
      "items":[{"id":1,"url":"https://f.example/1","title":"T <x>","content_html":"<p>C</p>",
      "date_published":"2025-06-03T01:02:03Z","authors":[{"name":"Ann"}],"tags":["a",7]},
      {"id":"2","content_text":"Only text & more\nsecond line"}]})");
  EXPECT_EQ(all.format, Format::kFeed);
  ASSERT_EQ(all.works.size(), 2U);
  EXPECT_EQ(all.works[0].title, "T <x>");
  EXPECT_EQ(all.works[0].text, "C");
  EXPECT_EQ(all.works[0].authors, (Strings{"Ann"}));
  EXPECT_EQ(all.works[0].keywords, (Strings{"a"}));
  EXPECT_EQ(all.works[1].title, "Only text & more");
}

TEST(Feed, Rss1ItemsBesideTheChannel_AreRead) {
  const Everything all = read_text(
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
      "xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
      "<channel><title>C</title></channel><item><title>T</title><link>https://x.example/1</link>"
      "<dc:date>2004-05-06</dc:date></item></rdf:RDF>");
  ASSERT_EQ(all.works.size(), 1U);
  EXPECT_EQ(all.works[0].date, "2004-05-06");
  EXPECT_TRUE(all.rejections.empty());
}

TEST(Feed, ArxivAndReleasesAndVideos_HaveTheirKinds) {
  const Everything all = read_text(
      rss("<item><title>A paper</title><link>https://arxiv.org/abs/2203.01250</link>"
          "<guid>oai:arXiv.org:2203.01250v3</guid><description>arXiv:2203.01250v3 Announce Type: "
          "replace \n"
          "Abstract: We do it.</description></item>"
          "<item><title>v2.0</title><link>https://github.com/a/b/releases/tag/v2.0</link></item>"
          "<item><title>A talk</title><link>https://www.youtube.com/watch?v=abc</link></item>"));
  ASSERT_EQ(all.works.size(), 3U);
  EXPECT_EQ(all.works[0].kind, Kind::kPaper);
  EXPECT_EQ(all.works[0].abstract, "We do it.");
  EXPECT_EQ(identifiers(all.works[0]), (Strings{"arxiv:2203.01250"}));
  EXPECT_EQ(all.works[1].kind, Kind::kContribution);
  EXPECT_EQ(identifiers(all.works[1]), (Strings{"url:https://github.com/a/b/releases/tag/v2.0"}));
  EXPECT_EQ(all.works[2].kind, Kind::kTalk);
}

TEST(Feed, Oddities_AreTaken) {
  // White space before the prolog, Windows-1252 that claims to be UTF-8, an entity that nobody
  // defined.
  const Everything all = read_text(
      "\n\n<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss><channel><title>x</title><item>"
      "<title>It\x92s caf\xE9&nbsp;time</title><description>a & "
      "b</description></item></channel></rss>");
  ASSERT_EQ(all.works.size(), 1U);
  EXPECT_EQ(all.works[0].title.substr(0, 12), "It\xE2\x80\x99s caf\xC3\xA9");
  EXPECT_TRUE(all.rejections.empty());
  const Everything latin = read_text(
      "<?xml version=\"1.0\" "
      "encoding=\"ISO-8859-1\"?><rss><channel><item><title>caf\xE9</title></item>"
      "</channel></rss>");
  ASSERT_EQ(latin.works.size(), 1U);
  EXPECT_EQ(latin.works[0].title, "café");
}

TEST(Feed, EmptyFeedAndEmptyEntries) {
  EXPECT_TRUE(read_text(rss("")).rejections.empty());
  const Everything all =
      read_text(rss("<item><link>https://x.example</link></item>"
                    "<item><description>Words here</description></item>"));
  EXPECT_EQ(only_reason(all), "entry 1: neither title nor text");
  ASSERT_EQ(all.works.size(), 1U);
  EXPECT_EQ(all.works[0].title, "Words here");
}

TEST(Feed, CutOrBlocked_IsToldAndNeverEmpty) {
  const Everything cut = read_text("<rss><channel><item><title>a</title></item><item><title>b");
  EXPECT_GE(cut.works.size(), 1U);
  EXPECT_EQ(cut.rejections.size(), 1U);
  EXPECT_EQ(only_reason(read_text("<!DOCTYPE html><html><body>Are you a robot?</body></html>", "a",
                                  Format::kFeed)),
            "a web page stands where a feed should be");
  EXPECT_EQ(only_reason(read_text("{\"items\":[]}", "a", Format::kFeed)),
            "not a JSON Feed: no version of jsonfeed.org");
}

TEST(Feed, GuidThatStandsWithSeveralItems_IsNone) {
  const Everything all = read_text(
      rss("<item><guid>x</guid><title>One</title><link>https://b.example/1</link></item>"
          "<item><guid>x</guid><title>Two</title><link>https://b.example/2</link></item>"
          "<item><guid>y</guid><title>Three</title><link>https://b.example/3</link></item>"
          "<item><guid>y</guid><title>Three</title><link>https://b.example/3</link></item>"));
  ASSERT_EQ(all.works.size(), 4U);
  EXPECT_EQ(all.works[0].id, "https://b.example/1");
  EXPECT_EQ(all.works[1].id, "https://b.example/2");
  EXPECT_EQ(all.works[2].id, "y") << "the same thing twice is one";
  EXPECT_EQ(all.works[3].id, "y");
}

TEST(Feed, LinkThatStandsWithSeveralItems_IsNoIdentifier) {
  const Everything all = read_text(
      rss("<item><title>One</title><link>https://b.example/</link></item>"
          "<item><guid>x</guid><title>Two</title><link>https://b.example/</link></item>"
          "<item><guid>x</guid><title>Three</title><link>https://b.example/</link></item>"));
  ASSERT_EQ(all.works.size(), 3U);
  EXPECT_NE(all.works[0].id, all.works[1].id);
  EXPECT_NE(all.works[1].id, all.works[2].id);
  for (const Work& work : all.works) {
    EXPECT_TRUE(work.identifiers.empty());
    EXPECT_EQ(work.links, (std::vector<Link>{{"home", "https://b.example/"}}));
  }
}

TEST(Feed, ItemsBehindAFault_AreNotLostInSilence) {
  // The tree ends at the fault.
  const Everything all = read_text(
      "<?xml version=\"1.0\" encoding=\"gb2312\"?><rss><channel><item><title>a</title></item>"
      "<item><title>b \xFF\xFF</title></item><item><title>c</title></item></channel></rss>");
  EXPECT_TRUE(all.works.size() == 3U || all.rejections.size() == 1U);
}

TEST(Feed, AbsurdDates_AreNone) {
  for (const char* date :
       {"Mon, 01 Jan 99999 00:00:00 GMT", "Mon, 99 Foo 2021 00:00:00 GMT", "-2021-01-01",
        "2021-13-45T99:99:99Z", "99999999999999999999999", "yesterday", "\xC3\xA9t\xC3\xA9"}) {
    const Everything all = read_text("<rss><channel><item><title>a</title><guid>g</guid><pubDate>" +
                                     std::string(date) + "</pubDate></item></channel></rss>");
    ASSERT_EQ(all.works.size(), 1U) << date;
    EXPECT_EQ(all.works[0].date, "") << date;
    EXPECT_FALSE(all.works[0].year) << date;
  }
}

TEST(Feed, EntityBomb_IsNotExpanded) {
  const Everything all =
      read_text(entity_bomb("rss") +
                "<rss><channel><item><title>x &j; &file;</title></item></channel></rss>");
  for (const Work& work : all.works) {
    EXPECT_LT(work.title.size(), 100U);
    EXPECT_EQ(work.title.find("root"), std::string::npos);
  }
}

}  // namespace
}  // namespace assay::source
