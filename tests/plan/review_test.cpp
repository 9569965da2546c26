#include "plan/review.h"

#include "base/error.h"
#include "base/files.h"
#include "base/instant.h"
#include "library/library_helpers.h"
#include "library/reader.h"
#include "plan/card_exchange.h"
#include "plan/proposals.h"

#include <gtest/gtest.h>

namespace assay::plan::review_test {
namespace {

constexpr std::int64_t kNow = 1'764'158'400;  // 2025-11-26T12:00:00Z

class ReviewTest : public testing::Test {
 protected:
  ReviewTest() : library_(temporary_.path(), library::Library::Mode::kWrite) {
    library::IncomingRecord incoming =
        testing_support::record("a", "Serving models", {"Ada One"}, {"arxiv:2611.00001"});
    incoming.record.work.abstract =
        "We deploy the system. It reduces p99 latency by 3x compared with the baseline.";
    library_.begin();
    work_ = library_.add_work(incoming);
    library_.commit();
  }
  std::int64_t add(const std::string& front, std::int64_t at = kNow) {
    library::CardText text;
    text.guid = library::make_guid("hand", front, "");
    text.front = front;
    text.back = "back of " + front;
    text.origin = "hand";
    text.work = work_;
    library_.begin();
    const std::int64_t id = library::add_card(library_, text, at);
    library_.commit();
    return id;
  }
  [[nodiscard]] library::CardState state(std::int64_t id) {
    return library::find_card(library_, id)->state;
  }
  TempDir temporary_;
  library::Library library_;
  WorkId work_;
};

TEST_F(ReviewTest, Answer_MovesTheCardAndUndoBringsItBack) {
  const std::int64_t id = add("a");
  const library::CardState before = state(id);
  EXPECT_EQ(due_cards(library_, kNow).counts.fresh, 1U);
  grade_card(library_, id, Grade::kEasy, kNow, false);
  EXPECT_EQ(state(id).due, kNow + 8 * kDaySeconds);
  EXPECT_EQ(due_cards(library_, kNow).counts.due, 0U);
  EXPECT_EQ(due_cards(library_, kNow).next, kNow + 8 * kDaySeconds);
  EXPECT_EQ(undo_review(library_, std::nullopt, kNow + 1).id, id);
  EXPECT_EQ(state(id), before);
  EXPECT_THROW(undo_review(library_, std::nullopt, kNow + 2), Error);
}

TEST_F(ReviewTest, State_IsTheReplayOfTheLogWhateverTheRowSays) {
  const std::int64_t id = add("a");
  grade_card(library_, id, Grade::kGood, kNow, false);
  grade_card(library_, id, Grade::kGood, kNow + 600, false);
  const library::CardState right = state(id);
  library_.begin();
  library::set_card_state(library_, id, {2, 0, 9999, 1, kNow, kNow, 5, 77, 0});
  library_.commit();
  EXPECT_EQ(derive_cards(library_), 1U);
  EXPECT_EQ(state(id), right);
  library_.begin();
  library::set_card_state(library_, id, {2, 0, 9999, 1, kNow, kNow, 5, 77, 0});
  library_.commit();
  grade_card(library_, id, Grade::kGood, right.due, false);
  EXPECT_LT(state(id).stability, 100) << "an answer mends it, too";
  EXPECT_EQ(state(id).reps, 3);
  EXPECT_EQ(derive_cards(library_), 0U);
}

TEST_F(ReviewTest, ClockSetBack_IsSaidAndNothingIsLost) {
  const std::int64_t id = add("a");
  grade_card(library_, id, Grade::kEasy, kNow, false);
  const library::CardState before = state(id);
  try {
    grade_card(library_, id, Grade::kGood, kNow - kDaySeconds, false);
    ADD_FAILURE() << "the clock was set back";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kInvalid);
    EXPECT_NE(error.message().find("2025-11-26T12:00:00Z"), std::string::npos);
  }
  EXPECT_EQ(state(id), before);
  EXPECT_EQ(library::reviews(library_).size(), 1U);
  grade_card(library_, id, Grade::kGood, kNow - kClockTolerance, false);  // a small step is none
  grade_card(library_, id, Grade::kGood, kNow - kDaySeconds, true);
  EXPECT_EQ(library::reviews(library_).size(), 3U);
  EXPECT_GE(state(id).stability, before.stability);
}

TEST_F(ReviewTest, Due_StepsComeFirstThenReviewsThenNewOnes) {
  const std::int64_t fresh = add("fresh", kNow);
  const std::int64_t learning = add("learning", kNow - 20 * kDaySeconds);
  const std::int64_t review = add("review", kNow - 20 * kDaySeconds);
  const std::int64_t soon = add("soon", kNow - 20 * kDaySeconds);
  grade_card(library_, review, Grade::kEasy, kNow - 15 * kDaySeconds, false);
  grade_card(library_, learning, Grade::kAgain, kNow - 3600, false);
  grade_card(library_, soon, Grade::kGood, kNow, false);
  const DueView view = due_cards(library_, kNow);
  std::vector<std::int64_t> ids;
  for (const library::Card& card : view.cards) {
    ids.push_back(card.id);
  }
  EXPECT_EQ(ids, (std::vector<std::int64_t>{learning, review, fresh, soon}));
  EXPECT_EQ(view.counts.due, 3U);
  EXPECT_EQ(view.counts.learning, 1U);
  EXPECT_EQ(view.counts.review, 1U);
  EXPECT_EQ(view.counts.fresh, 1U);
}

TEST_F(ReviewTest, Retention_MovesEveryDate) {
  const std::int64_t id = add("a");
  grade_card(library_, id, Grade::kEasy, kNow, false);
  set_retention(library_, 0.8, kNow);
  EXPECT_GT(state(id).due, kNow + 8 * kDaySeconds);
  set_retention(library_, 0.9, kNow);
  EXPECT_EQ(state(id).due, kNow + 8 * kDaySeconds);
  EXPECT_THROW(set_retention(library_, 0.5, kNow), Error);
  EXPECT_THROW(set_retention(library_, 1, kNow), Error);
  library_.begin();
  library::set_setting(library_, "review.retention", "lots");
  library_.commit();
  EXPECT_THROW(review_parameters(library_), Error);
}

TEST_F(ReviewTest, Fit_NeedsEnoughAnswersAndMovesTheCards) {
  add("a");
  EXPECT_FALSE(fit_reviews(library_, kNow).taken);
  constexpr int kCards = 60;
  std::vector<std::int64_t> ids;
  ids.reserve(kCards);
  for (int i = 0; i < kCards; ++i) {
    ids.push_back(add("card " + std::to_string(i), kNow));
  }
  library_.begin();
  for (int round = 0; round < 9; ++round) {  // someone who forgets nothing, however long it is
    for (const std::int64_t id : ids) {
      library::append_review(library_, id, kNow + std::int64_t{round} * 40 * kDaySeconds, 3);
    }
  }
  library_.commit();
  const Fit fit = fit_reviews(library_, kNow + 400 * kDaySeconds);
  EXPECT_EQ(fit.predictions, 480U);
  ASSERT_TRUE(fit.taken);
  EXPECT_LT(fit.fitted_loss, fit.default_loss);
  EXPECT_EQ(review_parameters(library_).weights, fit.weights);
  const std::int64_t fitted_due = state(ids[0]).due;
  reset_weights(library_, kNow + 400 * kDaySeconds);
  EXPECT_EQ(review_parameters(library_).weights, kFsrsDefaults);
  EXPECT_LT(state(ids[0]).due, fitted_due);
}

TEST_F(ReviewTest, Words_OfIntervalsAndCards) {
  EXPECT_EQ(interval_words(60), "1 min");
  EXPECT_EQ(interval_words(7200), "2 h");
  EXPECT_EQ(interval_words(kDaySeconds), "1 day");
  EXPECT_EQ(interval_words(8 * kDaySeconds), "8 days");
  EXPECT_EQ(interval_words(91 * kDaySeconds), "3.0 months");
  EXPECT_EQ(interval_words(731 * kDaySeconds), "2.0 years");
  EXPECT_EQ(parse_card_id("c12"), 12);
  EXPECT_EQ(parse_card_id("12"), 12);
  for (const char* wrong : {"", "c", "w12", "c0", "-1", "c12x"}) {
    EXPECT_FALSE(parse_card_id(wrong)) << wrong;
  }
  EXPECT_THROW(require_card(library_, "c99"), Error);
}

TEST_F(ReviewTest, Exchange_BringsCardsToAnotherLibraryAndBackUnchanged) {
  add("plain <front>\twith a tab\nand a line");
  library::CardText rich;
  rich.guid = "anki-guid";
  rich.front = "<i>rich</i>";
  rich.back = "a &amp; b";
  rich.html = true;
  rich.origin = "anki";
  rich.deck = "Deck::Sub";
  rich.tags = {"one", "two"};
  library_.begin();
  library::add_card(library_, rich, kNow);
  library_.commit();
  const std::string text = export_cards(library_);
  const CardImport again = import_cards(library_, text, kNow);
  EXPECT_EQ(again.unchanged, 2U);
  EXPECT_EQ(again.updated + again.added, 0U);
  const TempDir elsewhere;
  library::Library other(elsewhere.path(), library::Library::Mode::kWrite);
  EXPECT_EQ(import_cards(other, text, kNow).added, 2U);
  const std::vector<library::Card> cards = library::cards(other);
  EXPECT_EQ(cards[0].text.front, "plain <front>\twith a tab\nand a line");
  EXPECT_FALSE(cards[0].text.html);
  EXPECT_EQ(cards[0].text.tags, std::vector<std::string>{"work::arxiv:2611.00001"})
      << "the work is not here";
  EXPECT_EQ(cards[1].text, rich);
  EXPECT_EQ(export_cards(other), text);
  EXPECT_EQ(side_text(rich, rich.back), "a & b");
}

TEST_F(ReviewTest, Import_UpdatesAndBringsBackWhatWasRemoved) {
  const CardImport first = import_cards(library_, "#separator:tab\nq1\ta1\nq2\ta2\n\tbad\n", kNow);
  EXPECT_EQ(first.added, 2U);
  EXPECT_EQ(first.read, 3U);
  ASSERT_EQ(first.rejections.size(), 1U);
  EXPECT_EQ(first.rejections[0].line, 4U);
  const std::int64_t id = library::cards(library_)[0].id;
  grade_card(library_, id, Grade::kEasy, kNow, false);
  library_.begin();
  library::set_card_removed(library_, id, true, kNow);
  library_.commit();
  const CardImport second = import_cards(library_, "#separator:tab\nq1\tnew\nq2\ta2\n", kNow);
  EXPECT_EQ(second.updated, 1U);
  EXPECT_EQ(second.unchanged, 1U);
  EXPECT_EQ(library::find_card(library_, id)->text.back, "new");
  EXPECT_EQ(library::reviews(library_, id).size(), 1U) << "its log goes on";
}

TEST_F(ReviewTest, Proposals_ComeFromClaimsAndHeadings) {
  library_.begin();
  library::add_note(library_, work_,
                    {kNow,
                     "# Serving models\n\n## Problem\n\n<!-- why? -->\n\n## Idea\n\nKeep the cache "
                     "warm.\n\n```\n# no heading\n```\n\n## Evidence\n\nA trace."});
  library_.commit();
  const identify::ClaimReader& reader = identify::default_claim_reader();
  const std::vector<Proposal> proposals = propose_cards(library_, reader, work_);
  ASSERT_EQ(proposals.size(), 3U);
  EXPECT_EQ(proposals[0].text.origin, "claim");
  EXPECT_EQ(proposals[0].text.back, "3x");
  EXPECT_NE(proposals[0].text.front.find("latency by […] compared"), std::string::npos)
      << proposals[0].text.front;
  EXPECT_EQ(proposals[1].text.front, "Serving models\n\nIdea?");
  EXPECT_EQ(proposals[1].text.back, "Keep the cache warm.\n\n```\n# no heading\n```");
  EXPECT_EQ(accept_proposals(library_, proposals, {1, 3}, kNow).size(), 2U);
  const std::vector<Proposal> later = propose_cards(library_, reader, work_);
  EXPECT_TRUE(later[0].kept && later[2].kept);
  EXPECT_FALSE(later[1].kept);
  EXPECT_TRUE(accept_proposals(library_, later, {1, 3}, kNow).empty());
}

TEST(Choice, Numbers_AreReadInEveryForm) {
  using Numbers = std::vector<std::size_t>;
  EXPECT_EQ(parse_choice("1,3", 3), (Numbers{1, 3}));
  EXPECT_EQ(parse_choice("2-4, 1", 5), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(parse_choice("all", 2), (Numbers{1, 2}));
  for (const char* wrong : {"", "0", "4", "1;2", "one", "1-9", "-", "1,"}) {
    EXPECT_THROW(parse_choice(wrong, 3), Error) << wrong;
  }
}

}  // namespace
}  // namespace assay::plan::review_test
