#include "judge_helpers.h"

#include <gtest/gtest.h>

namespace assay::identify {
namespace {

const char* const kBuiltAbstract =
    "We present Frob, an open-source serving engine that has been deployed in production for two "
    "years. It serves 40 million requests a day with a p99 latency under 20 ms, and int8 "
    "quantization cut memory use by 4x. An A/B test showed +2.1 % click-through rate. Code is "
    "available at https://github.com/acme/frob.";

TEST(Tricky, BuiltSystem_IsDeveloperLed) {
  EXPECT_GT(developer_led(paper("Frob: serving ranking models at low latency", kBuiltAbstract)),
            0.95);
}

TEST(Tricky, Theory_WithBuzzwords_IsNot) {
  EXPECT_LT(developer_led(paper(
                "Minimax bounds for scalable estimators",
                "We prove tight upper and lower bounds on the minimax risk of scalable estimators "
                "under memory constraints. Our theorem shows that efficient inference is "
                "asymptotically optimal, and the proof extends to large scale problems.")),
            0.15);
}

TEST(Tricky, Survey_AboutDeployment_IsNot) {
  EXPECT_LT(developer_led(paper(
                "Deploying language models: a survey of challenges",
                "This paper surveys the literature on the deployment of language models. We review "
                "two hundred articles, propose a taxonomy, and discuss open problems and research "
                "directions.")),
            0.3);
}

TEST(Tricky, AcademicMethod_IsNot) {
  EXPECT_LT(developer_led(paper(
                "Contrastive graph attention for relation extraction",
                "We propose a novel attention mechanism for relation extraction. Extensive "
                "experiments on benchmark datasets show that it outperforms the state of the art. "
                "Code is available at https://github.com/acme/graph.")),
            0.25);
}

TEST(Tricky, TitleAlone_IsSensible) {
  EXPECT_GT(developer_led(paper("Building a low-latency feature store at Uber")), 0.6);
  EXPECT_GT(developer_led(paper("An open-source toolkit for distributed training")), 0.6);
  EXPECT_LT(developer_led(paper("On the convergence of stochastic approximation")), 0.1);
  EXPECT_LT(developer_led(paper("A survey of metaphor in poetry")), 0.1);
}

TEST(Tricky, UnknownVenue_ChangesNothing) {
  Work work = paper("Frob", kBuiltAbstract);
  const double before = developer_led(work);
  work.venue = "Proceedings of a Meeting Nobody Has Heard Of";
  EXPECT_EQ(developer_led(work), before);
}

TEST(Tricky, Paper_IsResearch) {
  EXPECT_GT(research(paper("Notes on tea")), 0.9);
}

TEST(Tricky, CheatSheetRepository_IsNoResearch) {
  EXPECT_LT(research(thing(Kind::kRepository, "ml-cheatsheet",
                           "Cheat sheets and interview questions for machine learning beginners. "
                           "A curated list of links.")),
            0.1);
}

TEST(Tricky, MarketingPost_WithNumbers_IsNoResearch) {
  EXPECT_LT(research(thing(Kind::kPost, "Frob 3 is here",
                           "We are excited to announce Frob 3, the industry-leading platform, now "
                           "up to 3x faster! Book a demo or sign up for a free trial. Contact "
                           "sales for pricing.")),
            0.35);
}

TEST(Tricky, JobAdvert_IsNoResearch) {
  EXPECT_LT(research(thing(Kind::kPost, "Machine learning engineer",
                           "We are hiring! Join our team and run experiments at scale. Apply now. "
                           "Salary and benefits package on request.")),
            0.3);
}

TEST(Tricky, Changelog_IsNoResearch) {
  EXPECT_LT(research(thing(Kind::kContribution, "Bump version",
                           "Fixes a typo in the docs, updates dependencies, adds tests.")),
            0.1);
}

TEST(Tricky, PostWithMeasurements_IsResearch) {
  EXPECT_GT(research(thing(Kind::kPost, "Why our tokenizer was slow",
                           "We measured the tokenizer on three machines. Our results show that "
                           "the hash table costs 40 % of the time; the ablation in the second "
                           "figure compares four layouts, and the experiment is reproducible.")),
            0.6);
}

TEST(Tricky, RepositoryOfAPaper_IsResearch) {
  Work work = thing(Kind::kRepository, "frob",
                    "Official implementation of our paper. Experiments reproduce the results of "
                    "Table 2: accuracy of 91.2 with 4-bit weights.");
  work.links.push_back({"paper", "https://arxiv.org/abs/2101.00001"});
  EXPECT_GT(research(work), 0.8);
}

TEST(Tricky, EmptyWork_HasAVerdict) {
  for (std::size_t kind = 0; kind < kKindCount; ++kind) {
    Work work;
    work.kind = static_cast<Kind>(kind);
    const Verdict verdict = default_judge().judge(work);
    EXPECT_GT(verdict.developer_led, 0);
    EXPECT_LT(verdict.developer_led, 1);
    EXPECT_TRUE(verdict.clues.empty());
    EXPECT_TRUE(verdict.topics.empty());
  }
}

}  // namespace
}  // namespace assay::identify
