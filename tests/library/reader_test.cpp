#include "library/reader.h"

#include "base/files.h"
#include "library/cards.h"
#include "library/labs.h"
#include "library/library_helpers.h"
#include "library/saved.h"
#include "library/weeks.h"

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
  save_week(library_, "2026-W48", {4, {item, other}, 0, {}}, 1);
  set_item_state(library_, "2026-W48", 2, ItemState::kDone, 2);
  const std::optional<StoredWeek> week = find_week(library_, "2026-W48");
  ASSERT_TRUE(week);
  EXPECT_EQ(week->hours, 4);
  ASSERT_EQ(week->items.size(), 2U);
  EXPECT_EQ(week->items[0].why, item.why);
  EXPECT_EQ(week->items[0].state, ItemState::kPlanned);
  EXPECT_EQ(week->items[1].state, ItemState::kDone);
  EXPECT_FALSE(week->items[1].work);
  EXPECT_EQ(week->minutes, 0);
  other.n = 2;
  other.title = "Another";
  other.day = 20780;
  put_week_item(library_, "2026-W48", other, 3);
  other.n = 3;
  put_week_item(library_, "2026-W48", other, 3);
  save_week(library_, "2026-W47", {3.5, {item}, 150, {"two days off", "let go"}}, 4);
  const std::vector<MadeWeek> weeks = made_weeks(library_);
  ASSERT_EQ(weeks.size(), 2U);
  EXPECT_EQ(weeks[0].week, "2026-W47");
  EXPECT_EQ(weeks[0].stored.minutes, 150);
  EXPECT_EQ(weeks[0].stored.remarks, (std::vector<std::string>{"two days off", "let go"}));
  ASSERT_EQ(weeks[1].stored.items.size(), 3U);
  EXPECT_EQ(weeks[1].stored.items[0].title, item.title) << "the others stay as they are";
  EXPECT_EQ(weeks[1].stored.items[1].title, "Another");
  EXPECT_EQ(weeks[1].stored.items[1].day, 20780);
}

TEST_F(ReaderTest, MarksAndDaysOff_AreKept) {
  add_week_mark(library_, {"w2", WeekMark::kPin, "papers", 5});
  add_week_mark(library_, {"w1", WeekMark::kPin, "algorithms", 3});
  add_week_mark(library_, {"w1", WeekMark::kPin, "papers", 9});
  add_week_mark(library_, {"w1", WeekMark::kPassed, "papers", 4});
  const std::vector<MarkedItem> marks = week_marks(library_);
  ASSERT_EQ(marks.size(), 3U);
  EXPECT_EQ(marks[0].item, "w1");
  EXPECT_EQ(marks[0].track, "algorithms") << "the first one stays";
  EXPECT_EQ(marks[1].mark, WeekMark::kPassed);
  EXPECT_TRUE(remove_week_mark(library_, "w1", WeekMark::kPin));
  EXPECT_FALSE(remove_week_mark(library_, "w1", WeekMark::kPin));
  EXPECT_EQ(week_marks(library_).size(), 2U);
  set_days_off(library_, {{20, 25}, {10, 12}});
  EXPECT_EQ(days_off(library_), (std::vector<DaysOff>{{10, 12}, {20, 25}}));
  set_days_off(library_, {});
  EXPECT_TRUE(days_off(library_).empty());
  EXPECT_EQ(last_event_at(library_), 0);
  record_event(library_, "done", std::nullopt, "", 50);
  record_event(library_, "done", std::nullopt, "", 40);
  EXPECT_EQ(last_event_at(library_), 50) << "a clock set back does not lower it";
  record_event(library_, "clock trusted", std::nullopt, "", 40);
  EXPECT_EQ(last_event_at(library_), 40) << "from the line on where the reader trusted the clock";
}

TEST_F(ReaderTest, Readers_KeepTheirRowsApart) {
  EXPECT_EQ(readers(library_), std::vector<std::string>{"me"});
  EXPECT_TRUE(add_reader(library_, "ann"));
  EXPECT_FALSE(add_reader(library_, "ann"));
  EXPECT_THROW(add_reader(library_, "a b"), Error);
  EXPECT_THROW(add_reader(library_, ""), Error);
  EXPECT_THROW(add_reader(library_, "--x"), Error);
  EXPECT_THROW(use_reader(library_, "bob"), Error);
  set_setting(library_, "hours", "3");
  use_reader(library_, "ann");
  EXPECT_EQ(current_reader(library_), "ann");
  EXPECT_EQ(setting(library_, "hours"), "");
  set_setting(library_, "hours", "9");
  set_reading(library_, work_, {ReadState::kRated, 4}, 7);
  EXPECT_EQ(readings(library_).at(work_.v).at, 7);
  CardText text;
  text.guid = "g";
  text.origin = "hand";
  text.front = "front";
  append_review(library_, add_card(library_, text, 1), 2, 3);
  SavedSearch saved;
  saved.name = "x";
  saved.query = "y";
  add_seen(library_, add_saved(library_, saved), {work_});
  EXPECT_EQ(reader_rows(library_, "ann"), 4);
  use_reader(library_, kFirstReader);
  EXPECT_EQ(setting(library_, "hours"), "3");
  EXPECT_TRUE(readings(library_).empty());
  remove_reader(library_, "ann");
  EXPECT_EQ(readers(library_), std::vector<std::string>{"me"});
  EXPECT_THROW(reader_rows(library_, "ann"), Error);
  EXPECT_THROW(remove_reader(library_, "me"), Error);
  library_.commit();
}

TEST_F(ReaderTest, Settings_ArePickedByPrefix) {
  set_setting(library_, "level.all", "expert");
  set_setting(library_, "level.fairness", "new");
  set_setting(library_, "levels", "x");
  const auto found = settings(library_, "level.");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].first, "level.fairness");
}

TEST_F(ReaderTest, Ledger_ComesBackInOrderAndFollowsMerges) {
  const WorkId other = library_.add_work(testing_support::record("b", "B"));
  record_event(library_, "rated", other, "5", 20);
  record_event(library_, "week made", std::nullopt, "2026-W48", 10);
  library_.merge_works(work_, other, "the same");
  const std::vector<LedgerLine> lines = ledger(library_);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].event, "week made");
  EXPECT_FALSE(lines[0].work);
  EXPECT_EQ(lines[1].work, work_);
}

TEST_F(ReaderTest, Labs_TheLastCheckIsKeptWithWhatItFound) {
  EXPECT_EQ(last_lab_report(library_, "attention"), "");
  for (const char* report : {"{\"n\":1}", "{\"n\":2}"}) {
    LabEvent event;
    event.lab = "attention";
    event.event = "check";
    event.report = report;
    record_lab(library_, event);
  }
  LabEvent hint;
  hint.lab = "attention";
  hint.event = "hint";
  record_lab(library_, hint);
  EXPECT_EQ(last_lab_report(library_, "attention"), "{\"n\":2}");
  EXPECT_EQ(last_lab_report(library_, "adam"), "");
  add_reader(library_, "bea");
  use_reader(library_, "bea");
  EXPECT_EQ(last_lab_report(library_, "attention"), "");
  use_reader(library_, "me");
}

}  // namespace
}  // namespace assay::library
