#include "plan/week_choice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace assay::plan {
namespace {

constexpr int kReaders = 1000;
constexpr int kWeeks = 53;

Week week_after(Week week, int weeks) {
  return week_of(Day{monday_of(week).since_epoch + 7 * weeks});
}

/// A reader with a library that grows, and what they did, kept by a plain model beside the chooser.
class MadeUpReader {
 public:
  explicit MadeUpReader(unsigned seed) : random_(seed) {
    demand_.minutes = 5 * between(6, random_() % 3 == 0 ? 200 : 60);
    double sum = 0;
    for (double& share : demand_.shares) {
      share = chance(0.15) ? 0 : 0.1 * between(1, 10);
      sum += share;
    }
    demand_.shares.at(any_track()) += 0.5;
    sum += 0.5;
    for (double& share : demand_.shares) {
      share /= sum;
    }
    diligence_ = 0.1 * between(0, 10);
    hours_ = demand_.minutes;
    for (std::size_t track = 0; track < kTrackCount; ++track) {
      add(track, between(0, 16));
    }
  }

  void live_through_a_year() {
    for (int w = 0; w < kWeeks && !testing::Test::HasFailure(); ++w) {
      demand_.week = week_after({2026, 1}, w);
      demand_.today = monday_of(demand_.week);
      demand_.minutes = chance(0.1) ? hours_ * between(0, 4) / 5 / 5 * 5 : hours_;
      if (chance(0.3)) {
        add(any_track(), between(1, 3));
      }
      if (demand_.minutes > 0) {
        pin_sometimes();
        live_a_week();
      }
    }
  }

 private:
  int between(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<std::uint32_t>(high - low + 1));
  }
  std::size_t any_track() { return static_cast<std::size_t>(between(0, 4)); }
  bool chance(double p) { return between(0, 999) < p * 1000; }

  void add(std::size_t track, int count) {
    for (int i = 0; i < count; ++i) {
      Candidate one;
      one.key = static_cast<std::int64_t>(candidates_.size()) + 1;
      one.track = track;
      one.minutes = 5 * between(1, 30);
      one.score = 0.001 * between(0, 1000);
      one.prepared = chance(0.5);
      if (!candidates_.empty() && chance(track == 3 ? 0.6 : 0.1)) {
        one.needs.push_back(between(1, static_cast<int>(one.key) - 1));
      }
      if (track == 4 && !candidates_.empty() && chance(0.2)) {
        one.beside = between(1, static_cast<int>(one.key) - 1);
      }
      candidates_.push_back(one);
    }
  }

  const Candidate& named(std::int64_t key) const {
    return candidates_[static_cast<std::size_t>(key) - 1];
  }

  bool is_pinned(std::int64_t key) const {
    return std::any_of(demand_.pins.begin(), demand_.pins.end(),
                       [key](const Pin& pin) { return pin.key == key; });
  }

  void pin_sometimes() {
    if (candidates_.empty() || !chance(0.05)) {
      return;
    }
    const auto key = std::int64_t{between(1, static_cast<int>(candidates_.size()))};
    if (closed_.count(key) == 0 && !is_pinned(key)) {
      demand_.pins.push_back({key, named(key).track});
    }
  }

  bool is_needed(std::int64_t key) const {
    return std::any_of(candidates_.begin(), candidates_.end(), [&](const Candidate& other) {
      return closed_.count(other.key) == 0 &&
             std::find(other.needs.begin(), other.needs.end(), key) != other.needs.end();
    });
  }

  bool needs_are_met(const Candidate& candidate) const {
    return std::all_of(candidate.needs.begin(), candidate.needs.end(),
                       [&](std::int64_t key) { return closed_.count(key) != 0; });
  }

  /// Tracks that have something for this week, whatever its length.
  std::array<bool, kTrackCount> material() const {
    std::array<bool, kTrackCount> there{};
    for (const Candidate& one : candidates_) {
      const auto stood = stood_.find(one.key);
      const bool let_go =
          stood != stood_.end() && stood->second >= kMostWeeks && !is_needed(one.key);
      there.at(one.track) =
          there.at(one.track) || (demand_.shares.at(one.track) > 0 && closed_.count(one.key) == 0 &&
                                  one.beside == 0 && needs_are_met(one) && !let_go);
    }
    return there;
  }

  void live_a_week() {
    const std::array<bool, kTrackCount> there = material();
    const WeekChoice choice = choose_items(demand_, candidates_);
    check_minutes(choice);
    check_items(choice);
    check_tracks(choice, there);
    PastWeek past;
    past.week = demand_.week;
    past.minutes = demand_.minutes;
    past.load = choice.load.minutes;
    std::unordered_set<std::int64_t> taken;
    for (const Chosen& chosen : choice.items) {
      taken.insert(candidates_[chosen.candidate].key);
    }
    for (const Chosen& chosen : choice.items) {
      past.items.push_back(live_an_item(chosen, taken));
    }
    demand_.past.push_back(std::move(past));
  }

  PastItem live_an_item(const Chosen& chosen, std::unordered_set<std::int64_t>& taken) {
    const Candidate* one = &candidates_[chosen.candidate];
    if (!chosen.pinned && chance(0.05)) {
      const std::optional<Chosen> other =
          choose_one(demand_, candidates_, one->track, chosen.minutes, taken);
      if (other) {
        EXPECT_LE(other->minutes, chosen.minutes);
        demand_.behind.insert(one->key);
        closed_.insert(one->key);
        one = &candidates_[other->candidate];
        EXPECT_EQ(closed_.count(one->key), 0U);
        EXPECT_TRUE(taken.insert(one->key).second);
      }
    }
    PastItem item{one->key, one->track, std::min(one->minutes, chosen.minutes),
                  PastItem::State::kPlanned, one->prepared};
    if (chance(diligence_)) {
      item.state = chance(0.8) ? PastItem::State::kDone : PastItem::State::kSkipped;
      closed_.insert(item.key);
      std::erase_if(demand_.pins, [&](const Pin& pin) { return pin.key == item.key; });
    }
    ++stood_[item.key];
    return item;
  }

  void check_minutes(const WeekChoice& choice) {
    int minutes = 0;
    for (const Chosen& chosen : choice.items) {
      const Candidate& one = candidates_[chosen.candidate];
      EXPECT_GT(chosen.minutes, 0);
      EXPECT_LE(chosen.minutes, one.minutes);
      minutes += chosen.minutes;
    }
    EXPECT_LE(minutes, choice.load.minutes);
    EXPECT_LE(choice.load.minutes, demand_.minutes);
    EXPECT_GE(choice.load.minutes, std::min(demand_.minutes / 2 / 5 * 5, kLeastWeek));
    EXPECT_LE(choice.items.size(), kMostItems);
  }

  void check_items(const WeekChoice& choice) {
    std::set<std::int64_t> this_week;
    for (const Chosen& chosen : choice.items) {
      this_week.insert(candidates_[chosen.candidate].key);
    }
    EXPECT_EQ(this_week.size(), choice.items.size()) << "one stands twice in the week";
    for (const Chosen& chosen : choice.items) {
      const Candidate& one = candidates_[chosen.candidate];
      EXPECT_EQ(closed_.count(one.key), 0U) << "what is behind the reader comes again";
      EXPECT_TRUE(needs_are_met(one) || chosen.pinned) << "something comes before what it needs";
      EXPECT_TRUE(one.beside == 0 || chosen.pinned || this_week.count(one.beside) != 0);
      EXPECT_TRUE(demand_.shares.at(one.track) > 0 || chosen.pinned);
      const auto stood = stood_.find(one.key);
      const int times = stood == stood_.end() ? 0 : stood->second;
      EXPECT_EQ(chosen.stood, times);
      EXPECT_EQ(chosen.since.has_value(), times > 0);
      EXPECT_TRUE(times < kMostWeeks || chosen.pinned || is_needed(one.key))
          << "left undone " << times << " times and never let go";
    }
  }

  /// Every track is served within any four weeks that have room and material.
  void check_tracks(const WeekChoice& choice, const std::array<bool, kTrackCount>& there) {
    std::array<bool, kTrackCount> served{};
    int pinned = 0;
    for (const Chosen& chosen : choice.items) {
      served.at(candidates_[chosen.candidate].track) = true;
      pinned += chosen.pinned ? chosen.minutes : 0;
    }
    const bool room = choice.load.minutes - pinned >= kLeastWeek;
    for (std::size_t track = 0; track < kTrackCount; ++track) {
      int& waited = waited_.at(track);
      waited = served.at(track) || !there.at(track) || !room ? 0 : waited + 1;
      EXPECT_LT(waited, 4) << kTracks.at(track) << " in " << format_week(demand_.week);
    }
  }

  std::mt19937 random_;
  WeekDemand demand_;
  std::vector<Candidate> candidates_;
  double diligence_ = 0;
  int hours_ = 0;
  std::set<std::int64_t> closed_;          ///< Done, skipped or swapped away.
  std::map<std::int64_t, int> stood_;      ///< In so many weeks.
  std::array<int, kTrackCount> waited_{};  ///< Weeks with room and material without being served.
};

TEST(WeekChoice, AThousandReadersThroughAYear_KeepsItsPromises) {
  for (unsigned seed = 1; seed <= kReaders && !HasFailure(); ++seed) {
    SCOPED_TRACE("reader " + std::to_string(seed));
    MadeUpReader(seed).live_through_a_year();
  }
}

Candidate thing(std::int64_t key, std::size_t track, int minutes, double score = 0) {
  Candidate one;
  one.key = key;
  one.track = track;
  one.minutes = minutes;
  one.score = score;
  return one;
}

std::vector<std::int64_t> keys_of(const WeekChoice& choice, const std::vector<Candidate>& from) {
  std::vector<std::int64_t> keys;
  for (const Chosen& chosen : choice.items) {
    keys.push_back(from[chosen.candidate].key);
  }
  return keys;
}

WeekDemand demand_of(int minutes) {
  WeekDemand demand;
  demand.week = {2026, 48};
  demand.today = monday_of(demand.week);
  demand.minutes = minutes;
  return demand;
}

PastWeek past_week(int week, int minutes, std::vector<PastItem> items) {
  return {{2026, week}, minutes, 0, false, std::move(items)};
}

TEST(WeekChoice, AllTracksFit_TheBestOfEachComes) {
  std::vector<Candidate> from;
  for (std::size_t track = 0; track < kTrackCount; ++track) {
    from.push_back(thing(static_cast<std::int64_t>(10 * track + 1), track, 45, 0.2));
    from.push_back(thing(static_cast<std::int64_t>(10 * track + 2), track, 45, 0.9));
  }
  EXPECT_EQ(keys_of(choose_items(demand_of(240), from), from),
            (std::vector<std::int64_t>{2, 12, 22, 32, 42}));
}

TEST(WeekChoice, SharesDecideHowMuchOfATrackComesOverTheWeeks) {
  std::vector<Candidate> from;
  for (std::int64_t key = 1; key <= 200; ++key) {
    from.push_back(thing(key, key % 2 == 0 ? 0 : 3, 30));
  }
  WeekDemand demand = demand_of(120);
  demand.shares = {0.75, 0, 0, 0.25, 0};
  std::array<int, kTrackCount> minutes{};
  for (int week = 0; week < 20; ++week) {
    demand.week = week_after({2026, 10}, week);
    demand.today = monday_of(demand.week);
    PastWeek past{demand.week, demand.minutes, 0, false, {}};
    for (const Chosen& chosen : choose_items(demand, from).items) {
      const Candidate& one = from[chosen.candidate];
      minutes.at(one.track) += chosen.minutes;
      past.items.push_back({one.key, one.track, chosen.minutes, PastItem::State::kDone, false});
    }
    demand.past.push_back(past);
  }
  const double sum = minutes[0] + minutes[3];
  EXPECT_NEAR(minutes[0] / sum, 0.75, 0.05);
  EXPECT_GT(sum, 0.9 * 20 * 120);
}

TEST(WeekChoice, WhatWasLeftUndone_ComesFirstAndIsLetGoAfterThreeWeeks) {
  const std::vector<Candidate> from = {thing(1, 0, 60, 0.1), thing(2, 0, 60, 0.9)};
  WeekDemand demand = demand_of(60);
  demand.past = {past_week(46, 60, {{1, 0, 60, PastItem::State::kPlanned, false}}),
                 past_week(47, 60, {{1, 0, 60, PastItem::State::kPlanned, false}})};
  demand.shares = {1, 0, 0, 0, 0};
  demand.minutes = 120;  // half of it is the least after two weeks without anything done
  WeekChoice choice = choose_items(demand, from);
  ASSERT_EQ(keys_of(choice, from), std::vector<std::int64_t>{1});
  EXPECT_EQ(choice.items[0].since, (Week{2026, 46}));
  EXPECT_EQ(choice.items[0].stood, 2);
  demand.past.insert(demand.past.begin(),
                     past_week(45, 60, {{1, 0, 60, PastItem::State::kPlanned, false}}));
  choice = choose_items(demand, from);
  EXPECT_EQ(keys_of(choice, from), std::vector<std::int64_t>{2});
  EXPECT_EQ(choice.let_go, std::vector<std::int64_t>{1});
  demand.pins = {{1, 0}};
  EXPECT_EQ(keys_of(choose_items(demand, from), from), std::vector<std::int64_t>{1});
}

TEST(WeekChoice, APlanOfAnUnfinishedWeek_IsNotPlannedAgain) {
  const std::vector<Candidate> from = {thing(1, 0, 60, 0.9), thing(2, 0, 60, 0.1)};
  WeekDemand demand = demand_of(60);
  demand.past = {past_week(48, 60, {{1, 0, 60, PastItem::State::kPlanned, false}})};
  demand.week = {2026, 49};
  EXPECT_EQ(keys_of(choose_items(demand, from), from), std::vector<std::int64_t>{2});
  demand.week = {2026, 47};
  EXPECT_EQ(keys_of(choose_items(demand, from), from), std::vector<std::int64_t>{2})
      << "it stands in a later week";
}

TEST(WeekChoice, LessonsAndFoundPapers_TakeTurns) {
  std::vector<Candidate> from;
  for (std::int64_t key = 1; key <= 8; ++key) {
    from.push_back(thing(key, 0, 40, key > 4 ? 0.9 : 0.1));
    from.back().prepared = key <= 4;
  }
  WeekDemand demand = demand_of(160);
  demand.shares = {1, 0, 0, 0, 0};
  EXPECT_EQ(keys_of(choose_items(demand, from), from), (std::vector<std::int64_t>{1, 5, 2, 6}));
}

TEST(WeekLoad, FollowsWhatWasDone) {
  WeekDemand demand = demand_of(240);
  EXPECT_EQ(choose_load(demand).minutes, 240) << "nothing is known yet";
  const auto week = [](int number, int done) {
    return past_week(number, 240,
                     {{number, 0, done, PastItem::State::kDone, false},
                      {number + 100, 0, 240 - done, PastItem::State::kPlanned, false}});
  };
  demand.past = {week(47, 0)};
  EXPECT_EQ(choose_load(demand).minutes, 240) << "one bad week is no habit";
  demand.past = {week(44, 120), week(45, 120), week(46, 120), week(47, 120)};
  EXPECT_EQ(choose_load(demand).minutes, 180);
  for (PastWeek& past : demand.past) {
    past.load = 160;  // half of what was two thirds of the hours
  }
  EXPECT_EQ(choose_load(demand).minutes, 120);
  EXPECT_EQ(choose_load(demand).weeks, 4U);
  demand.past = {week(46, 0), week(47, 0)};
  EXPECT_EQ(choose_load(demand).minutes, 120) << "never under a half";
  demand.past = {week(46, 200), week(47, 220)};
  EXPECT_EQ(choose_load(demand).minutes, 240);
  demand.past = {week(20, 0), week(21, 0)};
  EXPECT_EQ(choose_load(demand).minutes, 240) << "long ago";
  demand.past = {week(46, 0), week(47, 0)};
  demand.past[0].away = true;
  EXPECT_EQ(choose_load(demand).minutes, 240) << "a holiday says nothing";
  demand.past = {week(47, 0), week(48, 0)};
  demand.week = {2026, 49};
  EXPECT_EQ(choose_load(demand).minutes, 240) << "a week that is not over says nothing";
}

TEST(SpreadOverDays, FillsTheLightestDayAndKeepsEventsOnTheirs) {
  const std::vector<Day> days = {{100}, {102}, {105}};
  const std::vector<int> minutes = {60, 30, 30, 20};
  const std::vector<std::optional<Day>> fixed = {std::nullopt, std::nullopt, Day{105}, Day{103}};
  EXPECT_EQ(spread_over_days(minutes, fixed, days), (std::vector<Day>{{100}, {102}, {105}, {103}}));
}

}  // namespace
}  // namespace assay::plan
