#include "plan/progress.h"

#include "base/instant.h"
#include "library/cards.h"
#include "plan/plan_helpers.h"
#include "plan/progress_svg.h"
#include "plan/review.h"
#include "plan/tracks.h"

#include <algorithm>
#include <set>

namespace assay::plan::progress_test {
namespace {

using testing_support::work;

/// Monday 2026-11-23, 00:00 UTC: the first day of 2026-W48.
constexpr std::int64_t kNow = 1795392000;

class ProgressTest : public testing_support::LibraryTest {
 protected:
  void SetUp() override {
    import(
        work("a", "Auditing models for group fairness", "We audit a deployed model for fairness.",
             R"("learn_topics":["fairness"],"practice":"papers","level":"new","minutes":30)") +
        work(
            "b", "Equalised odds by hand", "Fairness.",
            R"("learn_topics":["fairness"],"practice":"algorithms","level":"working","minutes":45,"task":"Write it.")") +
        work("c", "Serving on two cards", "Low latency serving in production.",
             R"("learn_topics":["scalable_systems"],"practice":"frameworks","minutes":25)"));
  }

  static library::WeekItem item(int n, const char* track, std::int64_t id, int minutes,
                                library::ItemState state) {
    library::WeekItem made;
    made.n = n;
    made.track = track;
    made.work = WorkId{id};
    made.title = "t";
    made.minutes = minutes;
    made.state = state;
    return made;
  }

  void plan(library::Library& library, const std::string& week,
            const std::vector<library::WeekItem>& items) {
    library.begin();
    library::save_week(library, week, {4, items}, kNow);
    library.commit();
  }

  ProgressView view(library::Library& library, int weeks = kProgressWeeks) {
    return make_progress(library, load_profile(library, *ingest::open_index_for_search(library)),
                         kNow, weeks);
  }
};

TEST_F(ProgressTest, NothingDone_IsOneEmptyWeekWithAStepForEveryGapThatHasMaterial) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  const ProgressView seen = view(library);
  ASSERT_EQ(seen.weeks.size(), 1U);
  EXPECT_EQ(format_week(seen.weeks[0].week), "2026-W48");
  EXPECT_EQ(seen.weeks[0].kept, WeekKept::kNothing);
  EXPECT_EQ(seen.streak, 0);
  EXPECT_EQ(seen.total_minutes(), 0);
  EXPECT_FALSE(seen.memory.predicted);
  ASSERT_EQ(seen.areas.size(), kTopicCount);
  std::set<std::int64_t> works;
  for (const AreaProgress& area : seen.areas) {
    EXPECT_TRUE(area.gap) << area.name << ": nobody named an interest, so all are wanted";
    ASSERT_TRUE(area.next) << area.name;
    EXPECT_FALSE(area.next->command.empty());
    if (area.next->work) {
      EXPECT_TRUE(works.insert(area.next->work->v).second) << "two gaps, one work";
    }
  }
  const auto fairness = std::find_if(seen.areas.begin(), seen.areas.end(),
                                     [](const AreaProgress& a) { return a.name == "fairness"; });
  ASSERT_NE(fairness, seen.areas.end());
  EXPECT_EQ(fairness->next->title, "Auditing models for group fairness") << "the easiest first";
  EXPECT_EQ(fairness->next->command, "assay read w1");
}

TEST_F(ProgressTest, AWeek_IsKeptWhenHalfOfWhatWasNotPassedOverIsDone) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  using library::ItemState;
  plan(library, "2026-W45",
       {item(1, "papers", 1, 40, ItemState::kDone),
        item(2, "algorithms", 2, 40, ItemState::kPlanned)});
  plan(library, "2026-W46",
       {item(1, "papers", 1, 30, ItemState::kDone),
        item(2, "algorithms", 2, 40, ItemState::kPlanned)});
  plan(library, "2026-W47",
       {item(1, "papers", 1, 30, ItemState::kDone),
        item(2, "algorithms", 2, 90, ItemState::kSkipped)});
  const ProgressView seen = view(library);
  ASSERT_EQ(seen.weeks.size(), 4U);
  EXPECT_EQ(seen.weeks[0].kept, WeekKept::kKept);
  EXPECT_EQ(seen.weeks[1].kept, WeekKept::kSome);
  EXPECT_EQ(seen.weeks[2].kept, WeekKept::kKept) << "what was passed over is not held against it";
  EXPECT_EQ(seen.weeks[3].kept, WeekKept::kNothing);
  EXPECT_EQ(seen.kept, 2);
  EXPECT_EQ(seen.some, 1);
  EXPECT_EQ(seen.streak, 3) << "this week is not over";
  EXPECT_EQ(seen.minutes[0], 100);
  EXPECT_EQ(view(library, 2).weeks.size(), 2U);
  EXPECT_EQ(view(library, 2).minutes[0], 30);
}

TEST_F(ProgressTest, AStreak_OutlivesOneWeekOffButNotTwo) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  for (const char* week :
       {"2026-W30", "2026-W31", "2026-W33", "2026-W34", "2026-W37", "2026-W38"}) {
    plan(library, week, {item(1, "papers", 1, 40, library::ItemState::kDone)});
  }
  ProgressView seen = view(library);
  EXPECT_EQ(seen.longest, 4);
  EXPECT_EQ(seen.streak, 0);
  plan(library, "2026-W46", {item(1, "papers", 1, 40, library::ItemState::kDone)});
  seen = view(library);
  EXPECT_EQ(seen.streak, 1) << "one week off, and this one has just begun";
}

TEST_F(ProgressTest, MinutesOfATimer_CountInThePlaceOfTheEstimate) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  plan(library, "2026-W47",
       {item(1, "algorithms", 2, 45, library::ItemState::kDone),
        item(2, "papers", 1, 30, library::ItemState::kDone)});
  library.begin();
  library::record_event(library, "read", WorkId{2}, "25", kNow - 5 * kDaySeconds);
  library::record_event(library, "read", WorkId{2}, "10", kNow);
  library::record_event(library, "read", WorkId{3}, "15", kNow);
  library::record_event(library, "read", WorkId{1}, "rubbish", kNow);
  library.commit();
  const ProgressView seen = view(library);
  ASSERT_EQ(seen.weeks.size(), 2U);
  EXPECT_EQ(seen.weeks[0].minutes[3], 25);
  EXPECT_EQ(seen.weeks[0].minutes[0], 30) << "its timer says nothing readable";
  EXPECT_EQ(seen.weeks[1].minutes[3], 10) << "on the track of the item";
  EXPECT_EQ(seen.weeks[1].minutes[2], 15) << "a tool's lesson, read besides the week";
}

TEST_F(ProgressTest, TheMap_KnowsWhatWasDoneAndOnlyCallsAGapWhatIsWanted) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  plan(library, "2026-W47",
       {item(1, "algorithms", 2, 45, library::ItemState::kDone),
        item(2, "papers", 1, 30, library::ItemState::kDone)});
  library.begin();
  for (const std::int64_t id : {1, 2}) {
    library::set_reading(library, WorkId{id}, {library::ReadState::kRead, std::nullopt}, kNow);
  }
  library::set_interest(library, {"topic", "scalable_systems", 1});
  library::set_interest(library, {"topic", "fairness", 1});
  library::set_interest(library, {"words", "latency", 1});
  library::set_interest(library, {"words", "nothing has this", -1});
  library.commit();
  const ProgressView seen = view(library);
  const auto area = [&](const std::string& name) {
    return *std::find_if(seen.areas.begin(), seen.areas.end(),
                         [&](const AreaProgress& one) { return one.name == name; });
  };
  EXPECT_EQ(seen.works, 2);
  EXPECT_NEAR(area("fairness").strength, 3.0 / 8, 1e-9) << "1 for reading, 2 for practice";
  EXPECT_EQ(area("fairness").standing(), "growing");
  EXPECT_FALSE(area("fairness").gap);
  EXPECT_TRUE(area("scalable_systems").gap);
  EXPECT_TRUE(area("latency").gap);
  EXPECT_FALSE(area("multimodal").gap) << "never asked for";
  EXPECT_FALSE(area("nothing has this").gap);
  EXPECT_TRUE(seen.areas.front().gap) << "gaps lead";
}

TEST_F(ProgressTest, Memory_IsForecastAndMeasuredOnAnswersOfALaterDate) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  library.begin();
  std::vector<std::int64_t> cards;
  for (int i = 0; i < 3; ++i) {
    library::CardText text;
    text.front = "q" + std::to_string(i);
    text.guid = text.front;
    text.origin = "hand";
    cards.push_back(library::add_card(library, text, kNow - 30 * kDaySeconds));
  }
  library::append_review(library, cards[0], kNow - 20 * kDaySeconds, 3);
  library::append_review(library, cards[0], kNow - 20 * kDaySeconds + 600, 3);  // the same day
  library::append_review(library, cards[0], kNow - 10 * kDaySeconds, 3);
  library::append_review(library, cards[1], kNow - 20 * kDaySeconds, 3);
  library::append_review(library, cards[1], kNow - 12 * kDaySeconds, 1);
  library.commit();
  derive_cards(library);
  const MemoryProgress memory = view(library).memory;
  EXPECT_EQ(memory.cards, 2U);
  EXPECT_EQ(memory.answered, 2U);
  ASSERT_TRUE(memory.predicted);
  EXPECT_GT(*memory.predicted, 0.3);
  EXPECT_LT(*memory.predicted, 1.0);
  EXPECT_EQ(memory.answers, 2U);
  EXPECT_DOUBLE_EQ(memory.measured.value_or(-1), 0.5);
  EXPECT_GT(memory.expected.value_or(0), 0.3);
  EXPECT_GE(memory.due, 1U) << "the card that was never answered waits";
}

TEST_F(ProgressTest, Svg_EscapesAndStaysTheSame) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  library.begin();
  library::set_interest(library, {"words", "<script>alert(1)</script> & \"more\"", 1});
  library.commit();
  const ProgressView seen = view(library);
  const std::string svg = to_svg(seen);
  EXPECT_EQ(svg, to_svg(seen));
  EXPECT_EQ(svg.find("<script"), std::string::npos);
  EXPECT_NE(svg.find("&lt;script&gt;"), std::string::npos);
  EXPECT_NE(svg.find("<title id=\"title\">"), std::string::npos);
  EXPECT_NE(svg.find("<desc id=\"desc\">"), std::string::npos);
  EXPECT_NE(svg.find("The first week begins"), std::string::npos);
}

TEST(DurationWords, AreShort) {
  EXPECT_EQ(duration_words(0), "0 h");
  EXPECT_EQ(duration_words(45), "45 min");
  EXPECT_EQ(duration_words(60), "1 h");
  EXPECT_EQ(duration_words(125), "2 h 05");
}

}  // namespace
}  // namespace assay::plan::progress_test
