#include "search/meanings.h"

#include "search/search_testing.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::search {
namespace {

std::vector<Document> documents() {
  const char* themes[] = {"quantization of weights", "graph networks for molecules",
                          "speech recognition with transformers"};
  std::vector<Document> all;
  for (std::int64_t i = 0; i < 30; ++i) {
    all.push_back(make_document(i * 2 + 1, "Study of " + std::string(themes[i % 3]),
                                "A method, number " + std::to_string(i) + ", is measured."));
  }
  return all;
}

double product(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  }
  return sum;
}

double product(const std::vector<WordWeight>& a, const std::vector<WordWeight>& b) {
  double sum = 0;
  for (const WordWeight& x : a) {
    for (const WordWeight& y : b) {
      sum += x.term == y.term ? static_cast<double>(x.weight) * static_cast<double>(y.weight) : 0;
    }
  }
  return sum;
}

TEST(Meanings, Score_IsTheProductWithVectorAndWordsOfEachWork) {
  const std::vector<Document> all = documents();
  const Shelf shelf(all);
  const Index index(shelf.folder(), Index::Mode::kRead);
  Meanings meanings(index);
  const std::vector<float> direction = meanings.vector({1});
  const std::vector<WordWeight> weights = {{"quantiz", 0.7F}, {"speech", -0.4F}};
  std::vector<std::int64_t> works;
  std::vector<std::vector<WordWeight>> words;
  for (const Document& document : all) {
    works.push_back(document.id.v);
    words.push_back(meanings.words(document.work));
  }
  works.push_back(1000);  // not in the index
  std::vector<float> scores(works.size(), 9);
  meanings.score(direction, weights, works, scores);
  EXPECT_EQ(scores.back(), 0);
  for (std::size_t i = 0; i < all.size(); ++i) {
    // Words that a work lacks count as so much less than the average.
    const double expected = product(direction, meanings.vector(all[i].id));
    meanings.score(direction, {}, works, scores);
    EXPECT_NEAR(static_cast<double>(scores[i]), expected, 2e-2) << works[i];
  }
  meanings.score({}, weights, works, scores);
  for (std::size_t i = 3; i < all.size(); ++i) {
    const double mine = static_cast<double>(scores[i]) - product(words[i], weights);
    const double first = static_cast<double>(scores[i % 3]) - product(words[i % 3], weights);
    EXPECT_NEAR(mine, first, 1e-5) << "alike but for a constant of those with the same words";
  }
  EXPECT_GT(scores[0], scores[1]);
  EXPECT_LT(scores[2], scores[1]);
}

TEST(Meanings, Vector_OfAnUnknownWorkIsZeros) {
  const Shelf shelf(documents());
  const Index index(shelf.folder(), Index::Mode::kRead);
  const Meanings meanings(index);
  for (const float value : meanings.vector({2})) {
    EXPECT_EQ(value, 0);
  }
  EXPECT_EQ(meanings.vector({2}).size(), meanings.dimensions());
}

TEST(Meanings, Sample_IsSpreadAndSteady) {
  const Shelf shelf(documents());
  const Index index(shelf.folder(), Index::Mode::kRead);
  const Meanings meanings(index);
  EXPECT_EQ(meanings.sample(100).size(), 30U);
  const std::vector<WorkId> some = meanings.sample(10);
  EXPECT_EQ(some.size(), 10U);
  EXPECT_EQ(some, meanings.sample(10));
  EXPECT_LT(some.front().v, 10);
  EXPECT_GT(some.back().v, 50);
}

TEST(Meanings, AnEmptyIndex_HasNothingToScore) {
  const Shelf shelf;
  const Index index(shelf.folder(), Index::Mode::kRead);
  Meanings meanings(index);
  EXPECT_TRUE(meanings.sample(5).empty());
  EXPECT_TRUE(meanings.words(make_document(1, "Some words").work).empty());
  std::vector<float> scores(1, 5);
  const std::vector<std::int64_t> works = {1};
  meanings.score({}, {}, works, scores);
  EXPECT_EQ(scores[0], 0);
}

}  // namespace
}  // namespace assay::search
