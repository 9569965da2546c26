#include "reading.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

using namespace std::string_view_literals;

TEST(Awesome, NumberedItems_HaveLinksOrganisationAndYear) {
  const Everything all = read_text(
      "# My list\n[![badge](https://example.org/b.svg)](https://example.org)\n"
      "1. [Contents](#data)\n"
      "## Data *Quality*\n"
      "1. [A `good` title](https://example.org/post) ([Code](https://github.com/own/name), "
      "[Paper](https://arxiv.org/abs/2101.00001))`Lab One` `2020`\r\n"
      "2. **[A talk (part)](https://www.youtube.com/watch?v=x_(y))** `Lab Two` `2021`\n"
      "Prose with [a link](https://example.org/no).\n"
      "```\n- [example](https://example.org/code)\n```\n"
      "## Other\n"
      "* [Tool](https://github.com/Own/Tool) - Does `this` and [that](https://example.org/that).\n"
      "  - [A paper](https://example.org/a.pdf \"its title\")\n");
  EXPECT_EQ(all.format, Format::kAwesome);
  EXPECT_TRUE(all.rejections.empty());
  ASSERT_EQ(all.works.size(), 4U);
  const Work& post = all.works[0];
  EXPECT_EQ(post.title, "A good title");
  EXPECT_EQ(post.kind, Kind::kPost);
  EXPECT_EQ(post.code, "https://github.com/own/name");
  EXPECT_EQ(post.organisations, (Strings{"Lab One"}));
  EXPECT_EQ(post.year, 2020);
  EXPECT_EQ(post.keywords, (Strings{"Data Quality"}));
  EXPECT_EQ(identifiers(post), (Strings{"url:https://example.org/post"}));
  EXPECT_EQ(post.links, (std::vector<Link>{{"home", "https://example.org/post"},
                                           {"paper", "https://arxiv.org/abs/2101.00001"}}));
  EXPECT_EQ(all.works[1].kind, Kind::kTalk);
  EXPECT_EQ(all.works[1].title, "A talk (part)");
  const Work& tool = all.works[2];
  EXPECT_EQ(tool.kind, Kind::kRepository);
  EXPECT_EQ(tool.abstract, "Does this and that.");
  EXPECT_TRUE(tool.organisations.empty()) << "code within a sentence is no organisation";
  EXPECT_EQ(tool.keywords, (Strings{"Other"}));
  EXPECT_EQ(identifiers(tool), (Strings{"github:own/tool"}));
  EXPECT_EQ(all.works[3].kind, Kind::kPaper);
}

TEST(Awesome, Address_TellsTheKind) {
  const auto kind = [](const std::string& url) {
    const Everything all = read_text("- [Name](" + url + ")\n");
    return all.works.size() == 1 ? kind_name(all.works[0].kind) : "none";
  };
  EXPECT_EQ(kind("https://vimeo.com/1"), "talk");
  EXPECT_EQ(kind("https://youtu.be/abc"), "talk");
  EXPECT_EQ(kind("https://github.com/a/b"), "repository");
  EXPECT_EQ(kind("https://github.com/a/b/blob/main/notes.md"), "post");
  EXPECT_EQ(kind("https://aclanthology.org/P18-1001/"), "paper");
  EXPECT_EQ(kind("https://openreview.net/forum?id=abcde"), "paper");
  EXPECT_EQ(kind("https://doi.org/10.1000/x"), "paper");
  EXPECT_EQ(kind("http://example.org/x.PDF"), "paper");
  EXPECT_EQ(kind("https://example.org/blog/x"), "post");
  EXPECT_EQ(kind("mailto:a@example.org"), "none");
}

TEST(Awesome, LabelThatOnlySaysPaper_LeavesTheTitleToTheText) {
  const Everything all = read_text(
      "- **A long title**. [[Paper](https://arxiv.org/abs/2101.00001)] "
      "[[Code](https://github.com/a/b)]\n- A series ([Part 1](https://example.org/1), "
      "[Part 2](https://example.org/2))\n- [Paper](https://example.org/3)\n");
  ASSERT_EQ(all.works.size(), 3U);
  EXPECT_EQ(all.works[0].title, "A long title");
  EXPECT_EQ(all.works[0].code, "https://github.com/a/b");
  EXPECT_EQ(all.works[1].title, "A series");
  EXPECT_EQ(all.works[2].title, "Paper");
}

TEST(Awesome, BadLines_AreRejected) {
  const Everything all = read_text(
      "- [One](https://example.org/1)\n- [Tw\xFF](https://example.org/2)\n"
      "- [](https://example.org/3)\n- [Fo\0r](https://example.org/4)\n"sv);
  EXPECT_EQ(all.works.size(), 1U);
  ASSERT_EQ(all.rejections.size(), 3U);
  EXPECT_EQ(all.rejections[0].reason, "not UTF-8: byte 5 of the line");
  EXPECT_EQ(all.rejections[1].reason, "no title");
  EXPECT_EQ(all.rejections[1].line, 3U);
  EXPECT_EQ(all.rejections[2].reason, "the line holds a NUL character");
}

}  // namespace
}  // namespace assay::source
