#include "source/html_text.h"

#include "reading.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace assay::source {
namespace {

using namespace std::string_view_literals;

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

/// The usual ways to smuggle a script past a filter, each behind "<p>x</p>".
const std::vector<std::string_view> kEvasions = {
    "<script>alert(1)</script>"sv,
    "<SCRIPT SRC=//evil.example>alert(1)</SCRIPT>"sv,
    "<script/x>alert(1)</script>"sv,
    "<script\t>alert(1)</script\n>"sv,
    "<script type=\"text/plain\">alert(1)</script>"sv,
    "<<script>alert(1)//<</script>"sv,
    "<style>alert(1)</style>"sv,
    "<style>@import 'javascript:alert(1)';</style>"sv,
    "<noscript>alert(1)</noscript>"sv,
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>"sv,
    "<svg><script>alert(1)</script></svg>"sv,
    "<svg onload=alert(1)>"sv,
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>"sv,
    "<math><mtext><script>alert(1)</script></mtext></math>"sv,
    "<img src=q onerror=alert(1)>"sv,
    "<img src=`q` onerror=alert(1)>"sv,
    "<img/src=q/onerror=alert(1)>"sv,
    "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>"sv,
    "<body onload=alert(1)>"sv,
    "<input autofocus onfocus=alert(1)>"sv,
    "<details open ontoggle=alert(1)></details>"sv,
    "<video><source onerror=alert(1)></video>"sv,
    "<marquee onstart=alert(1)></marquee>"sv,
    "<!--alert(1)-->"sv,
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->"sv,
    "<iframe srcdoc='alert(1)'>alert(1)</iframe>"sv,
    "<iframe src=javascript:alert(1)></iframe>"sv,
    "<object data=javascript:alert(1)>alert(1)</object>"sv,
    "<embed src=javascript:alert(1)>"sv,
    "<template>alert(1)</template>"sv,
    "<form action=javascript:alert(1)><button>alert(1)</button></form>"sv,
    "<base href=javascript:alert(1)//>"sv,
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>"sv,
    "<link rel=stylesheet href=javascript:alert(1)>"sv,
    "<div style=\"width:expression(alert(1))\"></div>"sv,
    "<div style=\"background:url(javascript:alert(1))\"></div>"sv,
    "<table background=javascript:alert(1)></table>"sv};

TEST(HtmlText, NothingActive_ReachesTheText) {
  for (const std::string_view evasion : kEvasions) {
    const HtmlText page = read_html("<p>x</p>" + std::string(evasion));
    EXPECT_EQ(page.text.find("alert"), std::string::npos) << evasion;
    EXPECT_EQ(page.text.substr(0, 1), "x") << evasion;
    EXPECT_TRUE(page.links.empty()) << evasion;
  }
}

/// Hidden in their spelling; what stays of them is text and nothing else.
TEST(HtmlText, TornTags_AreTextAtMost) {
  for (const std::string_view html :
       {"<p>x</p><scr\0ipt>alert(1)</scr\0ipt>"sv, "<p>x</p><\0script>alert(1)</script>"sv,
        "<p>x</p><scr<script>ipt>alert(1)</script>"sv,
        "<p>x</p>&lt;script&gt;alert(1)&lt;/script&gt;"sv,
        "<p>x</p>\xC0\xBCscript\xC0\xBE"
        "alert(1)\xC0\xBC/script\xC0\xBE"sv,
        "<p>x</p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-"sv}) {
    const HtmlText page = read_html(html);
    EXPECT_EQ(page.text.substr(0, 1), "x") << html;
    EXPECT_EQ(page.text.find('\0'), std::string::npos) << html;
    EXPECT_TRUE(page.links.empty()) << html;
  }
}

/// Addresses that would run, in the disguises that browsers see through.
const std::vector<std::string_view> kActiveAddresses = {
    "javascript:alert(1)"sv,
    "JaVaScRiPt:alert(1)"sv,
    " javascript:alert(1)"sv,
    "\x01javascript:alert(1)"sv,
    "java\tscript:alert(1)"sv,
    "java\nscript:alert(1)"sv,
    "javascript\r\n:alert(1)"sv,
    "javascript:alert(1)//https://github.com/a/b"sv,
    "javascript:alert('https://arxiv.org/abs/2106.09685')"sv,
    "vbscript:msgbox(1)"sv,
    "data:text/html,<script>alert(1)</script>"sv,
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="sv,
    "blob:https://x.example/1"sv};

std::string attribute_of(std::string_view address) {
  std::string out;
  for (const char c : address) {
    out += c == '"' ? "&quot;" : c == '<' ? "&lt;" : std::string(1, c);
  }
  return out;
}

TEST(HtmlText, ActiveAddresses_AreNoLinks) {
  for (const std::string_view address : kActiveAddresses) {
    const HtmlText page = read_html("<a href=\"" + attribute_of(address) + "\">x</a>");
    EXPECT_EQ(page.text, "x") << address;
    EXPECT_TRUE(page.links.empty()) << address;
  }
  EXPECT_TRUE(read_html("<a href=\"&#106;&#97;vascript&colon;alert(1)\">x</a>").links.empty());
  EXPECT_EQ(read_html("<a href=\"/data:x\">x</a>").links.size(), 1U);
}

TEST(HtmlText, ActiveAddresses_AreInNoWork) {
  for (const std::string_view address : kActiveAddresses) {
    std::string escaped;
    for (const char c : attribute_of(address)) {
      escaped += c == '\x01' ? std::string() : c == '&' ? "&amp;" : std::string(1, c);
    }
    const std::string a = "<![CDATA[<a href=\"" + escaped + "\">x</a>]]>";
    const Everything all = read_text(
        fmt::format("<rss><channel><item><title>T{0}</title><link>{1}</link><guid>{1}</guid>"
                    "<comments>{1}</comments><description>{0}</description></item>"
                    "</channel></rss>",
                    a, escaped));
    ASSERT_EQ(all.works.size(), 1U) << address;
    for (const Link& link : all.works[0].links) {
      EXPECT_TRUE(link.url.starts_with("http")) << address << " gave " << link.url;
    }
    EXPECT_FALSE(all.works[0].code.starts_with("javascript")) << address;
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
