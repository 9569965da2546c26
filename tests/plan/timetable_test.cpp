#include "plan/timetable.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace assay::plan {
namespace {

constexpr std::int64_t kMinute = 60;

Slot slot(std::int64_t start, std::int64_t end, std::size_t room, double value) {
  return {start * kMinute, end * kMinute, room, value};
}

using Places = std::vector<std::size_t>;

TEST(Timetable, OneLongAndTwoShort_TheSumDecides) {
  const Walks walks({"A", "B"}, 0);
  EXPECT_EQ(choose_slots({slot(0, 60, 0, 5), slot(0, 30, 1, 3), slot(30, 60, 1, 3)}, walks),
            (Places{1, 2}));
  EXPECT_EQ(choose_slots({slot(0, 60, 0, 7), slot(0, 30, 1, 3), slot(30, 60, 1, 3)}, walks),
            Places{0});
}

TEST(Timetable, WalkingTakesTime_ButNotWithinARoom) {
  Walks walks({"A", "B"}, 5 * kMinute);
  const std::vector<Slot> tight = {slot(0, 30, 0, 1), slot(30, 60, 1, 1), slot(30, 60, 0, 0.5)};
  EXPECT_EQ(choose_slots(tight, walks), (Places{0, 2}));
  EXPECT_EQ(choose_slots({slot(0, 30, 0, 1), slot(35, 60, 1, 1)}, walks), (Places{0, 1}));
}

TEST(Timetable, WhatIsWorthNothing_IsNotChosen) {
  const Walks walks({"A"}, 0);
  EXPECT_EQ(choose_slots({slot(0, 30, 0, 0), slot(30, 60, 0, -1)}, walks), Places{});
  EXPECT_EQ(choose_slots({}, walks), Places{});
}

TEST(Walks, BuildingsByHowTheirRoomsBegin) {
  Walks walks({"H1.1", "H1.2", "H2.1", ""}, 5 * kMinute);
  EXPECT_TRUE(walks.set("H1", "H2", 15 * kMinute));
  EXPECT_TRUE(walks.set("H1", "H1", 2 * kMinute));
  EXPECT_FALSE(walks.set("H1", "Annex", kMinute));
  EXPECT_EQ(walks.between(0, 1), 2 * kMinute);
  EXPECT_EQ(walks.between(0, 0), 0);
  EXPECT_EQ(walks.between(3, 3), 5 * kMinute) << "unknown rooms are not the same";
  EXPECT_EQ(walks.between(2, 0), 15 * kMinute);
}

/// Whether slots in order of time are each reached from the one before.
bool is_walkable(const std::vector<Slot>& slots, const Walks& walks) {
  for (std::size_t i = 1; i < slots.size(); ++i) {
    if (!can_follow(slots[i], slots[i - 1], walks)) {
      return false;
    }
  }
  return true;
}

/// The best sum of any subset that can be walked.
double best_by_force(std::vector<Slot> slots, const Walks& walks) {
  std::sort(slots.begin(), slots.end(),
            [](const Slot& a, const Slot& b) { return a.start < b.start; });
  double best = 0;
  for (std::uint32_t mask = 0; mask < (1U << slots.size()); ++mask) {
    std::vector<Slot> subset;
    double sum = 0;
    for (std::size_t i = 0; i < slots.size(); ++i) {
      if ((mask >> i & 1U) != 0) {
        subset.push_back(slots[i]);
        sum += slots[i].value;
      }
    }
    best = sum > best && is_walkable(subset, walks) ? sum : best;
  }
  return best;
}

TEST(Timetable, RandomProgrammes_AreSolvedAsByTryingAll) {
  std::mt19937 random(20261127);
  const auto below = [&random](unsigned n) { return static_cast<std::int64_t>(random() % n); };
  for (int round = 0; round < 400; ++round) {
    Walks walks({"A1", "A2", "B1", ""}, below(12) * kMinute);
    for (int i = 0; i < 3 * (round % 2); ++i) {
      const char* names[] = {"A", "A1", "A2", "B", ""};
      walks.set(names[below(5)], names[below(5)], below(30) * kMinute);
    }
    std::vector<Slot> slots;
    for (std::int64_t i = below(13); i > 0; --i) {
      const std::int64_t start = below(300);
      slots.push_back(slot(start, start + 1 + below(70), static_cast<std::size_t>(below(4)),
                           static_cast<double>(below(1000)) / 100 - 1));
    }
    const Places places = choose_slots(slots, walks);
    std::vector<Slot> chosen;
    double sum = 0;
    for (const std::size_t place : places) {
      chosen.push_back(slots[place]);
      sum += slots[place].value;
      EXPECT_GT(slots[place].value, 0);
    }
    EXPECT_TRUE(is_walkable(chosen, walks)) << "round " << round;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        EXPECT_LE(chosen[j].end, chosen[i].start) << "round " << round;
        const bool usual_ways = round % 2 == 0;
        EXPECT_TRUE(!usual_ways || can_follow(chosen[i], chosen[j], walks)) << "round " << round;
      }
    }
    EXPECT_NEAR(sum, best_by_force(slots, walks), 1e-9) << "round " << round;
  }
}

}  // namespace
}  // namespace assay::plan
