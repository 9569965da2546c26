#include "identify/code_clue.h"

#include "identify/judge.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::identify {
namespace {

double logit(double p) {
  return std::log(p / (1 - p));
}

const Clue* clue_of_code(const Verdict& verdict) {
  for (const Clue& clue : verdict.clues) {
    if (clue.type == ClueType::kCodeRelease && clue.field == Field::kCode) {
      return &clue;
    }
  }
  return nullptr;
}

TEST(CodeClue, WhatIsFound_MovesTheVerdictByItsWeight) {
  Work work;
  work.title = "Serving adapters at scale";
  work.abstract = "We deployed it in production.";
  work.code = "https://github.com/a/code";
  const Verdict words = default_judge().judge(work);
  ASSERT_NE(clue_of_code(words), nullptr);
  EXPECT_EQ(with_code_state(words, work, CodeState::kUnseen).clues, words.clues);
  double last = 1;
  for (const CodeState found : {CodeState::kAliveLicensed, CodeState::kAlive, CodeState::kUnseen,
                                CodeState::kMissing, CodeState::kPromised}) {
    const Verdict verdict = with_code_state(words, work, found);
    EXPECT_LT(verdict.developer_led, last) << code_state_name(found);
    last = verdict.developer_led;
    EXPECT_NEAR(logit(verdict.developer_led), logit(words.developer_led) + weight_of(found), 1e-9);
    EXPECT_EQ(verdict.clues.size(), words.clues.size()) << "one clue a place";
    EXPECT_NEAR(clue_of_code(verdict)->weight, clue_of_code(words)->weight + weight_of(found),
                1e-12);
  }
}

TEST(CodeClue, PromiseWithoutAnAddress_IsAClueWithoutBytes) {
  Work work;
  work.title = "Pruning";
  const Verdict verdict = with_code_state(default_judge().judge(work), work, CodeState::kPromised);
  ASSERT_NE(clue_of_code(verdict), nullptr);
  EXPECT_EQ(clue_of_code(verdict)->begin, clue_of_code(verdict)->end);
  EXPECT_LT(clue_of_code(verdict)->weight, 0);
}

TEST(CodeClue, Score_FollowsWhenTheBalanceTips) {
  Verdict verdict;
  verdict.developer_led = 0.55;
  verdict.score = 2;
  EXPECT_EQ(with_code_state(verdict, {}, CodeState::kPromised).score, 1);
  verdict.developer_led = 0.45;
  verdict.score = 1;
  EXPECT_EQ(with_code_state(verdict, {}, CodeState::kAliveLicensed).score, 2);
  EXPECT_EQ(with_code_state(verdict, {}, CodeState::kMissing).score, 1);
}

}  // namespace
}  // namespace assay::identify
