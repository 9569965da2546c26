#include "base/error.h"
#include "base/files.h"
#include "search/vectors_internal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <set>
#include <string>

namespace assay::search {
namespace {

constexpr std::size_t kDimensions = 128;
const auto kAll = [](std::uint32_t) { return true; };

/// Unit vectors around a few centres, so that neighbours are near, as those of works are.
class Cloud {
 public:
  Cloud(std::uint32_t centres, std::uint32_t seed) : random_(seed) {
    for (std::uint32_t i = 0; i < centres; ++i) {
      centres_.push_back(noise(1));
    }
  }
  std::vector<float> next() {
    std::vector<float> vector = noise(0.7F);
    const std::vector<float>& centre = centres_[random_() % centres_.size()];
    float sum = 0;
    for (std::size_t i = 0; i < kDimensions; ++i) {
      vector[i] += centre[i];
      sum += vector[i] * vector[i];
    }
    for (float& value : vector) {
      value /= std::sqrt(sum);
    }
    return vector;
  }
  std::vector<std::vector<float>> many(std::size_t count) {
    std::vector<std::vector<float>> vectors;
    for (std::size_t i = 0; i < count; ++i) {
      vectors.push_back(next());
    }
    return vectors;
  }

 private:
  std::vector<float> noise(float deviation) {
    std::normal_distribution<float> normal(0, deviation);
    std::vector<float> vector(kDimensions);
    for (float& value : vector) {
      value = normal(random_);
    }
    return vector;
  }
  std::mt19937 random_;
  std::vector<std::vector<float>> centres_;
};

float cosine(const std::vector<float>& a, const std::vector<float>& b) {
  float sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += a[i] * b[i];
  }
  return sum;
}

class VectorFile {
 public:
  explicit VectorFile(const std::vector<std::vector<float>>& vectors) {
    VectorRows rows(kDimensions);
    for (const std::vector<float>& vector : vectors) {
      rows.add(vector.data());
    }
    rows.write(path());
  }
  [[nodiscard]] std::filesystem::path path() const { return temp_.path() / "1.vec"; }
  [[nodiscard]] std::filesystem::path other() const { return temp_.path() / "2.vec"; }

 private:
  TempDir temp_;
};

TEST(Vectors, Nearest_ManyRows_RecallAgainstFloatsAbove97) {
  Cloud cloud(60, 5);
  const auto vectors = cloud.many(8000);
  const VectorFile file(vectors);
  const Vectors made(file.path());
  ASSERT_EQ(made.docs(), vectors.size());
  ASSERT_EQ(made.dimensions(), kDimensions);
  std::size_t found = 0;
  constexpr std::size_t kQueries = 40;
  for (std::size_t i = 0; i < kQueries; ++i) {
    const std::vector<float> query = cloud.next();
    std::vector<std::pair<float, std::uint32_t>> oracle;
    for (std::uint32_t doc = 0; doc < vectors.size(); ++doc) {
      oracle.emplace_back(-cosine(query, vectors[doc]), doc);
    }
    std::partial_sort(oracle.begin(), oracle.begin() + 10, oracle.end());
    const auto hits = made.nearest(query.data(), 10, kAll);
    ASSERT_EQ(hits.size(), 10U);
    for (const Neighbour& hit : hits) {
      EXPECT_NEAR(hit.score, cosine(query, vectors[hit.doc]), 0.01);
      EXPECT_EQ(hit.score, made.similarity(hit.doc, query.data()));
      found += static_cast<std::size_t>(
          std::count_if(oracle.begin(), oracle.begin() + 10,
                        [&](const auto& entry) { return entry.second == hit.doc; }));
    }
  }
  EXPECT_GE(static_cast<double>(found), 0.97 * 10 * kQueries);
}

TEST(Vectors, Nearest_FewRows_EqualsLookingAtAll) {
  Cloud cloud(3, 9);
  const VectorFile file(cloud.many(300));
  const Vectors made(file.path());
  for (int i = 0; i < 20; ++i) {
    const std::vector<float> query = cloud.next();
    const auto quick = made.nearest(query.data(), 25, kAll);
    const auto exact = made.nearest_exactly(query.data(), 25, kAll);
    ASSERT_EQ(quick.size(), exact.size());
    for (std::size_t at = 0; at < quick.size(); ++at) {
      EXPECT_EQ(quick[at].doc, exact[at].doc);
      EXPECT_EQ(quick[at].score, exact[at].score);
    }
  }
}

TEST(Vectors, Nearest_FewAccepted_AllOfThemAreFound) {
  Cloud cloud(4, 2);
  const VectorFile file(cloud.many(3000));
  const Vectors made(file.path());
  const std::set<std::uint32_t> some = {0, 63, 64, 700, 2999};
  const std::vector<float> query = cloud.next();
  std::set<std::uint32_t> found;
  for (const Neighbour& hit :
       made.nearest(query.data(), 10, [&](std::uint32_t doc) { return some.contains(doc); })) {
    found.insert(hit.doc);
  }
  EXPECT_EQ(found, some);
  EXPECT_TRUE(made.nearest(query.data(), 10, [](std::uint32_t) { return false; }).empty());
}

TEST(Vectors, Nearest_EqualRows_LowerFirst) {
  Cloud cloud(1, 1);
  const std::vector<float> vector = cloud.next();
  const VectorFile file(std::vector<std::vector<float>>(7, vector));
  const auto hits = Vectors(file.path()).nearest(vector.data(), 5, kAll);
  ASSERT_EQ(hits.size(), 5U);
  for (std::uint32_t i = 0; i < 5; ++i) {
    EXPECT_EQ(hits[i].doc, i);
    EXPECT_NEAR(hits[i].score, 1, 0.01);
  }
}

TEST(Vectors, Nearest_DocumentsWithoutVector_AreNeverFound) {
  Cloud cloud(1, 3);
  const std::vector<float> zeros(kDimensions, 0);
  const std::vector<float> vector = cloud.next();
  const VectorFile file({zeros, vector, zeros});
  const Vectors made(file.path());
  for (const auto& hits :
       {made.nearest(vector.data(), 10, kAll), made.nearest_exactly(vector.data(), 10, kAll)}) {
    ASSERT_EQ(hits.size(), 1U);
    EXPECT_EQ(hits[0].doc, 1U);
  }
}

TEST(Vectors, Rows_CopiedFromAnotherFile_ScoreAsBefore) {
  Cloud cloud(5, 4);
  const VectorFile file(cloud.many(100));
  const Vectors made(file.path());
  VectorRows rows(kDimensions);
  for (std::uint32_t doc = 0; doc < made.docs(); ++doc) {
    rows.add(made, doc);
  }
  rows.write(file.other());
  EXPECT_EQ(read_file(file.path()), read_file(file.other()));
}

TEST(Vectors, Nothing_InAFile_IsFine) {
  const VectorFile file({});
  const Vectors made(file.path());
  const std::vector<float> query(kDimensions, 0.1F);
  EXPECT_TRUE(made.nearest(query.data(), 10, kAll).empty());
  EXPECT_TRUE(made.nearest_exactly(query.data(), 10, kAll).empty());
}

TEST(Vectors, Damage_AnyBit_IsFound) {
  Cloud cloud(2, 8);
  const VectorFile file(cloud.many(2));
  const std::string whole = read_file(file.path());
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string bytes = whole;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    std::ofstream(file.other(), std::ios::binary) << bytes;
    EXPECT_THROW(Vectors(file.other()).verify_all(), Error) << "bit " << bit;
  }
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    std::ofstream(file.other(), std::ios::binary) << whole.substr(0, size);
    EXPECT_THROW(Vectors(file.other()).verify_all(), Error) << size << " bytes";
  }
}

TEST(Vectors, Damage_WhereASearchReads_IsCorrupt) {
  Cloud cloud(3, 8);
  const auto vectors = cloud.many(1000);
  const VectorFile file(vectors);
  for (const std::size_t at :
       {std::size_t{64}, std::size_t{32 + 4000 + 5000}, std::size_t{32 + 4000 + 16000 + 7}}) {
    std::string bytes = read_file(file.path());
    bytes[at] = static_cast<char>(bytes[at] ^ 4);
    std::ofstream(file.other(), std::ios::binary) << bytes;
    try {
      (void)Vectors(file.other()).nearest(vectors[0].data(), 10, kAll);
      ADD_FAILURE() << "not found at " << at;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kCorrupt);
    }
  }
}

}  // namespace
}  // namespace assay::search
