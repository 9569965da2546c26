#include "plan/week.h"

#include "base/files.h"
#include "base/text.h"
#include "ingest/import.h"
#include "ingest/indexing.h"
#include "library/weeks.h"
#include "plan/calendar.h"
#include "plan/days_off.h"
#include "plan/plan_helpers.h"
#include "plan/radar.h"
#include "plan/tracks.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>

namespace assay::plan {
namespace {

constexpr Day kToday{20780};

class PlanTest : public testing_support::LibraryTest {
 protected:
  /// A library with `lessons` curated works a track and some papers.
  static std::string many(int lessons, unsigned seed) {
    std::mt19937 random(seed);
    std::string text;
    int n = 0;
    for (const std::string_view track : kTracks) {
      for (int i = 0; i < lessons; ++i) {
        ++n;
        text += R"({"id":"l)" + std::to_string(n) + R"(","title":"Lesson )" + std::to_string(n) +
                R"(","practice":")" + std::string(track) + R"(","minutes":)" +
                std::to_string(10 + random() % 80) + "}\n";
      }
    }
    for (int i = 0; i < 20; ++i) {
      text += R"({"id":"p)" + std::to_string(i) + R"(","title":"Paper on serving )" +
              std::to_string(i) + R"(","code":"https://github.com/o/n)" + std::to_string(i) +
              "\"}\n";
    }
    return text;
  }

  /// The plan of a week on a day.
  WeekView choose(library::Library& library, Week week, Day today = kToday,
                  std::optional<double> hours = std::nullopt) {
    Profile reader = load_profile(
        library, search::Index(ingest::index_folder(folder()), search::Index::Mode::kRead));
    reader.hours = hours.value_or(reader.hours);
    return choose_week({library, identify::default_judge(), reader, today}, week);
  }

  Profile profile(library::Library& library) {
    return load_profile(library, *ingest::open_index_for_search(library));
  }
};

TEST_F(PlanTest, Week_NeverOverTheHoursNorAWorkTwiceOverAYear) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    std::filesystem::remove_all(folder());
    import(many(12, seed));
    library::Library library(folder(), library::Library::Mode::kWrite);
    std::set<std::int64_t> seen;
    std::mt19937 random(seed);
    for (int w = 1; w <= 52; ++w) {
      const double hours = 0.5 + static_cast<double>(random() % 16) / 2;
      const WeekView view = choose(library, {2026, w}, monday_of({2026, w}), hours);
      int minutes = 0;
      for (const library::WeekItem& item : view.items) {
        minutes += item.minutes;
        ASSERT_TRUE(item.work);
        EXPECT_TRUE(seen.insert(item.work->v).second)
            << "seed " << seed << " week " << w << ": " << item.title;
        EXPECT_NE(std::find(kTracks.begin(), kTracks.end(), item.track), kTracks.end());
      }
      EXPECT_LE(minutes, hours * 60) << "seed " << seed << " week " << w;
      store_week(library, view, w);
      for (const library::WeekItem& item : view.items) {
        finish_item(library, {2026, w}, item.n,
                    item.n % 2 == 0 ? library::ItemState::kDone : library::ItemState::kSkipped, w);
      }
    }
    EXPECT_GT(seen.size(), 50U);
  }
}

TEST_F(PlanTest, Week_OnceMade_StaysAndIsTicked) {
  import(many(3, 1));
  library::Library library(folder(), library::Library::Mode::kWrite);
  const Week week{2026, 48};
  const WeekView made = choose(library, week);
  std::set<std::string> tracks;
  for (const library::WeekItem& item : made.items) {
    tracks.insert(item.track);
  }
  EXPECT_EQ(tracks.size(), kTracks.size()) << "four hours have room for all five";
  store_week(library, made, 1);
  EXPECT_THROW(finish_item(library, week, 99, library::ItemState::kDone, 2), Error);
  EXPECT_THROW(finish_item(library, {2026, 47}, 1, library::ItemState::kDone, 2), Error);
  finish_item(library, week, 1, library::ItemState::kDone, 2);
  finish_item(library, week, 1, library::ItemState::kDone, 3);
  const std::optional<WeekView> found = find_week(library, week);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->items.size(), made.items.size());
  EXPECT_EQ(found->items[0].state, library::ItemState::kDone);
  EXPECT_EQ(found->items[1].state, library::ItemState::kPlanned);
  EXPECT_EQ(library::readings(library).count(made.items[0].work->v), 1U);
}

TEST_F(PlanTest, WhatWasPlannedAndLeftUndone_ComesBack) {
  import(many(1, 1));
  library::Library library(folder(), library::Library::Mode::kWrite);
  const auto stands_in = [](const WeekView& view, WorkId work) {
    return std::any_of(view.items.begin(), view.items.end(),
                       [&](const library::WeekItem& item) { return item.work == work; });
  };
  const WeekView first = choose(library, {2026, 40});
  ASSERT_GE(first.items.size(), 2U);
  store_week(library, first, 1);
  finish_item(library, {2026, 40}, 1, library::ItemState::kDone, 2);
  const WeekView second = choose(library, {2026, 41});
  EXPECT_FALSE(stands_in(second, *first.items[0].work)) << "done is done";
  EXPECT_TRUE(stands_in(second, *first.items[1].work));
}

TEST_F(PlanTest, SwapAndPin_ChangeTheWeekAndWhatComesAfter) {
  import(many(4, 1));
  library::Library library(folder(), library::Library::Mode::kWrite);
  const Week week{2026, 48};
  store_week(library, choose(library, week), 1);
  const WeekView before = *find_week(library, week);
  const Profile reader = profile(library);
  const WeekMaker maker{library, identify::default_judge(), reader, kToday};
  const library::WeekItem item = find_swap(maker, week, 2);
  EXPECT_EQ(find_week(library, week)->items[1].title, before.items[1].title) << "only looked for";
  EXPECT_NE(item.work, before.items[1].work);
  EXPECT_EQ(item.track, before.items[1].track);
  EXPECT_EQ(item.n, 2);
  swap_item(library, week, item, 5 * std::int64_t{86400} * 365);
  const WeekView after = *find_week(library, week);
  EXPECT_EQ(after.items[1].title, item.title);
  EXPECT_EQ(after.changes.size(), 1U);
  for (const std::size_t other : {0U, 2U, 3U}) {
    EXPECT_EQ(after.items[other].title, before.items[other].title);
  }
  EXPECT_TRUE(pin_item(library, week, 3, true, 7).pinned);
  EXPECT_EQ(find_week(library, week)->pinned, std::set<int>{3});
  EXPECT_THROW(find_swap(maker, week, 3), Error) << "it was pinned";
  EXPECT_THROW(find_swap(maker, week, 99), Error);
  EXPECT_THROW(pin_item(library, week, 1, false, 7), Error) << "it was not pinned";
  finish_item(library, week, 1, library::ItemState::kDone, 8);
  EXPECT_THROW(find_swap(maker, week, 1), Error) << "it is done";
  EXPECT_THROW(pin_item(library, week, 1, true, 9), Error) << "it is done";
  // A short week: what is pinned comes all the same, and says so.
  const WeekView next = choose(library, {2026, 49}, monday_of({2026, 49}), 1.5);
  EXPECT_TRUE(std::any_of(next.items.begin(), next.items.end(), [&](const library::WeekItem& one) {
    return one.work == after.items[2].work && one.why.front() == "pinned by you" &&
           next.pinned.count(one.n) != 0;
  }));
  EXPECT_TRUE(std::none_of(next.items.begin(), next.items.end(), [&](const library::WeekItem& one) {
    return one.work == before.items[0].work;
  }));
  EXPECT_EQ(list_pins(library).size(), 1U);
  finish_item(library, week, 3, library::ItemState::kSkipped, 10);
  EXPECT_TRUE(list_pins(library).empty()) << "what is behind the reader is pinned no more";
}

TEST_F(PlanTest, PinnedWork_ComesThoughItRanksLow) {
  import(many(6, 1));
  library::Library library(folder(), library::Library::Mode::kWrite);
  const WorkId last = *library.resolve("l6");  // the last lesson on papers
  EXPECT_EQ(pin_work(library, last, true, 1).track, "papers");
  pin_work(library, last, true, 2);
  const WeekView view = choose(library, {2026, 48});
  ASSERT_FALSE(view.items.empty());
  EXPECT_EQ(view.items[0].work, last);
  pin_work(library, last, false, 3);
  EXPECT_THROW(pin_work(library, last, false, 4), Error);
}

TEST_F(PlanTest, DaysOff_ShortenTheWeekAndLeaveItsOtherDays) {
  import(many(6, 1));
  library::Library library(folder(), library::Library::Mode::kWrite);
  library.begin();
  change_setting(library, "days", "mon, wed, fri");
  library.commit();
  change_days_off(library, parse_days_off("2026-11-25", "2026-11-28"), true, 1);
  const WeekView view = choose(library, {2026, 48});
  EXPECT_NEAR(view.hours, 4.0 / 3, 0.05) << "one day of three is left";
  ASSERT_FALSE(view.remarks.empty());
  EXPECT_EQ(view.remarks[0], "2 of your 3 days are off: 1 h 20 instead of 4 h");
  ASSERT_FALSE(view.items.empty());
  for (const library::WeekItem& item : view.items) {
    EXPECT_EQ(format_day({item.day}), "2026-11-23");
  }
  change_days_off(library, parse_days_off("2026-W48", ""), true, 2);
  EXPECT_TRUE(choose(library, {2026, 48}).items.empty());
  EXPECT_EQ(library::days_off(library).size(), 1U) << "days that touch are one holiday";
  change_days_off(library, parse_days_off("2026-11-24", ""), false, 3);
  EXPECT_EQ(library::days_off(library).size(), 2U);
}

TEST_F(PlanTest, DaysOfItems_AreTheReadersAndNotOver) {
  import(many(6, 1));
  library::Library library(folder(), library::Library::Mode::kWrite);
  library.begin();
  change_setting(library, "days", "tue, thu, sat");
  library.commit();
  std::set<std::string> days;
  for (const library::WeekItem& item : choose(library, {2026, 48}, {20782}).items) {
    days.insert(format_day({item.day}));
  }
  EXPECT_EQ(days, (std::set<std::string>{"2026-11-26", "2026-11-28"})) << "Tuesday is over";
  days.clear();
  for (const library::WeekItem& item : choose(library, {2026, 48}, {20786}).items) {
    days.insert(format_day({item.day}));
  }
  EXPECT_EQ(days, std::set<std::string>{"2026-11-29"}) << "only Sunday is left";
}

TEST_F(PlanTest, Needs_ComeAfterWhatTheyNeed) {
  import(
      R"({"id":"b","title":"Second","practice":"algorithms","minutes":30,"level":"new","requires":["a","nowhere"]})"
      "\n"
      R"({"id":"a","title":"First","practice":"algorithms","minutes":30,"level":"expert"})"
      "\n");
  library::Library library(folder(), library::Library::Mode::kWrite);
  const WeekView first = choose(library, {2026, 46}, monday_of({2026, 46}));
  ASSERT_EQ(first.items.size(), 1U) << first.items.back().title << first.items.back().track;
  EXPECT_EQ(first.items[0].title, "First");
  store_week(library, first, 1);
  finish_item(library, {2026, 46}, 1, library::ItemState::kDone, 2);
  const WeekView second = choose(library, {2026, 47}, monday_of({2026, 47}));
  ASSERT_EQ(second.items.size(), 1U);
  EXPECT_EQ(second.items[0].title, "Second");
}

TEST_F(PlanTest, EveryItemSaysWhy) {
  import(many(3, 2));
  library::Library library(folder(), library::Library::Mode::kWrite);
  for (const library::WeekItem& item : choose(library, {2026, 48}).items) {
    EXPECT_FALSE(item.why.empty()) << item.title;
  }
}

TEST_F(PlanTest, Radar_LeavesOutWhatWasSeenAndFollowsInterests) {
  import(
      R"({"id":"a","title":"A proof of convergence","abstract":"We prove a theorem on asymptotic bounds.","date":"2026-11-01"})"
      "\n"
      R"({"id":"b","title":"Serving models in production","abstract":"We deployed the system in production; it reduces p99 latency by 3x.","date":"2026-11-01"})"
      "\n"
      R"({"id":"c","title":"Old tool in production","abstract":"We deployed the system in production; it reduces p99 latency by 3x.","date":"2001-11-01"})"
      "\n");
  library::Library library(folder(), library::Library::Mode::kWrite);
  RadarOptions options;
  options.today = *parse_day("2026-11-23");
  Profile reader = profile(library);
  RadarView view = make_radar(library, identify::default_judge(), reader, options);
  ASSERT_EQ(view.items.size(), 3U);
  EXPECT_EQ(view.items[0].title, "Serving models in production");
  EXPECT_EQ(view.items[2].title, "A proof of convergence");
  ASSERT_TRUE(view.items[0].evidence);
  EXPECT_NE(view.items[0].evidence_context.find(view.items[0].evidence_text), std::string::npos);
  options.since = *parse_day("2026-01-01");
  EXPECT_EQ(make_radar(library, identify::default_judge(), reader, options).items.size(), 2U);
  options.since.reset();
  library.begin();
  library::set_reading(library, view.items[0].id, {library::ReadState::kRead, std::nullopt}, 1);
  library.commit();
  reader.readings = library::readings(library);
  EXPECT_EQ(make_radar(library, identify::default_judge(), reader, options).items.size(), 2U);
  reader.words.push_back({"words", "convergence", 1});
  reader.matches[1] = {0, 1.0};
  EXPECT_EQ(interest_fit(reader, {1}, 0), 1.0);
}

TEST_F(PlanTest, Reopen_TouchesItsOwnTicksOnly) {
  import(many(0, 1));
  library::Library library(folder(), library::Library::Mode::kWrite);
  const Week week{2026, 48};
  WeekView view;
  view.week = "2026-W48";
  for (const int n : {1, 2}) {
    library::WeekItem item;
    item.n = n;
    item.track = "papers";
    item.work = WorkId{n};
    item.title = "One title for both";
    item.minutes = 40;
    view.items.push_back(item);
  }
  store_week(library, view, 1);
  finish_item(library, week, 1, library::ItemState::kDone, 2);
  finish_item(library, week, 2, library::ItemState::kDone, 3);
  reopen_item(library, week, 1, 4);
  EXPECT_EQ(library::readings(library).count(1), 0U);
  EXPECT_EQ(library::readings(library).count(2), 1U);
  reopen_item(library, week, 2, 5);
  EXPECT_EQ(library::readings(library).count(2), 0U) << "its tick was not undone by the other's";
}

TEST_F(PlanTest, Papers_AreBegunByReading) {
  import(many(3, 1));
  library::Library library(folder(), library::Library::Mode::kWrite);
  for (const library::WeekItem& item : choose(library, {2026, 48}).items) {
    EXPECT_EQ(item.command.starts_with("assay read w"), item.track == "papers") << item.command;
  }
}

TEST(WriteWeek, AnItemThatChanged_HasAHigherSequence) {
  WeekView view;
  view.week = "2026-W48";
  library::WeekItem item;
  item.n = 1;
  item.track = "papers";
  item.title = "Stays";
  item.minutes = 20;
  item.day = 20780;
  item.changed = 5;
  view.items = {item, item};
  view.items[1].n = 2;
  view.items[1].changed = 20;
  view.changes = {10, 20};
  std::ostringstream out;
  write_week(out, view, "me", std::nullopt);
  const std::size_t second = out.str().find("UID:2026-W48-2-me@assay");
  EXPECT_EQ(out.str().find("SEQUENCE:2"), out.str().rfind("SEQUENCE:"));
  EXPECT_GT(out.str().find("SEQUENCE:2"), second);
}

TEST(Tracks, EveryKindHasOne_AndMinutesGoByLengthAndLevel) {
  Work work;
  work.kind = Kind::kPost;
  EXPECT_EQ(track_of(work), "community");
  Lesson lesson;
  lesson.track = "papers";
  EXPECT_EQ(track_of(work, lesson), "papers") << "what it was prepared for is first";
  Work paper;
  paper.comments = "20 pages";
  EXPECT_EQ(minutes_of(paper, {}, 0), 80);
  EXPECT_EQ(minutes_of(paper, {}, 1), 105);
}

TEST(Recency, Falls_WithAgeAndNeverRises) {
  const Day today = kToday;
  double last = recency(today.since_epoch, 0, today);
  EXPECT_LE(last, 1.0);
  EXPECT_LT(recency(today.since_epoch + 5, 0, today), last) << "dated ahead is not newest";
  EXPECT_LT(recency(2932896, 0, today), 0.01) << "9999-12-31";
  EXPECT_GT(recency(0, 2026, *parse_day("2026-01-02")), 0.9) << "of the year that has begun";
  for (int age = 0; age < 20000; age += 100) {
    const double now = recency(std::max(1, today.since_epoch - age), 0, today);
    EXPECT_LE(now, last);
    last = now;
  }
  EXPECT_GT(recency(0, 2026, today), recency(0, 2016, today));
}

}  // namespace
}  // namespace assay::plan
