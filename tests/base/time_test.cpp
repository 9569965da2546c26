#include "base/time.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Day, Text_RoundTrips) {
  EXPECT_EQ(format_day(Day{0}), "1970-01-01");
  EXPECT_EQ(format_day(*parse_day("2024-02-29")), "2024-02-29");
  EXPECT_EQ(format_day(*parse_day("2021-06")), "2021-06-01");
  EXPECT_EQ(format_day(*parse_day("2021")), "2021-01-01");
  EXPECT_EQ(format_day(*parse_day("2021-06-17T10:00:00Z")), "2021-06-17");
  for (const char* text :
       {"", "2023-02-29", "2021-13-01", "21-01-01", "2021-6-1", "2021/06/17", "soon"}) {
    EXPECT_FALSE(parse_day(text)) << text;
  }
}

TEST(Week, YearEnds_FollowIso8601) {
  const auto week = [](const char* day) { return format_week(week_of(*parse_day(day))); };
  EXPECT_EQ(week("2026-11-23"), "2026-W48");
  EXPECT_EQ(week("2021-01-03"), "2020-W53");
  EXPECT_EQ(week("2021-01-04"), "2021-W01");
  EXPECT_EQ(week("2024-12-30"), "2025-W01");
  EXPECT_EQ(week("1969-12-31"), "1970-W01");
  EXPECT_EQ(format_day(monday_of({2020, 53})), "2020-12-28");
}

TEST(Week, EveryDayOfFortyYears_LiesInItsWeek) {
  for (std::int32_t d = 10957; d < 10957 + 40 * 366; ++d) {
    const Day monday = monday_of(week_of(Day{d}));
    ASSERT_LE(monday.since_epoch, d);
    ASSERT_LT(d - monday.since_epoch, 7);
  }
}

TEST(ParseWeek, OnlyWeeksThatExist) {
  EXPECT_EQ(parse_week("2026-W48"), (Week{2026, 48}));
  EXPECT_EQ(parse_week("2020W53"), (Week{2020, 53}));
  for (const char* text :
       {"2021-W53", "2026-W00", "2026-W54", "2026-48", "W48", "2026-W4", "2026-W488", ""}) {
    EXPECT_FALSE(parse_week(text)) << text;
  }
}

TEST(ParseRfc822Day, UsualForms) {
  EXPECT_EQ(format_day(*parse_rfc822_day("Mon, 2 Apr 2007 19:18:42 GMT")), "2007-04-02");
  EXPECT_EQ(format_day(*parse_rfc822_day("12 November 99")), "1999-11-12");
  EXPECT_FALSE(parse_rfc822_day("31 Feb 2007"));
  EXPECT_FALSE(parse_rfc822_day("yesterday"));
}

TEST(FormatInstant, BeforeAndAfterTheEpoch) {
  EXPECT_EQ(format_instant(1795392000), "2026-11-23T00:00:00Z");
  EXPECT_EQ(format_instant(-1), "1969-12-31T23:59:59Z");
}

}  // namespace
}  // namespace assay
