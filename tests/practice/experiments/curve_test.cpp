#include "practice/experiments/curve.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay::practice {
namespace {

using Points = std::vector<MetricPoint>;

Points line(std::int64_t from, std::int64_t to, std::int64_t by, double slope) {
  Points out;
  for (std::int64_t step = from; step <= to; step += by) {
    out.push_back({step, slope * static_cast<double>(step), 0});
  }
  return out;
}

TEST(Curve, TwoRuns_AreAMeanWithinTheirSpan) {
  const ArmCurve found = make_curve("a", {line(0, 3, 1, 1), line(0, 3, 1, 3)}, 100);
  ASSERT_EQ(found.line.size(), 4U);
  EXPECT_EQ(found.line[2].mean, 4);
  EXPECT_EQ(found.band[2].low, 2);
  EXPECT_EQ(found.band[2].high, 6);
  EXPECT_EQ(found.runs, 2U);
}

TEST(Curve, OtherSteps_AreTakenAsStraightBetween) {
  const ArmCurve found = make_curve("a", {line(0, 10, 10, 1), line(0, 10, 1, 1)}, 100);
  for (const BandPoint& point : found.line) {
    EXPECT_NEAR(point.mean, point.step, 1e-12);
  }
}

TEST(Curve, AShortRun_CountsOnlyAsFarAsItGoes) {
  const ArmCurve found = make_curve("a", {line(0, 2, 1, 1), line(0, 4, 1, 3)}, 100);
  EXPECT_EQ(found.line[4].mean, 12);
  EXPECT_EQ(found.band[4].low, 12);
}

TEST(Curve, WhatIsNoNumber_IsLeftOutAndCounted) {
  Points points = line(0, 4, 1, 1);
  points[2].value = std::nan("");
  points[3].value = INFINITY;
  const ArmCurve found = make_curve("a", {points}, 100);
  EXPECT_EQ(found.strange, 2U);
  EXPECT_EQ(found.line.size(), 3U);
  EXPECT_EQ(make_curve("a", {{{0, std::nan(""), 0}}}, 10).runs, 0U);
}

TEST(Curve, Thinned_KeepsEveryExtreme) {
  // 100,000 points, one peak and one trough of a single step each.
  Points points;
  for (std::int64_t step = 0; step < 100000; ++step) {
    points.push_back({step, std::sin(static_cast<double>(step) / 5000), 0});
  }
  points[31234].value = 50;
  points[77777].value = -50;
  const ArmCurve found = make_curve("a", {points}, 600);
  EXPECT_LE(found.line.size(), 2400U);
  EXPECT_LE(found.band.size(), 600U);
  double low = 0;
  double high = 0;
  for (const BandPoint& point : found.line) {
    low = std::min(low, point.mean);
    high = std::max(high, point.mean);
  }
  EXPECT_EQ(high, 50);
  EXPECT_EQ(low, -50);
  EXPECT_EQ(found.line.front().step, 0);
  EXPECT_EQ(found.line.back().step, 99999);
  EXPECT_EQ(found.points, 100000U);
}

TEST(Curve, StepsOutOfOrderAndTwice_TheLaterCounts) {
  const ArmCurve found = make_curve("a", {{{2, 2, 0}, {1, 1, 0}, {2, 7, 0}}}, 10);
  ASSERT_EQ(found.line.size(), 2U);
  EXPECT_EQ(found.line[1].mean, 7);
}

TEST(AxisTicks, AreRoundAndInside) {
  EXPECT_EQ(axis_ticks(0, 10, 5), (std::vector<double>{0, 2, 4, 6, 8, 10}));
  EXPECT_EQ(axis_ticks(-1, 1, 4), (std::vector<double>{-1, -0.5, 0, 0.5, 1}));
  EXPECT_TRUE(axis_ticks(1, 1, 5).empty());
  EXPECT_TRUE(axis_ticks(0, INFINITY, 5).empty());
}

TEST(CurvesSvg, NamesAreEscaped_AndWhatIsNotDrawnIsTold) {
  Points points = line(0, 4, 1, 1);
  points[2].value = std::nan("");
  const std::string svg =
      curves_svg({make_curve("<script>&", {points, points}, 100)}, "a & b", "loss");
  EXPECT_EQ(svg.find("<script>"), std::string::npos);
  EXPECT_NE(svg.find("&lt;script&gt;&amp;"), std::string::npos);
  EXPECT_NE(svg.find("2 of them no number and not drawn"), std::string::npos);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_NE(svg.find("fill-opacity"), std::string::npos) << "two runs have a band";
}

TEST(CurvesSvg, OnePointOrEqualValues_AreDrawn) {
  EXPECT_NE(curves_svg({make_curve("a", {{{5, 0.5, 0}}}, 100)}, "t", "m").find("<circle"),
            std::string::npos);
  EXPECT_EQ(curves_svg({make_curve("a", {line(0, 9, 1, 0)}, 100)}, "t", "m").find("inf"),
            std::string::npos);
  EXPECT_THROW(curves_svg({}, "t", "m"), Error);
}

}  // namespace
}  // namespace assay::practice
