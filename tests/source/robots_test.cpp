#include "source/robots.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::source {
namespace {

bool allows(const std::string& text, const std::string& target) {
  return Robots(text, "assay").allows(target);
}

TEST(Robots, NoRules_AllowAll) {
  EXPECT_TRUE(Robots().allows("/x"));
  EXPECT_TRUE(allows("", "/x"));
  EXPECT_TRUE(allows("<!DOCTYPE html><p>not found", "/x"));
  EXPECT_TRUE(allows("User-agent: *\nDisallow:\n", "/x"));
}

TEST(Robots, LongestRuleDecides_AllowWinsATie) {
  const std::string text = "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /c\nAllow: /c\n";
  EXPECT_FALSE(allows(text, "/a"));
  EXPECT_FALSE(allows(text, "/a/c"));
  EXPECT_TRUE(allows(text, "/a/b/d"));
  EXPECT_TRUE(allows(text, "/c"));
  EXPECT_TRUE(allows(text, "/"));
}

TEST(Robots, OwnGroups_ComeBeforeThoseForAll_AndAreJoined) {
  const std::string text =
      "User-agent: *\nDisallow: /\n\nUser-Agent: ASSAY/2\nuser-agent: other\nDisallow: /one # why\n"
      "Sitemap: https://a.example/map\nUser-agent: else\nDisallow: /three\n"
      "User-agent: assay\rDisallow: /two\r";
  EXPECT_TRUE(allows(text, "/"));
  EXPECT_FALSE(allows(text, "/one"));
  EXPECT_FALSE(allows(text, "/two"));
  EXPECT_TRUE(allows(text, "/three"));
  EXPECT_TRUE(allows("User-agent: assayer\nDisallow: /\n", "/x")) << "another robot";
  EXPECT_TRUE(allows(
      "User-agent: assay\n\nUser-agent: *\nDisallow: /a\nUser-agent: assay\nAllow: /\n", "/b"));
}

TEST(Robots, StarsAndEnds) {
  const std::string text = "User-agent: *\nDisallow: /*.pdf$\nDisallow: /x*y*z\nDisallow: *q\n";
  EXPECT_FALSE(allows(text, "/a/b.pdf"));
  EXPECT_TRUE(allows(text, "/a/b.pdf?v=1"));
  EXPECT_FALSE(allows(text, "/x1y2zmore"));
  EXPECT_TRUE(allows(text, "/x1z2y"));
  EXPECT_FALSE(allows(text, "/any/q"));
  EXPECT_TRUE(allows("User-agent: *\nDisallow: /a$\n", "/ab"));
  EXPECT_FALSE(allows("User-agent: *\nDisallow: /a*$\n", "/ab"));
}

TEST(Robots, EscapesAreWrittenOneWay) {
  EXPECT_FALSE(allows("User-agent: *\nDisallow: /f%6fo\n", "/foo"));
  EXPECT_FALSE(allows("User-agent: *\nDisallow: /ü\n", "/%c3%BC"));
  EXPECT_TRUE(allows("User-agent: *\nDisallow: /a%2Fb\n", "/a/b"));
}

TEST(Robots, ManyStars_EndSoon) {
  std::string pattern = "/";
  for (int i = 0; i < 900; ++i) {
    pattern += "a*";
  }
  EXPECT_TRUE(allows("User-agent: *\nDisallow: " + pattern + "b\n", "/" + std::string(5000, 'a')));
}

TEST(Robots, RobotsTxtItself_IsAlwaysOpen) {
  EXPECT_TRUE(allows("User-agent: *\nDisallow: /\n", "/robots.txt"));
}

}  // namespace
}  // namespace assay::source
