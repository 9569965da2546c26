#include "judge_helpers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ostream>

namespace assay::identify::judge_test {
namespace {

using Texts = std::vector<std::string>;

/// One sentence a row in which exactly this span speaks for this type.
struct Case {
  ClueType type;
  const char* abstract;
  const char* clue;
};

/// Names the case in a failure by its text, not its bytes.
void PrintTo(const Case& c, std::ostream* out) {
  *out << c.abstract;
}

class ClueTest : public testing::TestWithParam<Case> {};

TEST_P(ClueTest, Sentence_HasTheSpan) {
  const Case& c = GetParam();
  const Texts found = in_abstract(c.abstract, c.type);
  ASSERT_FALSE(found.empty()) << c.abstract;
  EXPECT_EQ(found.front(), c.clue);
}

INSTANTIATE_TEST_SUITE_P(
    EveryType, ClueTest,
    testing::Values(
        Case{ClueType::kImplementation, "We built a ticket triage system.",
             "We built a ticket triage system"},
        Case{ClueType::kImplementation, "The planner is implemented in Rust.", "is implemented in"},
        Case{ClueType::kImplementation, "This is a system demonstration.", "system demonstration"},
        Case{ClueType::kOptimization, "The new kernel is 3x faster.", "3x faster"},
        Case{ClueType::kOptimization, "It gives a 2.5\u00d7 speedup.", "2.5\u00d7 speedup"},
        Case{ClueType::kOptimization, "Jobs finish 35 % faster now.", "35 % faster"},
        Case{ClueType::kDeployment, "It is deployed in production.", "deployed in production"},
        Case{ClueType::kDeployment, "It has been rolled out.", "has been rolled out"},
        Case{ClueType::kBenchmark, "It is a MLPerf entry.", "MLPerf"},
        Case{ClueType::kBenchmark, "A throughput benchmark follows.", "throughput benchmark"},
        Case{ClueType::kArchitectureComparison, "We compare three inference frameworks.",
             "compare three inference frameworks"},
        Case{ClueType::kProductionData, "It was tuned on production logs.", "production logs"},
        Case{ClueType::kCodeRelease, "Code is available at our site.", "Code is available at"},
        Case{ClueType::kCodeRelease, "Run pip install frobnicate first.", "pip install frobnicate"},
        Case{ClueType::kCodeRelease, "See https://github.com/acme/frob.",  //
             "https://github.com/acme/frob"},
        Case{ClueType::kCodeRelease, "\\url{https://gitlab.com/a/b}, too",
             "https://gitlab.com/a/b"},
        Case{ClueType::kLatency, "Requests see a p99 under load.", "p99"},
        Case{ClueType::kLatency, "We reduce tail latency by 40%.", "reduce tail latency by 40%"},
        Case{ClueType::kLatency, "It answers within 20 ms.", "within 20 ms"},
        Case{ClueType::kMemory, "The model fits in 16 GB.", "fits in 16 GB"},
        Case{ClueType::kMemory, "Its memory footprint is small.", "memory footprint"},
        Case{ClueType::kCompression, "Weights use int8.", "int8"},
        Case{ClueType::kCompression, "We use 4-bit quantization.", "4-bit quantization"},
        Case{ClueType::kScale, "The site serves 40 million requests.",
             "serves 40 million requests"},
        Case{ClueType::kScale, "It uses 128 GPUs.", "128 GPUs"},
        Case{ClueType::kFramework, "See this open-source toolkit.", "open-source toolkit"},
        Case{ClueType::kUsability, "The editor is easy to use.", "easy to use"},
        Case{ClueType::kProductImpact, "An A/B test confirms it.", "A/B test"},
        Case{ClueType::kProductImpact, "It brought +2.1 % click-through rate.",
             "2.1 % click-through rate"},
        Case{ClueType::kIndustry, "It was made with an industry partner.", "industry partner"},
        Case{ClueType::kAcademic, "We give a proof of the lemma.", "lemma"},
        Case{ClueType::kAcademic, "This paper surveys recent work.", "This paper surveys"}));

TEST(Judge, Negations_DropTheClue) {
  for (const char* abstract :
       {"It is not deployed in production.", "It was never rolled out.",
        "It works without being deployed in production.", "It could be deployed in production.",
        "It might be deployed in production.",
        "We don't deploy it: it isn\u2019t deployed in production.",
        "That it be deployed in production is left for future work.",
        "In future work it will be deployed in production."}) {
    EXPECT_EQ(in_abstract(abstract, ClueType::kDeployment), Texts{}) << abstract;
  }
  EXPECT_EQ(in_abstract("No code is available at this time.", ClueType::kCodeRelease), Texts{});
  EXPECT_EQ(in_abstract("There was no A/B test.", ClueType::kProductImpact), Texts{});
}

TEST(Judge, Negations_EndAtTheirClause) {
  EXPECT_EQ(in_abstract("Not a toy, it is deployed in production.", ClueType::kDeployment),
            Texts{"deployed in production"});
  EXPECT_EQ(in_abstract("It is not only deployed in production but liked.", ClueType::kDeployment),
            Texts{"deployed in production"});
  EXPECT_EQ(
      in_abstract("It is deployed in production. Theory is future work.", ClueType::kDeployment),
      Texts{"deployed in production"});
}

TEST(Judge, Organisations_AreCompaniesOnly) {
  const auto industry = [](std::vector<std::string> organisations) {
    Work work = paper("A title");
    work.organisations = std::move(organisations);
    return texts(work, ClueType::kIndustry, Field::kOrganisations);
  };
  EXPECT_EQ(industry({"Google Research"}), Texts{"Google Research"});
  EXPECT_EQ(industry({"University of Oxford", "NVIDIA, Santa Clara"}), Texts{"NVIDIA"});
  EXPECT_EQ(industry({"University of Alberta & DeepMind"}), Texts{"DeepMind"});
  EXPECT_EQ(industry({"Example Widgets GmbH"}), Texts{"GmbH"});
  EXPECT_EQ(industry({"Google Scholar"}), Texts{});
  EXPECT_EQ(industry({"Bosch University", "Intel School of Engineering"}), Texts{});
  EXPECT_EQ(industry({"University of Visa", "Meta College"}), Texts{});
  EXPECT_EQ(industry({"ETH Zurich"}), Texts{});
}

TEST(Judge, OtherFields_HaveClues) {
  Work work = paper("A title");
  work.track = "Industry Track";
  work.comments = "System demonstration, code at https://huggingface.co/acme/frob";
  work.code = "https://example.org/frob.git";
  EXPECT_EQ(texts(work, ClueType::kIndustry, Field::kTrack), Texts{"Industry Track"});
  EXPECT_EQ(texts(work, ClueType::kImplementation, Field::kComments),
            Texts{"System demonstration"});
  const Texts code = texts(work, ClueType::kCodeRelease, Field::kComments);
  EXPECT_NE(std::find(code.begin(), code.end(), "https://huggingface.co/acme/frob"), code.end());
  EXPECT_EQ(texts(work, ClueType::kCodeRelease, Field::kCode), Texts{work.code});
  work.track = "Demos";
  EXPECT_EQ(texts(work, ClueType::kImplementation, Field::kTrack), Texts{"Demos"});
}

TEST(Judge, Extra_RaisesTheScoreWithoutAClue) {
  const Work plain = paper("Routing tickets with small models");
  Work work = plain;
  work.extra = R"({"positions":["Software Engineer","Principal developer"]})";
  const Verdict verdict = default_judge().judge(work);
  EXPECT_GT(verdict.developer_led, developer_led(plain));
  EXPECT_EQ(verdict.clues, default_judge().judge(plain).clues);
  work.extra = R"({"domains":["research.example.com"]})";
  EXPECT_GT(developer_led(work), developer_led(plain));
  for (
      const char* none :
      {R"({"positions":["Full Professor","PhD student"],"domains":["cs.example.edu","gmail.com"]})",
       R"({"positions":"Engineer","domains":[1,null]})", "[1]", "not JSON", "{", "\xff"}) {
    work.extra = none;
    EXPECT_EQ(developer_led(work), developer_led(plain)) << none;
  }
}

TEST(Judge, Weights_DiminishAndDescend) {
  const Verdict verdict = default_judge().judge(
      paper("Untitled", "It is deployed in production. It has been rolled out. A field trial."));
  std::vector<double> weights;
  for (const Clue& clue : verdict.clues) {
    if (clue.type == ClueType::kDeployment) {
      weights.push_back(clue.weight);
    }
  }
  ASSERT_GE(weights.size(), 3U);
  EXPECT_NEAR(weights[1], weights[0] / 2, 1e-9);
  EXPECT_NEAR(weights[2], weights[0] / 4, 1e-9);
  for (std::size_t i = 1; i < verdict.clues.size(); ++i) {
    EXPECT_GE(std::abs(verdict.clues[i - 1].weight), std::abs(verdict.clues[i].weight));
  }
}

TEST(Judge, ClueWeights_AddUpToTheLogOdds) {
  const Verdict verdict =
      default_judge().judge(paper("Serving at scale", "p99 is under 20 ms; a proof is given."));
  double sum = verdict.base + verdict.rest;
  for (const Clue& clue : verdict.clues) {
    sum += clue.weight;
  }
  EXPECT_NEAR(sum, std::log(verdict.developer_led / (1 - verdict.developer_led)), 1e-9);
  // The base is the same for every paper with an abstract.
  EXPECT_EQ(verdict.base, default_judge().judge(paper("Untitled", "Something.")).base);
}

TEST(Judge, Wording_MarksNeighbouringWords) {
  const Work work = paper("On trees", "We derive a convergence bound for averaged estimators.");
  const std::vector<std::string> marked = texts(work, ClueType::kWording, Field::kAbstract);
  EXPECT_FALSE(marked.empty());
  for (const std::string& words : marked) {
    EXPECT_NE(work.abstract.find(words), std::string::npos);
  }
}

TEST(Judge, Topics_AreFound) {
  const auto has = [](const Work& work, Topic topic) {
    return (topic_mask(default_judge().judge(work)) >> static_cast<unsigned>(topic) & 1U) != 0;
  };
  EXPECT_TRUE(has(paper("Vision-language models for forms"), Topic::kMultimodal));
  EXPECT_TRUE(has(paper("Few-shot slot filling"), Topic::kFewShot));
  EXPECT_TRUE(has(paper("Mitigating gender bias in captions"), Topic::kBiasMitigation));
  EXPECT_TRUE(has(paper("A gated transformer architecture"), Topic::kArchitecture));
  EXPECT_TRUE(has(paper("Learning rate schedules for training"), Topic::kTrainingOptimization));
  EXPECT_TRUE(has(paper("A new benchmark for code search"), Topic::kEvaluationMetrics));
  EXPECT_TRUE(
      has(paper("Low-latency distributed serving on a GPU cluster"), Topic::kScalableSystems));
  EXPECT_TRUE(has(paper("Fairness of ranking"), Topic::kFairness));
  EXPECT_TRUE(has(paper("Saliency for interpretability of models"), Topic::kInterpretability));
  EXPECT_TRUE(has(paper("Jailbreak attacks on assistants"), Topic::kAuditSafety));
  EXPECT_EQ(topic_mask(default_judge().judge(paper("Notes on tea"))), 0U);
}

TEST(Judge, Model_IsNamed) {
  EXPECT_FALSE(default_judge().model().empty());
  EXPECT_EQ(default_judge().judge(Work()).model, default_judge().model());
}

}  // namespace
}  // namespace assay::identify::judge_test
