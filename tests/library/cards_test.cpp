#include "library/cards.h"

#include "base/files.h"
#include "library/library_helpers.h"

#include <gtest/gtest.h>

namespace assay::library {
namespace {

class CardsTest : public testing::Test {
 protected:
  CardsTest() : library_(temporary_.path(), Library::Mode::kWrite) {
    library_.begin();
    work_ = library_.add_work(testing_support::record("a", "A"));
  }
  std::int64_t add(const std::string& front, std::int64_t at = 100) {
    CardText text;
    text.guid = make_guid("hand", front, "");
    text.front = front;
    text.origin = "hand";
    return add_card(library_, text, at);
  }
  TempDir temporary_;
  Library library_;
  WorkId work_;
};

TEST_F(CardsTest, Card_ComesBackAsKept) {
  CardText text;
  text.guid = "g\t1";
  text.work = work_;
  text.origin = "anki";
  text.front = "<b>front</b>\nwith a line";
  text.back = "back";
  text.html = true;
  text.more = {"third", "", "a\nfourth"};
  text.tags = {"llm", "work"};
  text.deck = "Deck";
  text.notetype = "Basic";
  const std::int64_t id = add_card(library_, text, 100);
  const Card card = find_card(library_, id).value();
  EXPECT_EQ(card.text, text);
  EXPECT_EQ(card.state, (CardState{.due = 100}));
  EXPECT_FALSE(card.suspended || card.removed);
  EXPECT_EQ(find_card(library_, std::string_view("g\t1"))->id, id);
  EXPECT_FALSE(find_card(library_, std::string_view("other")));
  EXPECT_FALSE(find_card(library_, id + 1));
  text.front = "changed";
  text.more.clear();
  set_card_text(library_, id, text, 200);
  EXPECT_EQ(find_card(library_, id)->text, text);
}

TEST_F(CardsTest, Due_LeavesOutSuspendedAndRemovedAndLater) {
  const std::int64_t first = add("first", 100);
  const std::int64_t second = add("second", 50);
  const std::int64_t suspended = add("suspended");
  const std::int64_t removed = add("removed");
  add("later", 1000);
  set_card_suspended(library_, suspended, true, 101);
  set_card_removed(library_, removed, true, 101);
  std::vector<std::int64_t> ids;
  for (const Card& card : cards_due(library_, 500)) {
    ids.push_back(card.id);
  }
  EXPECT_EQ(ids, (std::vector<std::int64_t>{second, first}));
  EXPECT_EQ(cards(library_).size(), 4U);
  set_card_removed(library_, removed, false, 102);
  set_card_suspended(library_, suspended, false, 102);
  EXPECT_EQ(cards_due(library_, 500).size(), 4U);
}

TEST_F(CardsTest, Log_KeepsTheOrderAndForgetsWhatWasTakenBack) {
  const std::int64_t a = add("a");
  const std::int64_t b = add("b");
  EXPECT_EQ(latest_review(library_), 0);
  append_review(library_, a, 10, 3);
  append_review(library_, b, 20, 1);
  append_review(library_, a, 30, 4);
  take_back_review(library_, a, 40);
  append_review(library_, a, 50, 2);
  std::vector<int> grades;
  for (const Review& review : reviews(library_)) {
    grades.push_back(review.grade);
  }
  EXPECT_EQ(grades, (std::vector<int>{3, 1, 2}));
  EXPECT_EQ(reviews(library_, b).size(), 1U);
  EXPECT_EQ(latest_review(library_), 50);
  take_back_review(library_, a, 60);
  take_back_review(library_, a, 61);
  take_back_review(library_, a, 62);  // more than there are: harmless
  EXPECT_TRUE(reviews(library_, a).empty());
  set_card_removed(library_, b, true, 70);
  EXPECT_EQ(reviews(library_).size(), 1U) << "what a removed card taught stays";
}

TEST_F(CardsTest, Cards_FollowTheirWorkThroughMergeAndSplit) {
  CardText text;
  text.guid = "g";
  text.work = work_;
  text.front = "front";
  const std::int64_t id = add_card(library_, text, 1);
  const WorkId other = library_.add_work(testing_support::record("b", "B"));
  library_.merge_works(other, work_, "same");
  EXPECT_EQ(find_card(library_, id)->text.work, other);
  EXPECT_EQ(cards(library_, other).size(), 1U);
}

TEST(CardGuid, Sides_MakeIt) {
  EXPECT_EQ(make_guid("hand", "a", "b"), make_guid("hand", "a", "b"));
  EXPECT_NE(make_guid("hand", "a", "b"), make_guid("hand", "a", "c"));
  EXPECT_NE(make_guid("hand", "a", "b"), make_guid("claim", "a", "b"));
}

}  // namespace
}  // namespace assay::library
