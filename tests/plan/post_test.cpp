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

TEST(Post, HeadingsGoOneLevelDown) {
  const PostDraft draft = draft_of_report(
      "# Mine\n\n## Method\n\n### Data\n\nDigits.\n\n```\n# a comment\n```\n\n#### Deep\n", "x",
      nullptr);
  EXPECT_EQ(draft.tried,
            "### Method\n\n#### Data\n\nDigits.\n\n```\n# a comment\n```\n\n##### Deep");
}

TEST(Post, OnlyWhatIsOpenIsAQuestion) {
  const auto question = [](const std::string& heading) {
    return draft_of_report("# Mine\n\n## " + heading + "\n\nText.\n", "x", nullptr).question;
  };
  for (const char* heading :
       {"Question", "Open questions", "What is open", "Open problems", "Open"}) {
    EXPECT_EQ(question(heading), "Text.") << heading;
  }
  for (const char* heading : {"OpenAI baseline", "Open-source model", "Open weights", "Reopened"}) {
    EXPECT_EQ(question(heading), "") << heading;
  }
}

TEST(Post, AWorkIsLinkedByItsIdentifier) {
  Work work;
  work.title = "A work";
  work.identifiers = {{Scheme::kArxiv, "2309.06180"}};
  EXPECT_EQ(draft_of_notes(work, {{0, "I ran it."}}).about,
            "[A work](https://arxiv.org/abs/2309.06180)");
  work.identifiers = {{Scheme::kDoi, "10.1000/182"}};
  EXPECT_EQ(draft_of_notes(work, {{0, "I ran it."}}).about,
            "[A work](https://doi.org/10.1000/182)");
}

TEST(Trials, AreFoundByPackageAndAlias) {
  enum class Registry { kPyPi, kNpm };
  struct Task {
    std::string package;
    Registry registry;
    std::vector<std::string> aliases;
  };
  const std::map<std::string, std::string> trials =
      trials_of(std::vector<Task>{{"langchain", Registry::kNpm, {"langchain.js"}},
                                  {"langchain-core", Registry::kPyPi, {"LangChain"}},
                                  {"@a/b", Registry::kNpm, {}}});
  EXPECT_EQ(trials.at("langchain"), "langchain-core") << "PyPI's name comes first";
  EXPECT_EQ(trials.at("langchain.js"), "langchain --npm");
  EXPECT_EQ(trials.at("@a/b"), "@a/b");
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
