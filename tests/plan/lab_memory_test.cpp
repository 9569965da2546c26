// Solved labs come back by memory, and beside what they are confused with.
#include "plan/lab_memory.h"

#include "base/instant.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace assay::plan::lab_memory_test {
namespace {

constexpr std::int64_t kNow = 1'764'000'000;

LabMemory solved(std::int64_t due, std::int64_t last) {
  LabMemory lab;
  lab.standing = due <= kNow ? LabStanding::kDue : LabStanding::kSolved;
  lab.solved = 1;
  lab.due = due;
  lab.last = last;
  return lab;
}

using Names = std::vector<std::string>;

TEST(ComingBack, TheLongestDueGoesFirstAndNothingThatIsNotDue) {
  const std::map<std::string, LabMemory> memories = {{"adam", solved(kNow - kDaySeconds, 1)},
                                                     {"lora", solved(kNow - 3 * kDaySeconds, 2)},
                                                     {"rotary", solved(kNow + 30 * kDaySeconds, 9)},
                                                     {"lion", {}}};
  EXPECT_EQ(labs_coming_back(memories, {}, kNow), (Names{"lora", "adam"}));
  EXPECT_TRUE(labs_coming_back({}, {}, kNow).empty());
}

TEST(ComingBack, WhatIsConfusedWithItFollows) {
  const std::map<std::string, LabMemory> memories = {
      {"adam", solved(kNow - kDaySeconds, 1)},
      {"adamw", solved(kNow + 5 * kDaySeconds, 2)},
      {"lion", solved(kNow + 9 * kDaySeconds, 3)},
      {"lora", solved(kNow - 3 * kDaySeconds, 4)},
      {"rms-norm", solved(kNow - 2 * kDaySeconds, 5)}};
  // A pair is named by one of both; what is due in more than a week does not come early.
  EXPECT_EQ(labs_coming_back(memories, {{"adamw", {"adam", "lion"}}}, kNow),
            (Names{"lora", "rms-norm", "adam", "adamw"}));
}

TEST(ComingBack, TheOneJustDoneIsFollowedByItsCousin) {
  const std::map<std::string, LabMemory> memories = {{"bleu", solved(kNow + 20 * kDaySeconds, 9)},
                                                     {"lora", solved(kNow - 3 * kDaySeconds, 1)},
                                                     {"rouge-l", solved(kNow - kDaySeconds, 2)}};
  EXPECT_EQ(labs_coming_back(memories, {{"rouge-l", {"bleu"}}}, kNow), (Names{"rouge-l", "lora"}));
}

TEST(ComingBack, ALabUnderWayIsNotProposedAnew) {
  LabMemory under_way = solved(kNow - kDaySeconds, 5);
  under_way.standing = LabStanding::kStarted;
  EXPECT_TRUE(labs_coming_back({{"adam", under_way}}, {}, kNow).empty());
}

TEST(LabLog, PlacedLabsAreKnownAndComeBack) {
  library::LabEvent placed;
  placed.at = kNow;
  placed.lab = "attention";
  placed.event = "placed";
  placed.passed = true;
  const auto memories = lab_memories({placed}, kNow);
  EXPECT_TRUE(is_solved(memories, "attention"));
  EXPECT_GT(memories.at("attention").due, kNow);
}

}  // namespace
}  // namespace assay::plan::lab_memory_test
