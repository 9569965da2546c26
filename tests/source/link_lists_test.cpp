/// Lists of feeds and addresses, and the archive of an account on X.

#include "base/error.h"
#include "reading.h"
#include "source/opml.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

constexpr const char* kList = R"(<?xml version="1.0"?>
<opml version="2.0"><head><title>My &amp;amp; feeds</title></head><body>
<outline text="News"><outline text="Deep"><outline type="rss" text="8th Light, Inc."
  xmlUrl="https://a.example/rss" htmlUrl="https://a.example/"/></outline></outline>
<outline text="No type" xmlUrl="feed://b.example/atom.xml"/>
<outline title="8th light inc" XMLURL="https://c.example/f"/>
<outline text="Doubled" xmlUrl="http://www.a.example/rss/"/>
<outline text="Relative" xmlUrl="/feed.xml" htmlUrl="https://d.example/blog/"/>
<outline text="Lost" xmlUrl="/feed.xml"/><outline text="Mail" xmlUrl="mailto:x@y.example"/>
<outline text="A page" htmlUrl="https://e.example/" type="link"/>
<outline xmlUrl="https://f.example/rss"/><outline text="Sch&#252;tze &amp;amp; Söhne’s" xmlUrl="https://g.example/"/>
</body></opml>)";

TEST(Opml, Outlines_BecomeSourcesWithFriendlyNames) {
  const OpmlSources list = read_opml(kList);
  EXPECT_EQ(list.title, "My & feeds");
  Strings all;
  for (const SourceSpec& spec : list.sources) {
    EXPECT_EQ(spec.connector, "feed");
    EXPECT_NO_THROW(static_cast<void>(make_connector(spec))) << spec.address;
    all.push_back(spec.name + " " + spec.address);
  }
  EXPECT_EQ(all,
            (Strings{"8th-light-inc https://a.example/rss", "no-type http://b.example/atom.xml",
                     "8th-light-inc-2 https://c.example/f", "relative https://d.example/feed.xml",
                     "f-example https://f.example/rss", "schutze-sohne-s https://g.example/"}));
}

TEST(Opml, WhatCannotBeFollowed_IsToldWithItsReason) {
  EXPECT_EQ(read_opml(kList).rejected,
            (Strings{"\"http://www.a.example/rss/\" is there already (Doubled)",
                     "\"/feed.xml\" is no web address (Lost)",
                     "\"mailto:x@y.example\" is no web address (Mail)"}));
}

TEST(Opml, IsRecognisedByContent) {
  EXPECT_TRUE(is_opml(kList));
  EXPECT_TRUE(is_opml("\xEF\xBB\xBF<!-- x --><OPML version='1.0'>"));
  EXPECT_FALSE(is_opml("<rss><channel><title>&lt;opml</title><opml/></channel></rss>"));
  EXPECT_FALSE(is_opml("# about <opml>"));
  EXPECT_THROW(static_cast<void>(read_opml("<rss/>")), Error);
  EXPECT_THROW(static_cast<void>(read_opml("")), Error);
}

TEST(Opml, DeepNesting_EndsWell) {
  std::string deep = "<opml><body>";
  for (int i = 0; i < 100000; ++i) {
    deep += "<outline text='x'>";
  }
  try {
    static_cast<void>(read_opml(deep));
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kInvalid);
  }
}

TEST(Links, EachLine_IsAWorkOfItsKind) {
  const Everything all = read_text(
      "# to read\n\nhttps://arxiv.org/abs/2106.09685v2 LoRA: low-rank adaptation\r\n"
      "<https://github.com/Acme/Fast>\nhttps://www.youtube.com/watch?v=abc\n"
      "https://www.blog.example/posts/1/?utm_source=x\nnot an address\narXiv:1706.03762\n");
  EXPECT_EQ(all.format, Format::kLinks);
  ASSERT_EQ(all.works.size(), 5U);
  EXPECT_EQ(all.works[0].kind, Kind::kPaper);
  EXPECT_EQ(all.works[0].title, "LoRA: low-rank adaptation");
  EXPECT_EQ(identifiers(all.works[0]), (Strings{"arxiv:2106.09685"}));
  EXPECT_EQ(all.works[1].kind, Kind::kRepository);
  EXPECT_EQ(all.works[1].title, "github:acme/fast");
  EXPECT_EQ(all.works[2].kind, Kind::kTalk);
  EXPECT_EQ(all.works[3].kind, Kind::kPost);
  EXPECT_EQ(all.works[3].title, "blog.example/posts/1");
  EXPECT_EQ(all.works[4].kind, Kind::kPaper);
  EXPECT_EQ(only_reason(all), "no web address");
  EXPECT_EQ(all.rejections[0].line, 7U);
}

TEST(XArchive, Tweets_HaveTheirWholeAddresses) {
  const Everything all = read_text(
      R"(window.YTD.tweets.part0 = [ {"tweet":{"id_str":"1600000000000000001",
      "full_text":"Nice paper &amp; code https://t.co/aa https://t.co/bb\nMore #ml",
      "created_at":"Wed Feb 05 18:12:34 +0000 2020","favorite_count":"3","retweet_count":"1",
      "lang":"en","entities":{"hashtags":[{"text":"ml"}],"urls":[
      {"url":"https://t.co/aa","expanded_url":"https://arxiv.org/abs/2106.09685"},
      {"url":"https://t.co/bb","expanded_url":"https://github.com/acme/fast"}]}}},
      {"tweet":{"id_str":"2","full_text":""}}, {"other":{}} ])");
  EXPECT_EQ(all.format, Format::kXArchive);
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.kind, Kind::kDiscussion);
  EXPECT_EQ(work.date, "2020-02-05");
  EXPECT_EQ(work.text,
            "Nice paper & code https://arxiv.org/abs/2106.09685 https://github.com/acme/fast\n"
            "More #ml");
  EXPECT_EQ(work.keywords, (Strings{"ml"}));
  EXPECT_EQ(work.code, "https://github.com/acme/fast");
  EXPECT_EQ(work.links,
            (std::vector<Link>{{"paper", "https://arxiv.org/abs/2106.09685"},
                               {"code", "https://github.com/acme/fast"},
                               {"home", "https://x.com/i/web/status/1600000000000000001"}}));
  ASSERT_EQ(all.rejections.size(), 2U);
  EXPECT_EQ(all.rejections[0].reason, "no text: the post was deleted or is private");
  EXPECT_EQ(all.rejections[1].reason, "neither tweet, note, like nor bookmark");
}

TEST(XArchive, LikesAndNotes_AreRead) {
  const Everything likes = read_text(
      R"(window.YTD.like.part0 = [{"like":{"tweetId":"7","fullText":"See https://t.co/x",
      "expandedUrl":"https://twitter.com/i/web/status/7"}}])");
  ASSERT_EQ(likes.works.size(), 1U);
  EXPECT_EQ(likes.works[0].extra, R"({"marked":"liked"})");
  const Everything notes = read_text(
      R"(window.YTD.note_tweet.part0 = [{"noteTweet":{"noteTweetId":"8",
      "createdAt":"2023-04-05T06:07:08.000Z","core":{"text":"Long https://t.co/y","urls":[
      {"shortUrl":"https://t.co/y","expandedUrl":"https://blog.example/1"}]}}}])");
  ASSERT_EQ(notes.works.size(), 1U);
  EXPECT_EQ(notes.works[0].id, "note:8");
  EXPECT_EQ(notes.works[0].date, "2023-04-05");
  EXPECT_EQ(notes.works[0].links, (std::vector<Link>{{"post", "https://blog.example/1"}}));
}

TEST(XArchive, CutOff_IsTold) {
  EXPECT_EQ(only_reason(read_text("window.YTD.tweets.part0 = [{\"tweet\":{\"id")),
            "the file ends in the middle of a record");
  EXPECT_EQ(only_reason(read_text("window.YTD.account.part0 = {}")),
            "not a JSON list of posts behind \"window.YTD… =\"");
}

}  // namespace
}  // namespace assay::source
