#include "library/reader.h"

#include "base/files.h"
#include "library/library_helpers.h"

#include <gtest/gtest.h>

namespace assay::library {
namespace {

class ReaderTest : public testing::Test {
 protected:
  ReaderTest() : library_(temporary_.path(), Library::Mode::kWrite) {
    library_.begin();
    work_ = library_.add_work(testing_support::record("a", "A"));
  }
  TempDir temporary_;
  Library library_;
  WorkId work_;
};

TEST_F(ReaderTest, Settings_KeepTheLastValue) {
  EXPECT_EQ(setting(library_, "hours"), "");
  set_setting(library_, "hours", "3");
  set_setting(library_, "hours", "5");
  EXPECT_EQ(setting(library_, "hours"), "5");
}

TEST_F(ReaderTest, Interests_AreAddedTurnedAndRemoved) {
  set_interest(library_, {"topic", "fairness", 1});
  set_interest(library_, {"words", "model serving", 1});
  set_interest(library_, {"topic", "fairness", -1});
  ASSERT_EQ(interests(library_).size(), 2U);
  EXPECT_EQ(interests(library_)[0].weight, -1);
  set_interest(library_, {"topic", "fairness", 0});
  EXPECT_EQ(interests(library_).size(), 1U);
}

TEST_F(ReaderTest, Rating_StaysWhenTheWorkIsReadLater) {
  set_reading(library_, work_, {ReadState::kRated, 4}, 1);
  EXPECT_EQ(readings(library_).at(work_.v).state, ReadState::kRated);
  set_reading(library_, work_, {ReadState::kRead, std::nullopt}, 2);
  EXPECT_EQ(readings(library_).at(work_.v).state, ReadState::kRead);
  EXPECT_EQ(readings(library_).at(work_.v).rating, 4);
  set_reading(library_, work_, {ReadState::kRated, 2}, 3);
  EXPECT_EQ(readings(library_).at(work_.v).state, ReadState::kRead)
      << "rating a read work does not unread it";
  EXPECT_EQ(readings(library_).at(work_.v).rating, 2);
}

TEST_F(ReaderTest, Week_ComesBackAsStored) {
  EXPECT_FALSE(find_week(library_, "2026-W48"));
  WeekItem item;
  item.n = 1;
  item.track = "papers";
  item.work = work_;
  item.title = "A";
  item.why = {"one", "two"};
  item.minutes = 40;
  item.command = "assay show w1";
  WeekItem other = item;
  other.n = 2;
  other.work.reset();
  save_week(library_, "2026-W48", {4, {item, other}}, 1);
  set_item_state(library_, "2026-W48", 2, ItemState::kDone, 2);
  const std::optional<StoredWeek> week = find_week(library_, "2026-W48");
  ASSERT_TRUE(week);
  EXPECT_EQ(week->hours, 4);
  ASSERT_EQ(week->items.size(), 2U);
  EXPECT_EQ(week->items[0].why, item.why);
  EXPECT_EQ(week->items[0].state, ItemState::kPlanned);
  EXPECT_EQ(week->items[1].state, ItemState::kDone);
  EXPECT_FALSE(week->items[1].work);
  const std::vector<std::int64_t> works = {work_.v};
  EXPECT_EQ(planned_works(library_, "2026-W48"), works);
  EXPECT_EQ(planned_works(library_, "2026-W47"), works) << "it stands in the plan of a later week";
  EXPECT_TRUE(planned_works(library_, "2026-W49").empty()) << "left undone, it comes back";
  set_item_state(library_, "2026-W48", 1, ItemState::kSkipped, 3);
  EXPECT_EQ(planned_works(library_, "2026-W49"), works);
}

}  // namespace
}  // namespace assay::library
