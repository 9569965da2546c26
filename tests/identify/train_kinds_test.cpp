#include "base/text.h"
#include "identify/train.h"
#include "judge_helpers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace assay::identify::train_kinds_test {
namespace {

/// Posts of which every second one teaches and the others tell of a measurement.
std::vector<Example> posts(std::size_t count) {
  static const Lexicon lexicon = read_embedded_lexicon();
  std::vector<Example> all;
  for (std::size_t i = 0; i < count; ++i) {
    const bool measures = i % 2 == 0;
    Work work =
        thing(Kind::kPost, measures ? "What a lock costs" : "Getting started with locks",
              measures ? "We measured the lock on two machines: p99 fell from 12 ms to 3 ms."
                       : "In this tutorial you will learn the basics, step by step.");
    work.id = "w" + std::to_string(i);
    Example example = make_example(lexicon, work);
    example.score = measures ? 3 : 0;
    example.research = measures ? 1 : 0;
    all.push_back(std::move(example));
  }
  return all;
}

const Work kTeaches = thing(Kind::kPost, "Queues", "In this tutorial you will learn about queues.");
const Work kMeasures =
    thing(Kind::kPost, "Queues", "We measured the queue: latency fell from 40 ms to 9 ms.");

TEST(FitKinds, SignsThatTellApart_AreLearntForBothDials) {
  const Lexicon lexicon = read_embedded_lexicon();
  Model plain = shipped_model();
  plain.kinds.clear();
  const Judge judge(fit_kinds(plain, lexicon, posts(60)));
  EXPECT_LT(judge.judge(kTeaches).developer_led, 0.4);
  EXPECT_LT(judge.judge(kTeaches).research, 0.2);
  EXPECT_GT(judge.judge(kMeasures).developer_led, 0.7);
  EXPECT_GT(judge.judge(kMeasures).research, 0.8);
}

TEST(FitKinds, Papers_AreJudgedAsBefore) {
  const Lexicon lexicon = read_embedded_lexicon();
  const Judge judge(fit_kinds(shipped_model(), lexicon, posts(40)));
  for (const char* abstract : {"In this tutorial you will learn how we deployed it in production.",
                               "We measured it: latency fell from 40 ms to 9 ms.", ""}) {
    const Work work = paper("Queues", abstract);
    EXPECT_EQ(judge.judge(work).developer_led, developer_led(work));
    EXPECT_EQ(judge.judge(work).research, research(work));
  }
}

TEST(FitKinds, SameExamples_SameModel) {
  const Lexicon lexicon = read_embedded_lexicon();
  const std::vector<Example> all = posts(24);
  EXPECT_EQ(write_model(fit_kinds(shipped_model(), lexicon, all)),
            write_model(fit_kinds(shipped_model(), lexicon, all)));
}

TEST(FitKinds, CrossValidation_JudgesEveryExample) {
  const Lexicon lexicon = read_embedded_lexicon();
  const std::vector<Example> all = posts(40);
  TrainOptions options;
  options.folds = 4;
  const KindPredictions made = cross_validate_kinds(shipped_model(), lexicon, all, options);
  ASSERT_EQ(made.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(made[i].developer_led > 0.5, all[i].positive());
    EXPECT_EQ(made[i].research > 0.5, all[i].research > 0);
  }
}

TEST(OtherKinds, ASignIsAClueAndTheSumHolds) {
  for (const Work& work : {kTeaches, kMeasures}) {
    const Verdict verdict = default_judge().judge(work);
    double sum = verdict.base + verdict.rest;
    for (const Clue& clue : verdict.clues) {
      sum += clue.weight;
    }
    EXPECT_NEAR(sum, std::log(verdict.developer_led / (1 - verdict.developer_led)), 1e-9);
  }
  const std::vector<std::string> words = texts(kTeaches, ClueType::kWording, Field::kText);
  EXPECT_TRUE(std::any_of(words.begin(), words.end(), [](const std::string& text) {
    return text.find("tutorial") != std::string::npos;
  }));
}

TEST(OtherKinds, TheReadmeCountsBesideADescription) {
  Work work = thing(Kind::kRepository, "frob",
                    "A serving engine deployed in production with low latency kernels in CUDA.");
  const double alone = developer_led(work);
  work.abstract = "Frob.";
  EXPECT_NEAR(developer_led(work), alone, 0.15);
}

TEST(Model, OfTheFirstVersion_HasTheShippedWeightsOfOtherKinds) {
  Model small;
  small.name = "small";
  const std::string bytes = write_model(small);
  const std::string body = bytes.substr(24, bytes.size() - 24 - (3 * 8 + 4));
  std::string first = bytes.substr(0, 24) + body;
  first[8] = 1;
  const std::uint64_t hash = hash64(body);
  for (std::size_t i = 0; i < 8; ++i) {
    first[16 + i] = static_cast<char>(hash >> (8 * i) & 0xFFU);
  }
  const Model read = read_model(first);
  EXPECT_EQ(read.name, "small");
  EXPECT_EQ(read.slope, shipped_model().slope);
  EXPECT_EQ(read.kinds.size(), shipped_model().kinds.size());
}

}  // namespace
}  // namespace assay::identify::train_kinds_test
