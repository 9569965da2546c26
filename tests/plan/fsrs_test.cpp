#include "plan/fsrs.h"

#include "base/error.h"
#include "base/instant.h"
#include "plan/fsrs_reference/replay.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace assay::plan {
namespace {

constexpr std::int64_t kNoon = 1'764'158'400;  // 2025-11-26T12:00:00Z

Memory answered(const Fsrs& fsrs, std::initializer_list<Grade> grades) {
  Memory memory;
  for (const Grade grade : grades) {
    memory = fsrs.next(memory, grade, memory.due == 0 ? kNoon : memory.due);
  }
  return memory;
}

TEST(Fsrs, Golden_AgreesWithTheReferenceToAMillionth) {
  std::ifstream golden(std::string(ASSAY_SOURCE_DIR) + "/tests/plan/fsrs_reference/golden.jsonl");
  std::size_t histories = 0;
  for (std::string line; std::getline(golden, line); ++histories) {
    EXPECT_EQ(difference_from_reference(line, 1e-6), "") << "history " << histories + 1;
  }
  EXPECT_EQ(histories, 40U);
}

TEST(Fsrs, NewCard_GoesThroughTheSteps) {
  const Fsrs fsrs;
  const Memory again = fsrs.next({}, Grade::kAgain, kNoon);
  EXPECT_EQ(again.phase, CardPhase::kLearning);
  EXPECT_EQ(again.due, kNoon + 60);
  EXPECT_EQ(fsrs.next({}, Grade::kHard, kNoon).due, kNoon + 360);
  const Memory good = fsrs.next({}, Grade::kGood, kNoon);
  EXPECT_EQ(good.due, kNoon + 600);
  EXPECT_EQ(good.step, 1);
  EXPECT_DOUBLE_EQ(good.stability, 2.3065);
  const Memory graduated = fsrs.next(good, Grade::kGood, good.due);
  EXPECT_EQ(graduated.phase, CardPhase::kReview);
  EXPECT_EQ(graduated.due, good.due + 2 * kDaySeconds);
  const Memory easy = fsrs.next({}, Grade::kEasy, kNoon);
  EXPECT_EQ(easy.phase, CardPhase::kReview);
  EXPECT_EQ(easy.days, 8);
}

TEST(Fsrs, Forgotten_IsRelearntAndCounted) {
  const Fsrs fsrs;
  const Memory known = answered(fsrs, {Grade::kEasy, Grade::kGood});
  const Memory forgotten = fsrs.next(known, Grade::kAgain, known.due);
  EXPECT_EQ(forgotten.phase, CardPhase::kRelearning);
  EXPECT_EQ(forgotten.lapses, 1);
  EXPECT_EQ(forgotten.due, known.due + 600);
  EXPECT_LT(forgotten.stability, known.stability);
  EXPECT_GT(forgotten.difficulty, known.difficulty);
  EXPECT_EQ(fsrs.next(forgotten, Grade::kGood, forgotten.due).phase, CardPhase::kReview);
}

TEST(Fsrs, Intervals_GrowFromHardToEasyAndWithLowerRetention) {
  FsrsParameters lenient;
  lenient.retention = 0.8;
  const Fsrs fsrs;
  const Memory known = answered(fsrs, {Grade::kGood, Grade::kGood, Grade::kGood});
  std::int64_t last = 0;
  for (const Grade grade : {Grade::kHard, Grade::kGood, Grade::kEasy}) {
    const std::int64_t due = fsrs.next(known, grade, known.due).due;
    EXPECT_GT(due, last);
    last = due;
  }
  EXPECT_GT(Fsrs(lenient).interval(10), fsrs.interval(10));
  EXPECT_EQ(fsrs.interval(10), 10);
  EXPECT_EQ(fsrs.interval(0.001), 1);
  EXPECT_NEAR(fsrs.recall_after(10, 10), 0.9, 1e-6);
}

TEST(Fsrs, ClockRunningBackwards_CountsAsNoTime) {
  const Fsrs fsrs;
  const Memory known = answered(fsrs, {Grade::kEasy});
  const Memory before = fsrs.next(known, Grade::kGood, known.last - 30 * kDaySeconds);
  const Memory same = fsrs.next(known, Grade::kGood, known.last);
  EXPECT_DOUBLE_EQ(before.stability, same.stability);
  EXPECT_EQ(fsrs.recall(known, known.last - kDaySeconds), 1);
}

TEST(Fsrs, BadParameters_AreRefused) {
  FsrsParameters parameters;
  parameters.retention = 0;
  EXPECT_THROW(Fsrs{parameters}, Error);
  parameters.retention = 1.01;
  EXPECT_THROW(Fsrs{parameters}, Error);
  parameters.retention = 0.9;
  parameters.weights[3] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(Fsrs{parameters}, Error);
  parameters.weights[3] = -7;
  EXPECT_DOUBLE_EQ(Fsrs(parameters).parameters().weights[3], 0.001);
}

TEST(Fsrs, Grades_AreReadAsNumbersAndNames) {
  EXPECT_EQ(parse_grade("3"), Grade::kGood);
  EXPECT_EQ(parse_grade("hard"), Grade::kHard);
  for (const char* wrong : {"", "0", "5", "33", "fine", "Good"}) {
    EXPECT_FALSE(parse_grade(wrong)) << wrong;
  }
}

TEST(Fsrs, Days_AreDatesInUtc) {
  EXPECT_EQ(days_between(kNoon, kNoon + kDaySeconds / 2 - 1), 0);
  EXPECT_EQ(days_between(kNoon, kNoon + kDaySeconds / 2), 1);
  EXPECT_EQ(days_between(kNoon, kNoon - kDaySeconds), -1);
  EXPECT_EQ(days_between(-1, 0), 1);
}

}  // namespace
}  // namespace assay::plan
