#include "plan/post.h"

#include "plan/trials.h"

#include <gtest/gtest.h>

namespace assay::plan {
namespace {

TEST(Post, WhatIsMissing_StandsAsALineToFillIn) {
  Work work;
  work.title = "A work";
  const PostDraft draft =
      draft_of_notes(work, {{0, "I ran it.\n\n```\nis this code?\n\nyes\n```"}});
  const std::string text = to_markdown(draft, *parse_day("2026-11-27"));
  EXPECT_EQ(draft.tried, "I ran it.\n\n```\nis this code?\n\nyes\n```");
  EXPECT_NE(text.find("## What came out\n\n*What did you see?"), std::string::npos);
  EXPECT_NE(text.find("## Open question\n\n*What would you like"), std::string::npos);
  EXPECT_NE(text.find("A draft of 2026-11-27"), std::string::npos);
}

TEST(Post, ReportWithoutHeadings_KeepsItsWords) {
  const PostDraft draft = draft_of_report("just words\n", "mine", nullptr);
  EXPECT_EQ(draft.title, "An experiment: mine");
  EXPECT_EQ(draft.tried, "just words");
}

TEST(PackageTitle, IsFoundAsAWordOfItsOwn) {
  EXPECT_TRUE(is_about_package("Try scikit-learn 1.5", "scikit_learn"));
  EXPECT_TRUE(is_about_package("huggingface/PEFT", "peft"));
  EXPECT_TRUE(is_about_package("Optuna: a framework", "optuna"));
  EXPECT_FALSE(is_about_package("torchvision", "torch"));
  EXPECT_FALSE(is_about_package("skops-dev", "skops"));
  EXPECT_FALSE(is_about_package("anything", ""));
}

}  // namespace
}  // namespace assay::plan
