/// The same works give the same answers, however they are spread over segments.

#include "base/files.h"
#include "search/meanings.h"
#include "search/related.h"
#include "search/search_testing.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace assay::search {
namespace {

/// Works of words drawn at random, some that the model knows and some that it does not.
std::vector<Document> documents(std::size_t count) {
  constexpr std::array kWords = {"quantization", "graph",     "molecule", "speech",  "transformer",
                                 "zorblattice",  "retrieval", "privacy",  "quuxnet", "robot",
                                 "translation",  "kernel",    "vision",   "plumbus", "bandit"};
  std::mt19937 random(7);
  const auto words = [&](std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
      text += std::string(i == 0 ? "" : " ") + kWords[random() % kWords.size()];
    }
    return text;
  };
  std::vector<Document> all;
  for (std::size_t i = 0; i < count; ++i) {
    std::string title = words(3);
    all.push_back(make_document(static_cast<std::int64_t>(i) + 1, std::move(title), words(12)));
  }
  return all;
}

/// An index of `documents`, so many a commit.
class Spread {
 public:
  Spread(const std::vector<Document>& documents, std::size_t per_commit)
      : index_(temp_.path() / "index", Index::Mode::kWrite) {
    std::size_t put = 0;
    for (const Document& document : documents) {
      index_.put(document);
      if (++put % per_commit == 0) {
        index_.commit(1);
      }
    }
    index_.commit(1);
  }
  [[nodiscard]] Index& index() noexcept { return index_; }

  [[nodiscard]] std::vector<std::pair<std::int64_t, double>> find(const std::string& query,
                                                                  SearchMode mode) const {
    Options options;
    options.k = 60;
    options.mode = mode;
    std::vector<std::pair<std::int64_t, double>> found;
    for (const Hit& hit : index_.search(parse_query(query), options).hits) {
      found.emplace_back(hit.id.v, hit.score);
    }
    return found;
  }

 private:
  TempDir temp_;
  Index index_;
};

class Layout : public ::testing::Test {
 protected:
  const std::vector<Document> all_ = documents(2500);
  Spread one_{all_, all_.size()};
  Spread many_{all_, 97};
};

TEST_F(Layout, Search_AnySpread_SameHitsAndScores) {
  one_.index().optimise();
  for (const SearchMode mode : {SearchMode::kWords, SearchMode::kMeaning, SearchMode::kBoth}) {
    for (const char* query : {"graph privacy", "zorblattice", "speech robot vision plumbus"}) {
      const auto found = one_.find(query, mode);
      EXPECT_EQ(found.size(), 60U);
      EXPECT_EQ(found, many_.find(query, mode)) << query;
    }
  }
}

TEST_F(Layout, Meanings_AnySpread_SameSampleVectorsAndScores) {
  Meanings one(one_.index());
  Meanings many(many_.index());
  EXPECT_EQ(one.sample(300), many.sample(300));
  EXPECT_EQ(one.sample(300).size(), 300U);
  EXPECT_EQ(one.vector({5}), many.vector({5}));
  std::vector<std::int64_t> works;
  for (const Document& document : all_) {
    works.push_back(document.id.v);
  }
  std::vector<float> scores(works.size());
  std::vector<float> again(works.size());
  one.score(one.vector({9}), one.words(all_[8].work), works, scores);
  many.score(many.vector({9}), many.words(all_[8].work), works, again);
  EXPECT_EQ(scores, again);
}

TEST_F(Layout, Related_AnySpread_SameOrder) {
  const auto rank = [&](const Index& index) {
    Related related(index, {17}, all_[16].work, std::nullopt);
    for (const WorkId id : related.propose(50)) {
      related.add(id, all_[static_cast<std::size_t>(id.v) - 1].work);
    }
    std::vector<std::pair<std::int64_t, double>> hits;
    for (const RelatedHit& hit : related.rank()) {
      hits.emplace_back(hit.id.v, hit.score);
    }
    return hits;
  };
  const auto hits = rank(one_.index());
  EXPECT_EQ(hits.size(), 50U);
  EXPECT_EQ(hits, rank(many_.index()));
}

}  // namespace
}  // namespace assay::search
