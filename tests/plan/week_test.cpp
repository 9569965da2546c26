#include "plan/week.h"

#include "base/files.h"
#include "ingest/import.h"
#include "ingest/indexing.h"
#include "plan/radar.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <set>

namespace assay::plan {
namespace {

constexpr Day kToday{20780};

class PlanTest : public testing::Test {
 protected:
  void import(const std::string& text) {
    std::ofstream(temporary_.path() / "a.jsonl") << text;
    library::Library library(folder(), library::Library::Mode::kWrite);
    const auto index = ingest::open_current_index(library);
    ingest::import_file(library, *index, identify::default_judge(), temporary_.path() / "a.jsonl",
                        {});
  }

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

  Profile profile(library::Library& library) {
    return load_profile(library, *ingest::open_index_for_search(library));
  }

  [[nodiscard]] std::filesystem::path folder() const { return temporary_.path() / "library"; }
  TempDir temporary_;
};

TEST_F(PlanTest, Week_NeverOverTheHoursNorAWorkTwiceOverAYear) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    std::filesystem::remove_all(folder());
    import(many(12, seed));
    library::Library library(folder(), library::Library::Mode::kWrite);
    std::set<std::int64_t> seen;
    std::mt19937 random(seed);
    for (int w = 1; w <= 52; ++w) {
      Profile reader = load_profile(
          library, search::Index(ingest::index_folder(folder()), search::Index::Mode::kRead));
      reader.hours = 0.5 + static_cast<double>(random() % 16) / 2;
      const WeekView view =
          choose_week(library, identify::default_judge(), reader, {2026, w}, kToday);
      int minutes = 0;
      for (const library::WeekItem& item : view.items) {
        minutes += item.minutes;
        ASSERT_TRUE(item.work);
        EXPECT_TRUE(seen.insert(item.work->v).second)
            << "seed " << seed << " week " << w << ": " << item.title;
        EXPECT_NE(std::find(kTracks.begin(), kTracks.end(), item.track), kTracks.end());
      }
      EXPECT_LE(minutes, reader.hours * 60) << "seed " << seed << " week " << w;
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
  const Profile reader = load_profile(
      library, search::Index(ingest::index_folder(folder()), search::Index::Mode::kRead));
  const Week week{2026, 48};
  const WeekView made = choose_week(library, identify::default_judge(), reader, week, kToday);
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
  const auto choose = [&](int week) {
    const Profile reader = load_profile(
        library, search::Index(ingest::index_folder(folder()), search::Index::Mode::kRead));
    return choose_week(library, identify::default_judge(), reader, {2026, week}, kToday);
  };
  const auto stands_in = [](const WeekView& view, WorkId work) {
    return std::any_of(view.items.begin(), view.items.end(),
                       [&](const library::WeekItem& item) { return item.work == work; });
  };
  const WeekView first = choose(40);
  ASSERT_GE(first.items.size(), 2U);
  store_week(library, first, 1);
  finish_item(library, {2026, 40}, 1, library::ItemState::kDone, 2);
  const WeekView second = choose(41);
  EXPECT_FALSE(stands_in(second, *first.items[0].work)) << "done is done";
  EXPECT_TRUE(stands_in(second, *first.items[1].work));
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

TEST(Recency, Falls_WithAgeAndNeverRises) {
  const Day today = kToday;
  double last = recency(today.since_epoch + 5, 0, today);
  EXPECT_LE(last, 1.0);
  for (int age = 0; age < 20000; age += 100) {
    const double now = recency(std::max(1, today.since_epoch - age), 0, today);
    EXPECT_LE(now, last);
    last = now;
  }
  EXPECT_GT(recency(0, 2026, today), recency(0, 2016, today));
}

}  // namespace
}  // namespace assay::plan
