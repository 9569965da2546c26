#include "base/text.h"

#include <gtest/gtest.h>

#include <random>

namespace assay {
namespace {

TEST(FindInvalidUtf8, IllFormedSequences_AreFoundWhereTheyStart) {
  EXPECT_EQ(find_invalid_utf8("plain, Zürich, 深, 🦊"), std::string_view::npos);
  EXPECT_EQ(find_invalid_utf8("ab\xC3"), 2U) << "cut";
  EXPECT_EQ(find_invalid_utf8("\xC0\xAF"), 0U) << "overlong";
  EXPECT_EQ(find_invalid_utf8("x\xED\xA0\x80"), 1U) << "surrogate";
  EXPECT_EQ(find_invalid_utf8("\xF4\x90\x80\x80"), 0U) << "beyond U+10FFFF";
  EXPECT_EQ(repair_utf8("a\xFF"), "a\uFFFD");
}

TEST(NfkcCasefold, CompatibilityAndCase_AreFolded) {
  EXPECT_EQ(nfkc_casefold("STRASSE Straße ﬁ Ⅳ"), "strasse strasse fi iv");
  EXPECT_EQ(strip_accents("Schütze Nguyễn"), "Schutze Nguyen");
}

TEST(Split, EmptyPieces_AreKept) {
  EXPECT_EQ(split("a;;b", ';'), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ';').size(), 1U);
}

TEST(CollapseSpaces, RunsAndEnds) {
  EXPECT_EQ(collapse_spaces("  a \n\t b "), "a b");
  EXPECT_EQ(collapse_spaces(" \n "), "");
}

TEST(CollapseSpaces, ControlCharactersOtherThanSpace_Stay) {
  EXPECT_EQ(collapse_spaces(std::string_view("a\0b \x01  c\x1F \x7F", 11)),
            std::string_view("a\0b \x01 c\x1F \x7F", 10));
}

TEST(CollapseSpaces, AnyText_IsAsIfReadByteByByte) {
  std::mt19937 random(7);
  const std::string_view bytes("ab\xC3\xA9  \t\n\v\r\0.", 12);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t left = random() % 40; left > 0; --left) {
      text += random() % 3 == 0 ? bytes[random() % bytes.size()] : 'x';
    }
    std::string expected;
    for (const char c : trim(text)) {
      const bool space = c == ' ' || (c >= '\t' && c <= '\r');
      if (!space || expected.back() != ' ') {
        expected += space ? ' ' : c;
      }
    }
    EXPECT_EQ(collapse_spaces(text), expected);
    collapse_spaces_in_place(text);
    EXPECT_EQ(text, expected);
  }
}

TEST(Terminal, WideCharacters_CountAsTwoColumns) {
  EXPECT_EQ(display_width("深x"), 3U);
  EXPECT_EQ(ellipsize("深層学習", 5), "深層…");
  EXPECT_EQ(ellipsize("short", 5), "short");
  for (const std::string& line : wrap("one two three four five six seven", 10)) {
    EXPECT_LE(display_width(line), 10U);
  }
  EXPECT_TRUE(wrap("  ", 10).empty());
}

TEST(Wrap, WordLongerThanALine_IsBrokenAndNothingIsLost) {
  EXPECT_EQ(wrap("see https://a.org/one/two-three now", 12),
            (std::vector<std::string>{"see", "https://a.", "org/one/two-", "three now"}));
  EXPECT_EQ(wrap("aaaaaaaaaa", 4), (std::vector<std::string>{"aaaa", "aaaa", "aa"}));
  EXPECT_EQ(wrap("日本語", 4), (std::vector<std::string>{"日本", "語"}));
  EXPECT_EQ(wrap("日本", 1), (std::vector<std::string>{"日", "本"})) << "one character at least";
}

TEST(WithCommas, Groups) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(256417), "256,417");
  EXPECT_EQ(with_commas(1234567), "1,234,567");
}

TEST(Hash64, Value_NeverChanges) {
  EXPECT_EQ(hash64(""), 0x2D06800538D394C2ULL) << "stored in library files; XXH3 test vector";
}

}  // namespace
}  // namespace assay
