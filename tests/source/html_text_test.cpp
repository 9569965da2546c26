#include "source/html_text.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

TEST(HtmlText, Paragraphs_AreKeptApart) {
  const HtmlText page = read_html(
      "<h1>Title</h1><p>One\n two "
      "<b>bold</b>.</p><ul><li>a</li><li>b</li></ul>line<br>next<pre>x\n  y</pre>");
  EXPECT_EQ(page.text, "Title\n\nOne two bold.\n\na\nb\n\nline\nnext\n\nx\ny");
}

TEST(HtmlText, Links_AreTold) {
  const HtmlText page =
      read_html("See <a href=\"https://arxiv.org/abs/2106.09685\">it</a>, <a>no</a>.");
  EXPECT_EQ(page.text, "See it, no.");
  EXPECT_EQ(page.links, std::vector<std::string>{"https://arxiv.org/abs/2106.09685"});
}

TEST(HtmlText, PlainTextAndEntities_StayText) {
  EXPECT_EQ(read_html("a &amp; b &lt;c&gt; &#233;").text, "a & b <c> é");
  EXPECT_EQ(read_html("").text, "");
  EXPECT_EQ(html_line("<i>A</i>\n <b>title</b>"), "A title");
}

TEST(HtmlText, NothingActive_ReachesTheText) {
  // The usual ways to smuggle a script past a filter.
  for (const std::string_view html :
       {"<p>x</p><script>alert(1)</script>", "<p>x</p><SCRIPT SRC=//evil>alert(1)</SCRIPT>",
        "<p>x</p><style>alert(1)</style>", "<p>x</p><noscript>alert(1)</noscript>",
        "<p>x</p><svg><script>alert(1)</script></svg>", "<p>x</p><img src=q onerror=alert(1)>",
        "<p>x</p><scr\0ipt>alert(1)</scr\0ipt>", "<p>x</p><!--alert(1)-->",
        "<p>x</p><iframe srcdoc='alert(1)'>alert(1)</iframe>",
        "<p>x</p><template>alert(1)</template>"}) {
    EXPECT_EQ(read_html(html).text.find("alert"), std::string::npos) << html;
    EXPECT_EQ(read_html(html).text.substr(0, 1), "x") << html;
  }
}

TEST(HtmlText, TornMarkup_EndsWell) {
  EXPECT_EQ(read_html("<p>open <b>never closed").text, "open never closed");
  EXPECT_EQ(read_html("< not a tag").text, "< not a tag");
  std::string deep;
  for (int i = 0; i < 100000; ++i) {
    deep += "<div>";
  }
  EXPECT_LE(read_html(deep + "x").text.size(), 1U);
}

}  // namespace
}  // namespace assay::source
