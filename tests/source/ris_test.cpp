#include "reading.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

using namespace std::string_view_literals;

TEST(Ris, EveryField_HasItsPlace) {
  const Everything all = read_text(
      "\xEF\xBB\xBFTY  - CONF\r\nID  - hu2021\r\nTI  - LoRA: low-rank\r\n  adaptation\r\n"
      "AU  - Hu, Edward J.\r\nAU  - Shen, Yelong\r\nA2  - Ed, Itor\r\nT2  - ICLR\r\n"
      "PY  - 2021\r\nDA  - 2021/06/17/\r\nDO  - https://doi.org/10.1000/XYZ\r\n"
      "AN  - arXiv:2106.09685v2\r\nUR  - https://example.org/lora\r\n"
      "UR  - https://github.com/microsoft/LoRA\r\nL1  - https://example.org/lora.pdf\r\n"
      "KW  - adaptation\r\nKW  - language models; memory\r\nN1  - read it\r\n"
      "AB  - We freeze the weights.\r\nSP  - 1\r\nEP  - 12\r\nER  - \r\n\r\n");
  EXPECT_EQ(all.format, Format::kRis);
  EXPECT_TRUE(all.rejections.empty());
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.kind, Kind::kPaper);
  EXPECT_EQ(work.id, "hu2021");
  EXPECT_EQ(work.title, "LoRA: low-rank adaptation");
  EXPECT_EQ(work.authors, (Strings{"Hu, Edward J.", "Shen, Yelong"}));
  EXPECT_EQ(work.venue, "ICLR");
  EXPECT_EQ(work.year, 2021);
  EXPECT_EQ(work.date, "2021-06-17");
  EXPECT_EQ(identifiers(work),
            (Strings{"doi:10.1000/xyz", "arxiv:2106.09685", "url:https://example.org/lora"}));
  EXPECT_EQ(work.code, "https://github.com/microsoft/LoRA");
  EXPECT_EQ(work.keywords, (Strings{"adaptation", "language models", "memory"}));
  EXPECT_EQ(work.comments, "read it");
  EXPECT_EQ(work.abstract, "We freeze the weights.");
  EXPECT_NE(work.extra.find("\"ris_sp\":\"1\""), std::string::npos);
  EXPECT_NE(work.extra.find("\"ris_a2\":\"Ed, Itor\""), std::string::npos);
}

TEST(Ris, OldTagsAndOneBlank_AreRead) {
  const Everything all = read_text(
      "TY - JOUR\nT1 - A title\nA1 - Ann Other\nJO - Journal of X\nY1 - 1999//\nN2 - Text.\n"
      "ER -\n");
  ASSERT_EQ(all.works.size(), 1U);
  EXPECT_EQ(all.works[0].title, "A title");
  EXPECT_EQ(all.works[0].authors, (Strings{"Ann Other"}));
  EXPECT_EQ(all.works[0].venue, "Journal of X");
  EXPECT_EQ(all.works[0].year, 1999);
  EXPECT_EQ(all.works[0].abstract, "Text.");
}

TEST(Ris, Types_TellTheKind) {
  const Everything all = read_text(
      "TY  - COMP\nTI  - Tool\nUR  - https://github.com/a/b\nER  - \n"
      "TY  - BLOG\nTI  - Post\nER  - \nTY  - VIDEO\nTI  - Talk\nER  - \n");
  ASSERT_EQ(all.works.size(), 3U);
  EXPECT_EQ(all.works[0].kind, Kind::kRepository);
  EXPECT_EQ(identifiers(all.works[0]), (Strings{"github:a/b"}));
  EXPECT_EQ(all.works[1].kind, Kind::kPost);
  EXPECT_EQ(all.works[2].kind, Kind::kTalk);
}

TEST(Ris, BadRecords_AreRejectedAlone) {
  const Everything all = read_text(
      "TY  - JOUR\nAU  - Nobody\nER  - \n"
      "TY  - JOUR\nTI  - Not ended\n"
      "TY  - JOUR\nTI  - Latin \xE9\nER  - \n"
      "TY  - JOUR\nTI  - Nul \0 byte\nER  - \n"
      "TY  - JOUR\nTI  - Good\nER  - \n"
      "TY  - JOUR\nTI  - Cut"sv);
  ASSERT_EQ(all.works.size(), 1U);
  EXPECT_EQ(all.works[0].title, "Good");
  ASSERT_EQ(all.rejections.size(), 5U);
  EXPECT_EQ(all.rejections[0].reason, "no title");
  EXPECT_EQ(all.rejections[0].line, 1U);
  EXPECT_EQ(all.rejections[1].reason, "the record has no ER line");
  EXPECT_EQ(all.rejections[2].reason, "not UTF-8: byte 12 of line 7");
  EXPECT_EQ(all.rejections[3].reason, "the record holds a NUL character");
  EXPECT_EQ(all.rejections[4].line, 15U);
  EXPECT_FALSE(all.rejections[4].advice.empty());
}

TEST(Ris, TextOutsideOfRecords_IsRejectedOnce) {
  const Everything all =
      read_text("A line.\nAnother.\nTY  - JOUR\nTI  - X\nER  - \n", "a", Format::kRis);
  EXPECT_EQ(all.works.size(), 1U);
  EXPECT_EQ(only_reason(all), "text before the record's TY line");
}

}  // namespace
}  // namespace assay::source
