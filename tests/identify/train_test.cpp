#include "identify/train.h"

#include "base/error.h"
#include "identify/quality.h"
#include "judge_helpers.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::identify {
namespace {

/// Works whose score hangs on one word each.
std::vector<Example> examples(std::size_t count) {
  static const Lexicon lexicon = read_embedded_lexicon();
  std::vector<Example> all;
  for (std::size_t i = 0; i < count; ++i) {
    const bool led = i % 2 == 0;
    Work work = paper(led ? "Kettle number " + std::to_string(i % 7) : "Teapot study",
                      led ? "The kettle boils water for the whole office."
                          : "The teapot is discussed and its theory is developed.");
    work.id = "w" + std::to_string(i);
    Example example = make_example(lexicon, work);
    example.score = led ? 3 : 0;
    example.topics = led ? 1U << static_cast<unsigned>(Topic::kScalableSystems) : 0U;
    all.push_back(std::move(example));
  }
  return all;
}

TrainOptions options() {
  TrainOptions made;
  made.folds = 3;
  return made;
}

TEST(Train, WordsThatTellApart_AreLearnt) {
  const Lexicon lexicon = read_embedded_lexicon();
  const std::vector<Example> all = examples(40);
  const Trained trained = train(lexicon, all, options(), "kettle");
  const Judge judge(trained.model);
  EXPECT_EQ(judge.model().substr(0, 7), "kettle/");
  const Verdict led = judge.judge(paper("A kettle", "The kettle boils."));
  EXPECT_GT(led.developer_led, 0.8);
  EXPECT_EQ(led.score, 3);
  EXPECT_TRUE((topic_mask(led) >> static_cast<unsigned>(Topic::kScalableSystems) & 1U) != 0);
  EXPECT_LT(judge.judge(paper("A teapot", "The teapot is discussed.")).developer_led, 0.2);
  std::vector<Scored> scored;
  for (std::size_t i = 0; i < all.size(); ++i) {
    scored.push_back({trained.outside.whole[i][kDeveloperTarget], all[i].positive()});
  }
  EXPECT_EQ(auroc(scored), 1);
}

TEST(Train, SameSeed_SameModel) {
  const Lexicon lexicon = read_embedded_lexicon();
  const std::vector<Example> all = examples(24);
  const std::string first = write_model(train(lexicon, all, options(), "a").model);
  EXPECT_EQ(write_model(train(lexicon, all, options(), "a").model), first);
}

/// Guesses of works about samovars, of which no label tells: led with a probability of `p`.
Guesses samovars(std::size_t count, float p) {
  const Lexicon lexicon = read_embedded_lexicon();
  Guesses guesses;
  guesses.teachers.resize(2);
  guesses.teachers[1].without = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const bool samovar = i % 2 == 0;
    guesses.examples.push_back(
        make_example(lexicon, samovar ? paper("A samovar", "The samovar glows all day.")
                                      : paper("A biscuit", "The biscuit crumbles at night.")));
    std::array<float, kTargetCount> says{};
    says.fill(samovar ? p : 1 - p);
    for (Teacher& teacher : guesses.teachers) {
      teacher.whole.push_back(says);
      teacher.title.push_back(says);
    }
  }
  return guesses;
}

TEST(Train, Guesses_TeachWordsThatNoLabelHas_AndNoTopic) {
  const Lexicon lexicon = read_embedded_lexicon();
  const std::vector<Example> all = examples(40);
  const Guesses guesses = samovars(200, 0.97F);
  TrainOptions with = options();
  with.guesses = &guesses;
  const Judge judge(train(lexicon, all, with, "taught").model);
  const Verdict samovar = judge.judge(paper("A samovar", "The samovar glows."));
  const Verdict biscuit = judge.judge(paper("A biscuit", "The biscuit crumbles."));
  EXPECT_GT(samovar.developer_led, biscuit.developer_led + 0.3);
  EXPECT_EQ(topic_mask(samovar), topic_mask(biscuit));
  const Judge untaught(train(lexicon, all, options(), "untaught").model);
  EXPECT_NEAR(untaught.judge(paper("A samovar", "The samovar glows.")).developer_led,
              untaught.judge(paper("A biscuit", "The biscuit crumbles.")).developer_led, 0.1);
}

TEST(Train, Guesses_OnlyFoldsUnseenByATeacherAreJudged) {
  const Lexicon lexicon = read_embedded_lexicon();
  const std::vector<Example> all = examples(30);
  const Guesses guesses = samovars(20, 0.9F);
  TrainOptions with = options();
  with.guesses = &guesses;
  const Predictions made = cross_validate(lexicon, all, with);
  std::size_t judged = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    judged += made.has(i) ? 1U : 0U;
  }
  EXPECT_EQ(judged, all.size() / 3);
}

TEST(Model, WrittenAndRead_IsTheSame) {
  const std::string bytes = write_model(shipped_model());
  EXPECT_EQ(write_model(read_model(bytes)), bytes);
}

TEST(Model, DamagedBytes_AreRefused) {
  Model small;
  small.name = "small";
  small.keys = {1, 5};
  small.rows.assign(2 * kTargetCount, 3);
  small.entries.push_back({"an entry", {1, 2, 3}});
  const std::string bytes = write_model(small);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THROW(read_model(std::string_view(bytes).substr(0, size)), Error) << size;
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    if (i >= 12 && i < 16) {
      continue;  // not used yet
    }
    EXPECT_THROW(read_model(damaged), Error) << i;
  }
}

TEST(Adapt, Ratings_MoveTheVerdict) {
  const Lexicon lexicon = read_embedded_lexicon();
  std::vector<Example> rated;
  for (int i = 0; i < 6; ++i) {
    rated.push_back(make_example(lexicon, paper("Kettles in tea rooms", "A kettle is studied.")));
    rated.back().score = 3;
  }
  const Work work = paper("Kettles in offices", "A kettle is studied.");
  const Work other = paper("Proofs on trees", "We prove a bound on the height of trees.");
  const Judge adapted(adapt(shipped_model(), lexicon, rated, "mine"));
  EXPECT_GT(adapted.judge(work).developer_led, developer_led(work) + 0.05);
  EXPECT_NEAR(adapted.judge(other).developer_led, developer_led(other), 0.1);
  EXPECT_EQ(adapted.model().substr(0, 5), "mine/");
}

TEST(Quality, Figures_AreThoseOfTheDefinitions) {
  const std::vector<Scored> perfect = {{0.9, true}, {0.8, true}, {0.1, false}};
  EXPECT_EQ(auroc(perfect), 1);
  EXPECT_EQ(average_precision(perfect), 1);
  EXPECT_NEAR(calibration_error(perfect), 0.4 / 3, 1e-12);
  EXPECT_EQ(auroc({{0.5, true}, {0.5, false}}), 0.5);
  EXPECT_TRUE(std::isnan(auroc({{0.5, true}})));
  EXPECT_NEAR(average_precision({{0.9, false}, {0.8, true}}), 0.5, 1e-12);
  const std::vector<int> a = {0, 1, 2, 3};
  const std::vector<int> b = {3, 2, 1, 0};
  EXPECT_EQ(weighted_kappa(a, a), 1);
  EXPECT_EQ(weighted_kappa(a, b), -1);
}

}  // namespace
}  // namespace assay::identify
