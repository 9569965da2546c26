#include "practice/experiments/verdict.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::practice {
namespace {

using Values = std::vector<double>;

Expectation value(double claimed, double tolerance, Direction direction = Direction::kHigher) {
  return {"accuracy", ClaimKind::kLevel, direction, claimed, tolerance};
}
Expectation gain(double claimed, double tolerance = 0) {
  return {"accuracy", ClaimKind::kDifference, Direction::kHigher, claimed, tolerance};
}
Standing of(const Values& values, const Expectation& expected) {
  return judge(estimate_of(values), expected).standing;
}

TEST(Verdict, ResultsWithinTheTolerance_Reproduce) {
  EXPECT_EQ(of({0.91, 0.912, 0.911}, value(0.915, 0.01)), Standing::kReproduced);
  EXPECT_EQ(of({0.95, 0.951, 0.949}, value(0.915, 0.01)), Standing::kReproduced) << "better";
}

TEST(Verdict, ResultsBeyondTheTolerance_DoNot) {
  EXPECT_EQ(of({0.88, 0.881, 0.879}, value(0.915, 0.01)), Standing::kNot);
  EXPECT_EQ(of({3.3, 3.31, 3.29}, value(3.0, 0.1, Direction::kLower)), Standing::kNot)
      << "lower better";
  EXPECT_EQ(of({2.7, 2.71, 2.69}, value(3.0, 0.1, Direction::kLower)), Standing::kReproduced);
}

TEST(Verdict, AWideInterval_AsksForRuns) {
  const Judgement open = judge(estimate_of(Values{0.90, 0.93, 0.91}), value(0.915, 0.01));
  EXPECT_EQ(open.standing, Standing::kTooFew);
  // sd 0.01528, tolerance 0.01: 0.655 sds at 80 % power take 21 runs in all.
  EXPECT_EQ(open.more,
            runs_needed(0.01 / sd_of(Values{0.90, 0.93, 0.91}), 0.8, 0.05, Design::kPaired) - 3);
  EXPECT_NE(open.reason.find("more would decide"), std::string::npos) << open.reason;
}

TEST(Verdict, OneOrTwoRuns_NeverDecide) {
  const Judgement none = judge(estimate_of(Values{}), value(0.9, 0.01));
  EXPECT_EQ(none.standing, Standing::kTooFew);
  EXPECT_EQ(none.more, kLeastRuns);
  EXPECT_EQ(judge(estimate_of(Values{0.9}), value(0.9, 0.01)).more, 2U);
  EXPECT_EQ(of({0.9, 0.9}, value(0.9, 0.01)), Standing::kTooFew);
}

TEST(Verdict, AtTheEdge_NoNumberOfRunsIsPromised) {
  const Judgement edge = judge(estimate_of(Values{0.9, 1.1, 0.9, 1.1, 1.0}), value(1, 0));
  EXPECT_EQ(edge.standing, Standing::kTooFew);
  EXPECT_GT(edge.more, kMostRuns);
  EXPECT_NE(edge.reason.find("over 1000"), std::string::npos);
}

TEST(Verdict, AGainAsLargeAsClaimed_Reproduces) {
  EXPECT_EQ(of({2.1, 2.3, 2.2, 2.4}, gain(2.0)), Standing::kReproduced);
  EXPECT_EQ(of({1.8, 1.9, 1.85, 1.9}, gain(2.0, 0.5)), Standing::kReproduced);
}

TEST(Verdict, AGainSmallerThanClaimed_IsPartly) {
  EXPECT_EQ(of({0.9, 1.0, 1.1, 1.0}, gain(2.0)), Standing::kPartly);
  const Judgement open = judge(estimate_of(Values{1.0, 2.0, 1.5, 2.2}), gain(2.0));
  EXPECT_EQ(open.standing, Standing::kPartly);
  EXPECT_GT(open.more, 0U);
}

TEST(Verdict, NoGainOrALoss_IsNot) {
  EXPECT_EQ(of({0.1, -0.1, 0.05, -0.05}, gain(2.0)), Standing::kNot) << "2.0 is ruled out";
  EXPECT_EQ(of({-1, -1.1, -0.9}, gain(2.0)), Standing::kNot);
  EXPECT_EQ(of({3, -3, 2, 0}, gain(2.0)), Standing::kTooFew);
}

TEST(Verdict, OnlyAGainClaimed_ItsSignDecides) {
  Expectation any = gain(0);
  any.value.reset();
  EXPECT_EQ(of({0.1, 0.12, 0.11}, any), Standing::kReproduced);
  EXPECT_EQ(of({0.1, -0.1, 0.02}, any), Standing::kTooFew);
  EXPECT_EQ(of({0, 0, 0}, any), Standing::kTooFew) << "no difference at all is no gain";
  any.direction = Direction::kLower;
  EXPECT_EQ(of({0.1, 0.12, 0.11}, any), Standing::kNot);
}

TEST(Verdict, AGainOfALowerMetric_IsNegative) {
  const Expectation lower{"ece", ClaimKind::kDifference, Direction::kLower, -0.02, 0.005};
  EXPECT_EQ(of({-0.021, -0.022, -0.0215}, lower), Standing::kReproduced);
  EXPECT_EQ(of({-0.005, -0.006, -0.0055}, lower), Standing::kPartly);
  EXPECT_EQ(of({0.02, 0.021, 0.019}, lower), Standing::kNot);
}

TEST(Verdict, ClaimsOfTheSame_NeedBothSides) {
  const Expectation same = value(0.9, 0.01, Direction::kEqual);
  EXPECT_EQ(of({0.9, 0.901, 0.899}, same), Standing::kReproduced);
  EXPECT_EQ(of({0.95, 0.951, 0.949}, same), Standing::kNot) << "better is not the same";
  EXPECT_EQ(of({0.9, 0.92, 0.88}, same), Standing::kTooFew);
}

TEST(Verdict, RelativeGainsAndFactors_AreAgainstTheBaseline) {
  const Values fast = {2.0, 2.2, 2.1};
  const Values slow = {1.0, 1.1, 1.05};
  EXPECT_NEAR(estimate_pairs(fast, slow, ClaimKind::kFactor).mean, 2, 1e-12);
  EXPECT_NEAR(estimate_pairs(fast, slow, ClaimKind::kRelative).mean, 100, 1e-9);
  const Expectation twice{"speed", ClaimKind::kFactor, Direction::kHigher, 2.0, 0.1};
  EXPECT_EQ(judge(estimate_pairs(fast, slow, ClaimKind::kFactor), twice).standing,
            Standing::kReproduced);
  EXPECT_EQ(judge(estimate_pairs(slow, fast, ClaimKind::kFactor), twice).standing, Standing::kNot);
  EXPECT_EQ(estimate_pairs(fast, Values{0, 0, 0}, ClaimKind::kFactor).runs, 0U);
  EXPECT_EQ(estimate_samples(fast, Values{0, 0, 0}, ClaimKind::kRelative).runs, 0U);
}

TEST(Verdict, WithoutPairs_WelchDecides) {
  const Values high = {5.1, 5.2, 5.0, 5.1};
  const Values low = {4.1, 4.0, 4.2, 4.1};
  const Estimate apart = estimate_samples(high, low, ClaimKind::kDifference);
  EXPECT_NEAR(apart.mean, 1, 1e-12);
  EXPECT_EQ(judge(apart, gain(0.8)).standing, Standing::kReproduced);
  // Equal spreads and sizes: the interval is Student's with 6 degrees of freedom.
  EXPECT_NEAR(apart.interval.high - 1, student_quantile(0.975, 6) * sd_of(high) * std::sqrt(0.5),
              1e-9);
  const Estimate factor = estimate_samples(high, low, ClaimKind::kFactor);
  EXPECT_NEAR(factor.mean, 5.1 / 4.1, 1e-12);
  // sd^2 (1 + r^2) / b^2 of one value: the delta method by hand.
  EXPECT_NEAR(factor.sd, sd_of(high) / 4.1 * std::sqrt((1 + factor.mean * factor.mean) / 2), 1e-12);
}

TEST(Verdict, AFigureWithoutAnything_IsRefused) {
  Expectation nothing = value(1, 0);
  nothing.value.reset();
  EXPECT_THROW(judge(estimate_of(Values{1, 2, 3}), nothing), Error);
}

TEST(Verdict, WithoutAStatedTolerance_ATenthCounts) {
  TestedClaim claim;
  claim.value = -20;
  EXPECT_EQ(expectation_of(claim).tolerance, 2);
  claim.tolerance = 0.5;
  EXPECT_EQ(expectation_of(claim).tolerance, 0.5);
}

TEST(Verdict, SeveralClaims_AreOneVerdict) {
  const auto all = [](const std::vector<Standing>& standings) {
    std::vector<Judgement> parts;
    parts.reserve(standings.size());
    for (const Standing standing : standings) {
      parts.push_back({standing, 3, 0, "x"});
    }
    return judge_all(parts).standing;
  };
  EXPECT_EQ(all({Standing::kReproduced, Standing::kReproduced}), Standing::kReproduced);
  EXPECT_EQ(all({Standing::kReproduced, Standing::kNot}), Standing::kPartly);
  EXPECT_EQ(all({Standing::kNot, Standing::kNot}), Standing::kNot);
  EXPECT_EQ(all({Standing::kReproduced, Standing::kTooFew}), Standing::kTooFew);
  EXPECT_EQ(all({Standing::kNot, Standing::kTooFew}), Standing::kTooFew);
  EXPECT_EQ(all({Standing::kPartly}), Standing::kPartly);
}

TEST(Verdict, NamesAreReadBack) {
  for (const Standing one :
       {Standing::kReproduced, Standing::kPartly, Standing::kNot, Standing::kTooFew}) {
    EXPECT_EQ(parse_standing(standing_name(one)), one);
  }
  EXPECT_FALSE(parse_standing("perhaps"));
}

}  // namespace
}  // namespace assay::practice
