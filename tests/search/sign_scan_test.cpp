#include "search/sign_scan_internal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <iterator>
#include <random>
#include <string>

namespace assay::search {
namespace {

std::vector<std::uint64_t> random_words(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::uint64_t> words(count);
  std::generate(words.begin(), words.end(), random);
  return words;
}

std::vector<std::uint16_t> count_one_by_one(const std::vector<std::uint64_t>& signs,
                                            const std::vector<std::uint64_t>& query) {
  std::vector<std::uint16_t> counts(signs.size() / query.size(), 0);
  for (std::size_t i = 0; i < signs.size(); ++i) {
    auto& count = counts[i / query.size()];
    count = static_cast<std::uint16_t>(count + std::popcount(signs[i] ^ query[i % query.size()]));
  }
  return counts;
}

TEST(SignScan, Kernels_AnyWidth_CountAlike) {
  for (const std::size_t words : {1U, 2U, 3U, 4U, 5U, 6U, 8U, 12U, 16U, 17U, 64U}) {
    for (const std::size_t rows : {0U, 1U, 3U, 4U, 7U, 33U}) {
      std::vector<std::uint64_t> query = random_words(words, 7);
      std::vector<std::uint64_t> signs = random_words(rows * words, 100 * words + rows);
      if (rows > 1) {  // all alike, all different
        std::copy(query.begin(), query.end(), signs.begin());
        std::transform(query.begin(), query.end(), signs.begin() + static_cast<long>(words),
                       [](std::uint64_t word) { return ~word; });
      }
      for (const CountKernel& kernel : count_kernels()) {
        std::vector<std::uint16_t> counts(rows, 9999);
        kernel.count(signs.data(), query.data(), words, rows, counts.data());
        EXPECT_EQ(counts, count_one_by_one(signs, query))
            << kernel.name << " " << words << " " << rows;
      }
    }
  }
  EXPECT_STREQ(count_kernels().back().name, "plain");
}

/// Of those below `below`, all below the lowest limit that leaves `closest`.
std::vector<std::uint32_t> closest_by_sorting(const std::vector<std::uint16_t>& counts,
                                              std::size_t closest, std::size_t below) {
  std::vector<std::uint16_t> sorted;
  std::copy_if(counts.begin(), counts.end(), std::back_inserter(sorted),
               [&](std::uint16_t count) { return count < below; });
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < counts.size(); ++row) {
    if (counts[row] < below && (sorted.size() <= closest || counts[row] <= sorted[closest - 1])) {
      rows.push_back(row);
    }
  }
  return rows;
}

constexpr std::size_t kWords = 2;

void expect_those_of_sorting(const std::vector<std::uint64_t>& signs,
                             const std::vector<std::uint64_t>& query, const std::string& what) {
  const std::vector<std::uint16_t> counts = count_one_by_one(signs, query);
  for (const std::size_t closest : {1U, 10U, 400U, 5000U, 19999U, 20000U, 30000U}) {
    for (const std::size_t below : {kAnyBits, std::size_t{55}, std::size_t{0}}) {
      std::vector<std::uint32_t> rows;
      for (const CloseRow& close :
           closest_rows(signs.data(), query.data(), kWords,
                        static_cast<std::uint32_t>(counts.size()), closest, below)) {
        EXPECT_EQ(close.differing, counts[close.row]) << what << " " << closest << " " << below;
        rows.push_back(close.row);
      }
      EXPECT_EQ(rows, closest_by_sorting(counts, closest, below))
          << what << " " << closest << " " << below;
    }
  }
}

TEST(SignScan, ClosestRows_ManyOrders_AreThoseOfSorting) {
  const std::vector<std::uint64_t> query = random_words(kWords, 3);
  std::vector<std::uint64_t> signs = random_words(20000 * kWords, 4);
  expect_those_of_sorting(signs, query, "at random");
  // The closest last: the limit falls all the way. Ones from the low bit on, more and more alike.
  for (std::size_t row = 0; row < signs.size() / kWords; ++row) {
    const std::size_t differing = 64 - row * 64 / (signs.size() / kWords);
    signs[row * kWords] = query[0] ^ (differing == 64 ? ~0ULL : (1ULL << differing) - 1);
    signs[row * kWords + 1] = query[1];
  }
  expect_those_of_sorting(signs, query, "the closest last");
  for (std::size_t i = 0; i < signs.size(); ++i) {
    signs[i] = query[i % kWords] ^ 1;
  }
  expect_those_of_sorting(signs, query, "all alike");
}

TEST(SignScan, ClosestRows_SoManyThatALimitIsGuessed_AreThoseOfSorting) {
  const std::vector<std::uint64_t> query = random_words(kWords, 3);
  const std::vector<std::uint64_t> random = random_words(100'000 * kWords, 4);
  expect_those_of_sorting(random, query, "at random");
  // What a sample sees is unlike the rest, closer and further, whatever its rows are.
  for (const std::size_t stride : {1024U, 2048U}) {
    for (const bool closer : {false, true}) {
      std::vector<std::uint64_t> signs = random;
      for (std::size_t i = 0; i < signs.size(); ++i) {
        if (i / kWords % stride < stride / 32) {
          signs[i] = closer ? query[i % kWords] : ~query[i % kWords];
        }
      }
      expect_those_of_sorting(signs, query, closer ? "a closer sample" : "a further sample");
    }
  }
}

TEST(SignScan, ClosestRows_NoRows_None) {
  const std::uint64_t query = 5;
  EXPECT_TRUE(closest_rows(&query, &query, 1, 0, 400).empty());
}

}  // namespace
}  // namespace assay::search
