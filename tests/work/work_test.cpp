#include "work/work.h"

#include "work/json.h"
#include "work/verdict.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(WorkIdText, RoundTripAndNonsense) {
  EXPECT_EQ(format_work_id({42}), "w42");
  EXPECT_EQ(parse_work_id("w42"), WorkId{42});
  for (const char* text : {"", "w", "w0", "w-1", "42", "w4x", "w99999999999999999999", "W42"}) {
    EXPECT_FALSE(parse_work_id(text)) << text;
  }
}

TEST(Names, EveryEnumerator_ParsesBack) {
  for (std::size_t i = 0; i < kKindCount; ++i) {
    EXPECT_EQ(parse_kind(kind_name(static_cast<Kind>(i))), static_cast<Kind>(i));
  }
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    EXPECT_EQ(parse_field(field_name(static_cast<Field>(i))), static_cast<Field>(i));
  }
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    EXPECT_EQ(parse_topic(topic_name(static_cast<Topic>(i))), static_cast<Topic>(i));
  }
  for (std::size_t i = 0; i < kClueTypeCount; ++i) {
    EXPECT_EQ(parse_clue_type(clue_type_name(static_cast<ClueType>(i))), static_cast<ClueType>(i));
  }
  EXPECT_FALSE(parse_kind("papr"));
}

TEST(Tidy, EmptyDoubledAndImpossible_AreDropped) {
  Work work;
  work.title = " kept  as it is ";
  work.authors = {" Ada One ", "", "Ada One"};
  work.organisations = {"", "Lab"};
  work.links = {{"home", " "}, {"code", "https://x.example"}, {"code", "https://x.example"}};
  work.date = "2021-02-30";
  work.year = 20211;
  tidy(work);
  EXPECT_EQ(work.title, " kept  as it is ");
  EXPECT_EQ(work.authors, std::vector<std::string>{"Ada One"});
  EXPECT_EQ(work.organisations, std::vector<std::string>{"Lab"});
  EXPECT_EQ(work.links.size(), 1U);
  EXPECT_EQ(work.date, "");
  EXPECT_EQ(work.year, 0);
  work.date = "2021-06";
  tidy(work);
  EXPECT_EQ(work.year, 2021);
}

TEST(ToWorksJson, ExtraFields_ComeBackWithoutOverridingKnownOnes) {
  Work work;
  work.title = "T \"quoted\"";
  work.extra = R"({"title":"other","own":[1,2]})";
  EXPECT_EQ(to_works_json(work), R"({"kind":"paper","title":"T \"quoted\"","own":[1,2]})");
}

}  // namespace
}  // namespace assay
