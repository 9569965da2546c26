#include "search/bm25_internal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <random>

namespace assay::search {
namespace {

TEST(Bm25, Codes_NearestStep) {
  for (std::uint32_t units = 0; units <= 1200; ++units) {
    const std::uint32_t chosen = units_of(code_of(units));
    for (const std::uint16_t step : kLadder) {
      EXPECT_LE(std::abs(static_cast<int>(units) - static_cast<int>(chosen)),
                std::abs(static_cast<int>(units) - static_cast<int>(step)))
          << units;
    }
  }
  EXPECT_EQ(code_of(0xFFFFFFFFU), kCodes - 1);
}

TEST(Bm25, Codes_OfSteps_Exact) {
  for (std::size_t code = 0; code < kCodes; ++code) {
    EXPECT_EQ(code_of(units_of(static_cast<std::uint8_t>(code))), code);
  }
}

TEST(Bm25, Norms_MonotoneExactWhenShort) {
  std::uint8_t last = 0;
  for (std::uint64_t positions = 0; positions < 100000; ++positions) {
    const std::uint8_t norm = norm_of(positions);
    EXPECT_GE(norm, last) << positions;
    if (positions <= 32) {
      EXPECT_EQ(norm, positions);
    }
    last = norm;
  }
  EXPECT_LT(last, 255);
  EXPECT_EQ(norm_of(~std::uint64_t{0}), 255);
}

TEST(Bm25, Impacts_MoreIsMoreAndLongerIsLess) {
  for (std::size_t code = 0; code < kCodes; ++code) {
    for (std::size_t norm = 0; norm < kNorms; ++norm) {
      const float impact = impacts()[code][norm];
      EXPECT_GT(impact, 0);
      EXPECT_LT(impact, 1);
      if (code > 0) {
        EXPECT_GT(impact, impacts()[code - 1][norm]);
      }
      if (norm > 0) {
        EXPECT_LE(impact, impacts()[code][norm - 1]);
      }
    }
  }
}

TEST(Bm25, Impacts_OfShortWorks_AreBm25) {
  for (std::size_t code = 0; code < kCodes; ++code) {
    for (std::size_t length = 0; length <= 32; ++length) {
      const double weight = kLadder[code] / 10.0;
      const double expected =
          weight / (weight + 1.2 * (0.25 + 0.75 * static_cast<double>(length) / 160.0));
      EXPECT_NEAR(impacts()[code][length], expected, 1e-6);
    }
  }
}

TEST(Bm25, ImpactBound_NeverBelowImpact) {
  for (const auto& row : impacts()) {
    for (const float impact : row) {
      EXPECT_GE(static_cast<double>(impact_bound(impact)) / 255.0, static_cast<double>(impact));
    }
  }
  EXPECT_EQ(impact_bound(1.0F), 255);
}

/// Pruning is exact because of this and of nothing else.
TEST(Bm25, ContributionBound_AnyScale_NeverBelowContribution) {
  std::mt19937 random(5);
  std::vector<float> scales = {0.0F, 1.0F, 1e-3F};
  for (std::uint64_t docs = 1; docs < std::uint64_t{1} << 33; docs *= 7) {
    for (const std::uint64_t df : {std::uint64_t{1}, std::uint64_t{2}, docs / 3, docs, docs * 2}) {
      scales.push_back(term_scale(docs, df));
    }
  }
  for (int i = 0; i < 200; ++i) {
    scales.push_back(static_cast<float>(random() % 4000000) + 0.37F);
  }
  for (const float scale : scales) {
    for (const auto& row : impacts()) {
      for (const float impact : row) {
        ASSERT_LE(contribution(scale, impact), contribution_bound(scale, impact_bound(impact)))
            << scale << " " << impact;
        ASSERT_GE(contribution(scale, impact), 1U);
      }
    }
  }
}

TEST(Bm25, TermScale_RarerIsMore_NeverNegative) {
  for (std::uint64_t df = 1; df <= 1000; ++df) {
    EXPECT_GT(term_scale(1000, df), 0);
    EXPECT_LT(term_scale(1000, df), term_scale(1000, df - 1));
  }
  EXPECT_EQ(term_scale(1000, 2000), term_scale(1000, 1000));
  EXPECT_NEAR(term_scale(1000, 10), std::log(1 + 990.5 / 10.5) * 2.2 * 65536, 1);
}

}  // namespace
}  // namespace assay::search
