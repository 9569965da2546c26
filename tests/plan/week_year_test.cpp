#include "base/instant.h"
#include "library/weeks.h"
#include "plan/days_off.h"
#include "plan/plan_helpers.h"
#include "plan/week.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace assay::plan {
namespace {

using library::ItemState;

constexpr int kLessons = 42;

/// Lessons on every track, those on algorithms each needing the one before; papers with code and
/// claims; an event each month.
std::string a_library() {
  std::string lines;
  int n = 0;
  for (const std::string_view track : kTracks) {
    for (int i = 0; i < kLessons; ++i) {
      const std::string id = std::string(track) + std::to_string(i);
      std::string more = R"("practice":")" + std::string(track) + R"(","minutes":)" +
                         std::to_string(20 + 5 * (++n % 8)) +
                         R"(,"level":"working","summary":"What it is good for.")";
      if (track == "algorithms" && i > 0) {
        more += R"(,"requires":["algorithms)" + std::to_string(i - 1) + "\"]";
      }
      lines += testing_support::work(id, "Lesson " + id, "", more);
    }
  }
  for (int i = 0; i < 30; ++i) {
    const std::string id = std::to_string(i);
    lines += testing_support::work(
        "p" + id, "Serving paper " + id,
        "We deployed it in production; it reduces p99 latency by 3x.",
        R"("code":"https://github.com/o/n)" + id + R"(","comments":"12 pages","year":2025)");
  }
  for (int month = 1; month <= 12; ++month) {
    const std::string date = (month < 10 ? "2026-0" : "2026-") + std::to_string(month) + "-15";
    lines += testing_support::work("e" + date, "Meeting of " + date, "",
                                   R"("kind":"event","date":")" + date + "\"");
  }
  return lines;
}

class YearTest : public testing_support::LibraryTest {
 protected:
  WeekView choose(library::Library& library, Week week, Day today) {
    const Profile reader = load_profile(
        library, search::Index(ingest::index_folder(folder()), search::Index::Mode::kRead));
    return choose_week({library, identify::default_judge(), reader, today}, week);
  }

  library::WeekItem swapped(library::Library& library, Week week, int n, Day today) {
    const Profile reader = load_profile(
        library, search::Index(ingest::index_folder(folder()), search::Index::Mode::kRead));
    return find_swap({library, identify::default_judge(), reader, today}, week, n);
  }
};

/// What a year of weeks must show, whatever was done.
void check_history(const std::vector<library::MadeWeek>& weeks) {
  std::map<std::int64_t, std::vector<std::string>> stood;
  std::set<std::int64_t> closed;
  int algorithms = 0;
  std::map<std::string, int> waited;
  for (const library::MadeWeek& week : weeks) {
    int minutes = 0;
    std::set<std::string> tracks;
    for (const library::WeekItem& item : week.stored.items) {
      minutes += item.minutes;
      tracks.insert(item.track);
      ASSERT_TRUE(item.work) << item.title;
      EXPECT_EQ(closed.count(item.work->v), 0U) << item.title << " again in " << week.week;
      stood[item.work->v].push_back(week.week);
      EXPECT_FALSE(item.why.empty());
      EXPECT_EQ(format_week(week_of({item.day})), week.week);
      if (item.track == "algorithms") {
        EXPECT_EQ(item.title, "Lesson algorithms" + std::to_string(algorithms));
        algorithms += item.state == ItemState::kPlanned ? 0 : 1;
      }
    }
    for (const library::WeekItem& item : week.stored.items) {
      if (item.state != ItemState::kPlanned) {
        closed.insert(item.work->v);
      }
    }
    EXPECT_LE(minutes, week.stored.minutes) << week.week;
    EXPECT_LE(week.stored.minutes, week.stored.hours * 60) << week.week;
    for (const std::string_view track : kTracks) {
      int& missed = waited[std::string(track)];
      missed = tracks.count(std::string(track)) != 0 ? 0 : missed + 1;
      EXPECT_LT(missed, 4) << track << " in " << week.week;
    }
  }
  EXPECT_GT(algorithms, 10);
  EXPECT_GT(closed.size(), 80U);
}

TEST_F(YearTest, DoneSkippedSwappedAndAway_GivesASensibleHistory) {
  import(a_library());
  library::Library library(folder(), library::Library::Mode::kWrite);
  change_days_off(library, parse_days_off("2026-W30", "2026-W31"), true, 1);
  change_days_off(library, parse_days_off("2026-12-24", "2026-12-25"), true, 1);
  std::mt19937 random(7);
  std::map<std::string, int> minutes;
  std::map<std::string, std::string> swapped_away;  // title, week
  for (Week week{2026, 1}; week.year == 2026;
       week = week_of(Day{monday_of(week).since_epoch + 7})) {
    const Day today = monday_of(week);
    const std::int64_t now = today.since_epoch * kDaySeconds;
    const WeekView view = choose(library, week, today);
    if (week.week == 30 || week.week == 31) {
      EXPECT_TRUE(view.items.empty());
      ASSERT_EQ(view.remarks.size(), 1U);
      continue;
    }
    ASSERT_FALSE(view.items.empty()) << view.week;
    store_week(library, view, now);
    minutes[view.week] = view.minutes;
    if (week.week % 10 == 5) {
      const library::WeekItem item = swapped(library, week, 1, today);
      swapped_away[view.items[0].title] = view.week;
      swap_item(library, week, item, now + 1);
    }
    // A project at work, then good resolutions.
    const unsigned done = week.week < 12 || week.week >= 25 ? 8 : week.week < 18 ? 1 : 10;
    for (const library::WeekItem& item : view.items) {
      const auto luck = static_cast<unsigned>(random() % 10);
      if (luck < done) {
        finish_item(library, week, item.n, luck == 0 ? ItemState::kSkipped : ItemState::kDone,
                    now + 2 * kDaySeconds);
      }
    }
  }
  const std::vector<library::MadeWeek> weeks = library::made_weeks(library);
  ASSERT_EQ(weeks.size(), 51U) << "53 weeks less the two of the holiday";
  EXPECT_EQ(weeks.back().week, "2026-W53");
  check_history(weeks);
  EXPECT_LT(minutes["2026-W18"], minutes["2026-W12"]) << "less after weeks with little done";
  EXPECT_GT(minutes["2026-W24"], minutes["2026-W18"]) << "and more again";
  EXPECT_LT(find_week(library, {2026, 52})->hours, 4) << "two days of Christmas are off";
  for (const library::MadeWeek& week : weeks) {
    for (const library::WeekItem& item : week.stored.items) {
      const auto away = swapped_away.find(item.title);
      EXPECT_TRUE(away == swapped_away.end() || week.week < away->second)
          << "what was swapped away came again in " << week.week;
    }
  }
}

TEST_F(YearTest, MadeWeeks_StayWhateverComesIn) {
  import(a_library());
  WeekView made;
  {
    library::Library library(folder(), library::Library::Mode::kWrite);
    made = choose(library, {2026, 53}, monday_of({2026, 53}));
    EXPECT_EQ(made.items.size(), choose(library, {2026, 53}, monday_of({2026, 53})).items.size());
    store_week(library, made, 1);
  }
  import(testing_support::work("new", "The best of all", "We deployed it; it reduces cost by 9x.",
                               R"("practice":"papers","minutes":20,"level":"new")"));
  library::Library library(folder(), library::Library::Mode::kWrite);
  library.begin();
  change_setting(library, "hours", "9");
  library.commit();
  const WeekView later = *find_week(library, {2026, 53});
  ASSERT_EQ(later.items.size(), made.items.size());
  EXPECT_EQ(later.hours, made.hours);
  for (std::size_t i = 0; i < made.items.size(); ++i) {
    EXPECT_EQ(later.items[i].title, made.items[i].title);
    EXPECT_EQ(later.items[i].why, made.items[i].why);
    EXPECT_EQ(later.items[i].day, made.items[i].day);
  }
}

TEST_F(YearTest, ClockSetBack_IsSaidAndNothingIsLost) {
  import(a_library());
  library::Library library(folder(), library::Library::Mode::kWrite);
  const Week week{2026, 48};
  const std::int64_t now = monday_of(week).since_epoch * kDaySeconds;
  EXPECT_FALSE(clock_trouble(library, now)) << "nothing was written yet";
  store_week(library, choose(library, week, monday_of(week)), now);
  finish_item(library, week, 1, ItemState::kDone, now + 3600);
  EXPECT_FALSE(clock_trouble(library, now + 3600));
  EXPECT_FALSE(clock_trouble(library, now + 3600 - 300)) << "clocks are corrected by minutes";
  const std::optional<std::string> trouble = clock_trouble(library, now - 30 * kDaySeconds);
  ASSERT_TRUE(trouble);
  EXPECT_EQ(*trouble,
            "the clock shows 2026-10-24T00:00:00Z, but your last entry is of 2026-11-23T01:00:00Z");
  // A plan for the earlier week takes nothing that stands in the later one.
  const WeekView earlier = choose(library, {2026, 43}, monday_of({2026, 43}));
  const WeekView kept = *find_week(library, week);
  EXPECT_EQ(kept.items[0].state, ItemState::kDone);
  for (const library::WeekItem& one : earlier.items) {
    for (const library::WeekItem& other : kept.items) {
      EXPECT_NE(one.work, other.work);
    }
  }
}

}  // namespace
}  // namespace assay::plan
