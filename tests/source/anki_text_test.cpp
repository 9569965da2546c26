#include "source/anki_text.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <random>

namespace assay::source {
namespace {

using Texts = std::vector<std::string>;

TEST(AnkiText, Headers_SayWhatTheColumnsAre) {
  const AnkiFile file = parse_anki(
      "#separator:Semicolon\n#html:true\n#tags:field\n#deck:Machine Learning\n"
      "#notetype column:1\n#tags column:4\n"
      "Basic;What does <b>LoRA</b> freeze?;\"the weights; all of them\";adapters llm\n"
      "# a comment\n"
      "Basic;\"two\nlines\";\"says \"\"so\"\"\";\n");
  ASSERT_EQ(file.notes.size(), 2U);
  EXPECT_TRUE(file.html);
  EXPECT_TRUE(file.rejections.empty());
  EXPECT_EQ(file.notes[0].fields,
            (Texts{"What does <b>LoRA</b> freeze?", "the weights; all of them"}));
  EXPECT_EQ(file.notes[0].notetype, "Basic");
  EXPECT_EQ(file.notes[0].deck, "Machine Learning");
  EXPECT_EQ(file.notes[0].tags, (Texts{"adapters", "llm", "field"}));
  EXPECT_EQ(file.notes[0].line, 7U);
  EXPECT_EQ(file.notes[1].fields, (Texts{"two\nlines", "says \"so\""}));
  EXPECT_EQ(file.notes[1].tags, (Texts{"field"}));
  EXPECT_EQ(file.notes[1].line, 9U);
}

TEST(AnkiText, WithoutHeaders_TheFirstRowTellsTheSeparator) {
  EXPECT_EQ(parse_anki("front\tback, more\n").notes.at(0).fields, (Texts{"front", "back, more"}));
  EXPECT_EQ(parse_anki("front,back\r\n").notes.at(0).fields, (Texts{"front", "back"}));
  EXPECT_EQ(parse_anki("\xEF\xBB\xBF"
                       "front;back")
                .notes.at(0)
                .fields,
            (Texts{"front", "back"}));
  EXPECT_TRUE(parse_anki("").notes.empty());
  EXPECT_TRUE(parse_anki("#separator:tab").notes.empty());
}

TEST(AnkiText, BadRows_AreCountedAndTheOthersKept) {
  const AnkiFile file = parse_anki(
      "#separator:tab\n"
      "one\tfirst\n"
      "\tno front\n"
      "alone\n"
      "two\t\"never closed\n"
      "three\tthird\n"
      "f\xC3\tbroken\n"
      "four\tfourth\n");
  ASSERT_EQ(file.notes.size(), 3U);
  EXPECT_EQ(file.notes[1].fields.at(1), "third");
  EXPECT_EQ(file.notes[2].line, 8U);
  ASSERT_EQ(file.rejections.size(), 4U);
  EXPECT_EQ(file.rejections[0].line, 3U);
  EXPECT_EQ(file.rejections[1].line, 4U);
  EXPECT_EQ(file.rejections[2].line, 5U);
  EXPECT_NE(file.rejections[2].reason.find("never closed"), std::string::npos);
  EXPECT_EQ(file.rejections[3].line, 7U);
}

TEST(AnkiText, BadHeaders_AreRefused) {
  EXPECT_THROW(parse_anki("#separator:nothing such\na\tb\n"), Error);
  EXPECT_THROW(parse_anki("#tags column:0\na\tb\n"), Error);
  EXPECT_THROW(parse_anki("#guid column:one\na\tb\n"), Error);
  EXPECT_EQ(parse_anki("#a remark\n#other:thing\na\tb\n").notes.size(), 1U);
}

TEST(AnkiText, RandomNotes_ComeBackAsTheyWent) {
  std::mt19937 random(11);
  const Texts pieces = {"a", "#", "\t",   "\n", "\r\n", "\"", "\"\"", "<b>", "&amp;",
                        " ", "é", "日本", ",",  ";",    "\\", "|",    "'",   "x y"};
  const auto text = [&](std::size_t least) {
    std::string out;
    for (std::size_t i = least + random() % 8; i > 0; --i) {
      out += pieces[random() % pieces.size()];
    }
    return out;
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<AnkiNote> notes;
    for (std::size_t i = random() % 5 + 1; i > 0; --i) {
      AnkiNote note;
      note.guid = random() % 4 == 0 ? "" : text(1);
      note.deck = text(0);
      note.notetype = text(0);
      note.fields = {"front " + text(0), text(0)};
      if (random() % 3 == 0) {
        note.fields.push_back(text(0) + "end");
      }
      if (random() % 2 == 0) {
        note.tags = {random() % 2 == 0 ? "tag" : "\"tag", "work::arxiv:2106.09685"};
      }
      notes.push_back(std::move(note));
    }
    const AnkiFile file = parse_anki(write_anki(notes, round % 2 == 0));
    ASSERT_TRUE(file.rejections.empty()) << "round " << round << file.rejections[0].reason;
    ASSERT_EQ(file.notes.size(), notes.size()) << "round " << round;
    EXPECT_EQ(file.html, round % 2 == 0);
    for (std::size_t i = 0; i < notes.size(); ++i) {
      EXPECT_EQ(file.notes[i].guid, notes[i].guid);
      EXPECT_EQ(file.notes[i].deck, notes[i].deck);
      EXPECT_EQ(file.notes[i].notetype, notes[i].notetype);
      EXPECT_EQ(file.notes[i].fields, notes[i].fields) << "round " << round;
      EXPECT_EQ(file.notes[i].tags, notes[i].tags);
    }
  }
}

TEST(AnkiText, Html_OfPlainTextAndBack) {
  const std::string plain = "if a < b && c:\n  <b>";
  EXPECT_EQ(anki_html(plain), "if a &lt; b &amp;&amp; c:<br>  &lt;b&gt;");
  std::string back;
  EXPECT_TRUE(plain_of_anki_html(anki_html(plain), back));
  EXPECT_EQ(back, plain);
  for (const char* html : {"<b>bold</b>", "a &nbsp; b", "a<br/>b", "a\nb", "a & b"}) {
    EXPECT_FALSE(plain_of_anki_html(html, back)) << html;
  }
}

}  // namespace
}  // namespace assay::source
