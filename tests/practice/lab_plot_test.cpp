#include "practice/labs/check.h"
#include "practice/labs/draw.h"
#include "practice/labs/plot.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <numeric>

namespace assay::practice {
namespace {

Array counting(std::vector<std::size_t> shape) {
  Array array = Array::zeros(std::move(shape));
  std::iota(array.data.begin(), array.data.end(), 0.0);
  return array;
}

TEST(Plots, ErrorsOfMany_AreThoseAroundTheFurthest) {
  const Array expected = counting({1000});
  Array got = expected;
  got.data[900] += 5000;
  const Plot plot = plot_errors("gradient dx", got, expected);
  ASSERT_EQ(plot.at.size(), kMostPlotPoints);
  EXPECT_EQ(plot.at.front(), 800U);
  EXPECT_EQ(plot.at.back(), 999U);
  EXPECT_EQ(plot.got.at(100), 5900);
  EXPECT_EQ(plot.expected.at(100), 900);
}

TEST(Plots, GridOfALargeOne_IsTheCornerWithTheFurthest) {
  const Array expected = counting({3, 100, 80});
  Array got = expected;
  got.data[2 * 8000 + 99 * 80 + 79] = 1e9;
  const Plot plot = plot_grid("y", got, expected);
  EXPECT_EQ(plot.columns, kMostPlotCells);
  EXPECT_EQ(plot.got.size(), kMostPlotCells * kMostPlotCells);
  EXPECT_EQ(plot.got.back(), 1e9);
  EXPECT_EQ(plot.expected.back(), 2 * 8000 + 99 * 80 + 79);
  EXPECT_TRUE(plot_grid("y", Array::zeros({2, 0}), Array::zeros({2, 0})).got.empty());
}

TEST(Plots, Json_HasSixDigitsAndNullForNoNumber) {
  const Array expected = Array::vector({1.0 / 3, 2});
  const Array got = Array::vector({std::nan(""), std::numeric_limits<double>::infinity()});
  const auto json = plot_json(plot_errors("x", got, expected));
  EXPECT_EQ(json["kind"], "errors");
  EXPECT_EQ(json["expected"].dump(), "[0.333333,2.0]");
  EXPECT_EQ(json["got"].dump(), "[null,null]");
}

TEST(Plots, KeptReport_StaysWithinItsBytes) {
  LabReport report;
  report.lab = "attention";
  const Array large = counting({64, 64});
  for (int i = 0; i < 20; ++i) {
    CheckResult& check = report.checks.emplace_back();
    check.name = "check " + std::to_string(i);
    check.plot = plot_grid("y", large, large);
  }
  const auto kept = nlohmann::json::parse(to_kept_json(report));
  EXPECT_LE(kept.dump().size(), kMostKeptBytes);
  EXPECT_EQ(kept["checks"].size(), 20U);
  EXPECT_TRUE(kept["checks"][0]["plot"].is_null());
  report.printed = std::string(2 * kMostKeptBytes, 'x');
  EXPECT_LE(to_kept_json(report).size(), kMostKeptBytes);
  report.printed = "bytes \xff that are no text";
  EXPECT_NO_THROW(to_kept_json(report));
}

TEST(Draws, Identity_IsOneOnTheDiagonal) {
  const Lab lab = parse_lab("own", {{"lab.toml", R"(title = "T"
[[function]]
name = "f"
arguments = [{ name = "x", shape = ["2", "3", "3"], draw = "identity" }]
results = [{ name = "y", shape = [] }]
[[check]]
kind = "value"
function = "f"
)"}});
  const Array x = Draw(lab, 1).arguments("f").front();
  EXPECT_EQ(x.data, (std::vector<double>{1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1}));
}

}  // namespace
}  // namespace assay::practice
