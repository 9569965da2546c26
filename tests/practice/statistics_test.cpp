// Figures are from SciPy 1.17 (scipy.stats) unless a test names another source; Darwin's pairs are
// those of Fisher 1935, The Design of Experiments, chapter 3.
#include "practice/statistics.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace assay::practice {
namespace {

using Values = std::vector<double>;

const Values& darwin() {
  static const Values differences = {6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75};
  return differences;
}
const Values kUnused;

TEST(Moments, LargeEqualValues_LoseNothing) {
  EXPECT_EQ(mean_of(Values{1e15, 1e15 + 2}), 1e15 + 1);
  EXPECT_NEAR(sd_of(Values{1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16}), std::sqrt(30.0), 1e-9);
  EXPECT_EQ(sd_of(Values{3}), 0);
}

TEST(Moments, NoValuesOrNoNumbers_AreRefused) {
  EXPECT_THROW(mean_of(kUnused), Error);
  EXPECT_THROW(mean_of(Values{1, std::nan("")}), Error);
  EXPECT_THROW(mean_interval(Values{1}, 0.95), Error);
  EXPECT_THROW(mean_interval(Values{1, 2}, 95), Error);
}

TEST(Quantile, IsTypeSeven) {
  const Values sorted = {1, 2, 4, 8, 16};
  EXPECT_NEAR(quantile_of_sorted(sorted, 0.1), 1.4, 1e-12);
  EXPECT_NEAR(quantile_of_sorted(sorted, 0.9), 12.8, 1e-12);
  EXPECT_EQ(quantile_of_sorted(sorted, 1), 16);
  EXPECT_EQ(median_of(Values{9, 1, 4, 2}), 3);
}

TEST(Distributions, AsPublished) {
  EXPECT_NEAR(student_quantile(0.975, 4), 2.7764451051977934, 1e-10);
  EXPECT_NEAR(student_quantile(0.975, 1), 12.706204736174694, 1e-9);
  EXPECT_NEAR(student_cdf(student_quantile(0.3, 2.5), 2.5), 0.3, 1e-12);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-12);
  EXPECT_NEAR(normal_cdf(-1.959963984540054), 0.025, 1e-15);
}

TEST(MeanInterval, AsByStudent) {
  const Interval found = mean_interval(Values{0.8, 1.1, -0.3, 0.6, 0.9}, 0.95);
  EXPECT_NEAR(found.low, -0.05667839988971202, 1e-10);
  EXPECT_NEAR(found.high, 1.296678399889712, 1e-10);
}

TEST(ShareInterval, AsByWilson) {
  const Interval some = share_interval(7, 20, 0.95);
  EXPECT_NEAR(some.low, 0.1811918241010821, 1e-10);
  EXPECT_NEAR(some.high, 0.5671457233147637, 1e-10);
  const Interval none = share_interval(0, 10, 0.95);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.27753279986288926, 1e-10);
  EXPECT_THROW(share_interval(3, 2, 0.95), Error);
}

TEST(Bootstrap, OfAMean_AgreesWithALongRunElsewhere) {
  // scipy.stats.bootstrap, BCa, 200,000 and 400,000 resamples; ours has its own random numbers.
  Bootstrap how;
  how.resamples = 40000;
  const Interval darwins = bootstrap_mean(darwin(), how);
  EXPECT_NEAR(darwins.low, -1.6, 1.0);
  EXPECT_NEAR(darwins.high, 36.33, 1.0);
  const Interval skewed = bootstrap_mean(Values{1, 2, 2, 3, 4, 7, 12, 20}, how);
  EXPECT_NEAR(skewed.low, 3.125, 0.2);
  EXPECT_NEAR(skewed.high, 12.375, 0.4);
}

TEST(Bootstrap, TheSeedDecides) {
  const Interval once = bootstrap_mean(darwin(), {});
  const Interval again = bootstrap_mean(darwin(), {});
  const Interval other = bootstrap_mean(darwin(), {9999, 2, 0.95});
  EXPECT_EQ(once.low, again.low);
  EXPECT_EQ(once.high, again.high);
  EXPECT_NE(once.low, other.low);
}

TEST(Bootstrap, OfEqualValues_IsAPoint) {
  const Interval found = bootstrap_mean(Values{0.7, 0.7, 0.7}, {});
  EXPECT_EQ(found.low, found.high);
}

TEST(Bootstrap, OfTwoSamples_LeavesOutWhatIsNoNumber) {
  int calls = 0;
  const Interval found = percentile_interval(
      [&calls](const auto& below) {
        ++calls;
        return calls % 10 == 0 ? std::nan("") : static_cast<double>(below(101));
      },
      {5000, 1, 0.9});
  EXPECT_NEAR(found.low, 5, 2);
  EXPECT_NEAR(found.high, 95, 2);
}

TEST(PairedT, OfDarwin) {
  const TestResult found = paired_t(darwin());
  EXPECT_NEAR(found.statistic, 2.14798746133112, 1e-10);
  EXPECT_NEAR(found.p, 0.049702944021800866, 1e-10);
  EXPECT_EQ(found.df, 14);
}

TEST(PairedT, WithoutSpread_SaysWhetherThereIsADifference) {
  EXPECT_EQ(paired_t(Values{0, 0, 0}).p, 1);
  EXPECT_EQ(paired_t(Values{0.1, 0.1, 0.1}).p, 0);
  // 0.3 - 0.2 and 0.2 - 0.1 differ by rounding alone.
  EXPECT_EQ(paired_t(Values{0.3 - 0.2, 0.2 - 0.1, 0.4 - 0.3}).p < 1e-6, true);
}

TEST(WelchT, OfTwoProcesses) {
  const TestResult found = welch_t(Values{30.02, 29.99, 30.11, 29.97, 30.01, 29.99},
                                   Values{29.89, 29.93, 29.72, 29.98, 30.02, 29.98});
  EXPECT_NEAR(found.statistic, 1.9590058081081434, 1e-9);
  EXPECT_NEAR(found.df, 7.030559959884322, 1e-8);
  EXPECT_NEAR(found.p, 0.09077332428566112, 1e-9);
}

TEST(Wilcoxon, OfDarwin_IsExact) {
  const TestResult found = wilcoxon_signed_rank(darwin());
  EXPECT_EQ(found.statistic, 96);
  EXPECT_NEAR(found.p, 0.041259765625, 1e-12);
  EXPECT_TRUE(found.exact);
}

TEST(Wilcoxon, OfFiveRuns_CannotGoBelowASixteenth) {
  EXPECT_NEAR(wilcoxon_signed_rank(Values{1, 2, 3, 4, 5}).p, 0.0625, 1e-15);
  EXPECT_NEAR(wilcoxon_signed_rank(Values{0.8, 1.1, -0.3, 0.6, 0.9}).p, 0.125, 1e-15);
}

TEST(Wilcoxon, TiesAndZeros_AreCountedAsTheyAre) {
  // All 64 signings counted one by one in Python.
  EXPECT_NEAR(wilcoxon_signed_rank(Values{1, 1, 2, 2, 3, -1, 0}).p, 0.125, 1e-15);
  EXPECT_EQ(wilcoxon_signed_rank(Values{0, 0}).p, 1);
}

TEST(Wilcoxon, OfMany_IsByTheNormal) {
  Values differences;
  for (int i = 1; i <= 60; ++i) {
    differences.push_back(i % 3 == 0 ? -i : i);
  }
  const TestResult found = wilcoxon_signed_rank(differences);
  EXPECT_FALSE(found.exact);
  EXPECT_EQ(found.statistic, 1200);
  EXPECT_NEAR(found.p, 0.03590012321587811, 1e-10);
}

TEST(SignFlip, OfDarwin_IsFishersCount) {
  // Fisher counts 863 of 32,768 on one side.
  const TestResult found = sign_flip(darwin(), 1);
  EXPECT_NEAR(found.p, 2 * 863 / 32768.0, 1e-12);
  EXPECT_TRUE(found.exact);
}

TEST(SignFlip, OfManyPairs_DrawsAndNeverSaysNought) {
  const TestResult found = sign_flip(Values(70, 1.0), 1);
  EXPECT_FALSE(found.exact);
  EXPECT_NEAR(found.p, 1 / 100001.0, 1e-12);
}

TEST(Holm, TheWorkedExample) {
  // p.adjust(c(.01,.02,.03,.04,.05), "holm") of R: .05 .08 .09 .09 .09
  const Values found = holm(Values{0.03, 0.01, 0.05, 0.02, 0.04});
  const Values wanted = {0.09, 0.05, 0.09, 0.08, 0.09};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_NEAR(found[i], wanted[i], 1e-12) << i;
  }
  EXPECT_EQ(holm(Values{0.6, 0.9})[1], 1);
}

TEST(Sizes, AreCorrectedForFewRuns) {
  EXPECT_NEAR(hedges_g(Values{30.02, 29.99, 30.11, 29.97, 30.01, 29.99},
                       Values{29.89, 29.93, 29.72, 29.98, 30.02, 29.98}),
              1.0436553002273259, 1e-9);
  EXPECT_EQ(hedges_g(Values{1, 1}, Values{1, 1}), 0);
  EXPECT_EQ(hedges_g(Values{1, 1}, Values{2, 2}), -std::numeric_limits<double>::infinity());
  // df 2: J = 1/(sqrt(1) Gamma(1/2)) = 1/sqrt(pi); the differences have mean 2 and sd 1.
  EXPECT_NEAR(paired_size(Values{1, 2, 3}), 2 / std::sqrt(M_PI), 1e-12);
}

TEST(Power, AsByTheNoncentralT) {
  EXPECT_NEAR(power_of(0.5, 34, 0.05, Design::kPaired), 0.8077775012792738, 1e-8);
  EXPECT_NEAR(power_of(1, 22, 0.05, Design::kTwoSamples), 0.8997137452263947, 1e-8);
  EXPECT_NEAR(power_of(0, 9, 0.05, Design::kPaired), 0.05, 1e-12);
}

TEST(Power, RunsNeeded_AsROf) {
  // power.t.test(power=.90, delta=1) of R: n = 22.02; type "paired": n = 12.59; both from its help.
  EXPECT_EQ(runs_needed(1, 0.9, 0.05, Design::kTwoSamples), 23U);
  EXPECT_EQ(runs_needed(1, 0.9, 0.05, Design::kPaired), 13U);
  EXPECT_EQ(runs_needed(-1, 0.9, 0.05, Design::kPaired), 13U);
  EXPECT_EQ(runs_needed(0, 0.8, 0.05, Design::kPaired, 500), 500U);
  EXPECT_EQ(runs_needed(1e9, 0.8, 0.05, Design::kPaired), 2U);
}

}  // namespace
}  // namespace assay::practice
