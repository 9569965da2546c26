#include "base/markup.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(EscapeMarkup, SignsOfMarkup_BecomeReferences) {
  EXPECT_EQ(escape_markup("a < b & \"c\" > 'd' ü"),
            "a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39; ü");
  EXPECT_EQ(escape_markup(""), "");
}

TEST(EscapeMarkup, WhatXmlForbids_IsReplaced) {
  EXPECT_EQ(escape_markup(std::string_view("a\0b\x1b[1m\x7f", 8)), "a\uFFFDb\uFFFD[1m\uFFFD");
  EXPECT_EQ(escape_markup("a\tb\r\nc"), "a\tb\r\nc");
  EXPECT_EQ(escape_markup("x\xEF\xBF\xBFy\xEF\xBF\xBEz"), "x\uFFFDy\uFFFDz");
  EXPECT_EQ(escape_markup("bad \xC3 byte"), "bad \uFFFD byte");
}

}  // namespace
}  // namespace assay
