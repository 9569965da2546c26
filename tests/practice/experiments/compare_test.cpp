#include "practice/experiments/compare.h"

#include "base/error.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace assay::practice {
namespace {

using Runs = std::vector<Run>;  // within a test, Run is a method of the framework

Run run_of(int n, std::int64_t seed, const std::string& smoothing, double ece) {
  Run run;
  run.id = "20261127-08301" + std::to_string(n) + "-1";
  run.experiment = "smoothing";
  run.seed = seed;
  run.status = RunStatus::kFinished;
  if (!smoothing.empty()) {
    run.parameters["smoothing"] = smoothing;
  }
  MetricSummary summary;
  summary.count = 2;
  summary.first = 1;
  summary.last = ece;
  summary.min = ece / 2;
  summary.max = 1;
  run.metrics["ece"] = summary;
  return run;
}

/// Three seeds with and without smoothing; differences -0.021, -0.023, -0.022.
Runs six_runs() {
  return {run_of(1, 1, "0", 0.050),   run_of(2, 2, "0", 0.060),   run_of(3, 3, "0", 0.070),
          run_of(4, 1, "0.1", 0.029), run_of(5, 2, "0.1", 0.037), run_of(6, 3, "0.1", 0.048)};
}

Experiment experiment() {
  Experiment out;
  out.name = "smoothing";
  out.metric = "ece";
  out.direction = Direction::kLower;
  TestedClaim claim;
  claim.name = "calibration";
  claim.text = "smoothing lowers the calibration error";
  claim.metric = "ece";
  claim.kind = ClaimKind::kDifference;
  claim.direction = Direction::kLower;
  claim.value = -0.02;
  claim.tolerance = 0.005;
  claim.subject = {{"smoothing", "0.1"}};
  claim.baseline = Selector{{"smoothing", "0"}};
  out.claims.push_back(claim);
  return out;
}

bool mentions(const std::vector<std::string>& remarks, const std::string& words) {
  return std::any_of(remarks.begin(), remarks.end(), [&](const std::string& remark) {
    return remark.find(words) != std::string::npos;
  });
}

TEST(Compare, ArmsArePairedOverTheirSeeds) {
  const Comparison found = compare_runs(experiment(), six_runs(), {});
  ASSERT_EQ(found.arms.size(), 2U);
  EXPECT_EQ(found.arms[0].name, "smoothing=0");
  EXPECT_NEAR(found.arms[0].mean, 0.06, 1e-12);
  ASSERT_EQ(found.contrasts.size(), 1U);
  const Contrast& contrast = found.contrasts[0];
  EXPECT_TRUE(contrast.paired);
  EXPECT_NEAR(contrast.difference.mean, -0.022, 1e-12);
  EXPECT_NEAR(contrast.difference.sd, 0.001, 1e-12);
  EXPECT_NEAR(contrast.p, 2 * student_cdf(-0.022 * std::sqrt(3) / 0.001, 2), 1e-9);
  EXPECT_EQ(contrast.p_holm, contrast.p) << "one contrast needs no correction";
  EXPECT_EQ(contrast.p_flip, 0.25);
}

TEST(Compare, TheClaimIsJudged) {
  const Comparison found = compare_runs(experiment(), six_runs(), {});
  ASSERT_EQ(found.claims.size(), 1U);
  EXPECT_EQ(found.claims[0].judgement.standing, Standing::kReproduced);
  ASSERT_EQ(found.verdict.size(), 1U);
  EXPECT_EQ(found.verdict[0].standing, Standing::kReproduced);
}

TEST(Compare, SeedsInAnotherOrder_PairTheSame) {
  Runs runs = six_runs();
  std::swap(runs[3].seed, runs[5].seed);
  std::swap(runs[3].metrics, runs[5].metrics);
  EXPECT_NEAR(compare_runs(experiment(), runs, {}).contrasts[0].difference.sd, 0.001, 1e-12);
}

TEST(Compare, NanAndFailedRuns_AreLeftOutAndTold) {
  Runs runs = six_runs();
  runs.push_back(run_of(7, 4, "0.1", 9));
  runs.back().status = RunStatus::kFailed;
  runs.push_back(run_of(8, 5, "0.1", std::nan("")));
  runs.back().metrics["ece"].last_strange = true;
  runs.back().metrics["ece"].strange = 1;
  const Comparison found = compare_runs(experiment(), runs, {});
  EXPECT_EQ(found.arms[1].values.size(), 3U);
  EXPECT_TRUE(mentions(found.remarks, "1 run did not finish"));
  EXPECT_TRUE(mentions(found.remarks, "without a finite ece"));
}

TEST(Compare, AMetricCalledNan_IsAMetric) {
  Runs runs = six_runs();
  for (auto& run : runs) {
    run.metrics["nan"] = run.metrics["ece"];
  }
  CompareOptions options;
  options.metric = "nan";
  EXPECT_EQ(compare_runs(experiment(), runs, options).arms[0].values.size(), 3U);
}

TEST(Compare, RepeatsOfASeed_CountOnce) {
  Runs runs = six_runs();
  runs.push_back(run_of(7, 1, "0", 0.052));
  const Comparison found = compare_runs(experiment(), runs, {});
  EXPECT_EQ(found.arms[0].values.size(), 3U);
  EXPECT_NEAR(found.arms[0].values[0], 0.051, 1e-12);
  EXPECT_TRUE(mentions(found.remarks, "repeat a seed"));
}

TEST(Compare, OneSeedThroughout_IsNotPairedAndTold) {
  Runs runs = six_runs();
  for (auto& run : runs) {
    run.seed = 0;
  }
  const Comparison found = compare_runs(experiment(), runs, {});
  EXPECT_EQ(found.arms[0].values.size(), 3U);
  EXPECT_FALSE(found.contrasts[0].paired);
  EXPECT_TRUE(std::isnan(found.contrasts[0].p_wilcoxon));
  EXPECT_TRUE(mentions(found.remarks, "one seed"));
}

TEST(Compare, SeedsThatChangeNothing_AreSuspected) {
  Runs runs = {run_of(1, 1, "", 0.5), run_of(2, 2, "", 0.5), run_of(3, 3, "", 0.5)};
  Experiment plain;
  const Comparison found = compare_runs(plain, runs, {});
  EXPECT_EQ(found.arms[0].name, "all runs");
  EXPECT_TRUE(mentions(found.remarks, "does the command use its seed?"));
  EXPECT_TRUE(found.verdict.empty());
}

TEST(Compare, ManyArms_AreCorrectedByHolm) {
  Runs runs = six_runs();
  runs.push_back(run_of(7, 1, "0.2", 0.049));
  runs.push_back(run_of(8, 2, "0.2", 0.061));
  runs.push_back(run_of(9, 3, "0.2", 0.069));
  const Comparison found = compare_runs(experiment(), runs, {});
  ASSERT_EQ(found.contrasts.size(), 2U);
  EXPECT_NEAR(found.contrasts[0].p_holm, 2 * found.contrasts[0].p, 1e-12);
  CompareOptions options;
  options.baseline = "smoothing=0.2";
  EXPECT_EQ(compare_runs(experiment(), runs, options).contrasts[0].baseline, "smoothing=0.2");
}

TEST(Compare, TheBestPoint_GoesByTheDirection) {
  CompareOptions options;
  options.at = WhichPoint::kBest;
  EXPECT_NEAR(compare_runs(experiment(), six_runs(), options).arms[0].mean, 0.03, 1e-12);
}

TEST(Compare, AClaimWithoutItsRuns_SaysSo) {
  Experiment asked = experiment();
  asked.claims[0].subject = {{"smoothing", "0.3"}};
  const Comparison found = compare_runs(asked, six_runs(), {});
  EXPECT_EQ(found.claims[0].judgement.standing, Standing::kTooFew);
  asked.claims[0].baseline.reset();
  EXPECT_NE(compare_runs(asked, six_runs(), {}).claims[0].judgement.reason.find("baseline"),
            std::string::npos);
}

TEST(Compare, AnotherDataset_IsTold) {
  Experiment asked = experiment();
  asked.dataset = "digits";
  asked.claims[0].dataset = "ImageNet";
  EXPECT_TRUE(mentions(compare_runs(asked, six_runs(), {}).remarks, "claimed on ImageNet"));
}

TEST(Compare, ALevelOnOtherData_IsNeverReproduced) {
  Experiment asked = experiment();
  TestedClaim& claim = asked.claims[0];
  claim.kind = ClaimKind::kLevel;
  claim.value = 1;  // lower is better: reached by far
  claim.baseline.reset();
  asked.dataset = "CIFAR-10, test split";
  const auto standing = [&](const char* dataset) {
    claim.dataset = dataset;
    return compare_runs(asked, six_runs(), {}).claims[0].judgement;
  };
  EXPECT_EQ(standing("CIFAR10").standing, Standing::kReproduced);
  EXPECT_EQ(standing("").standing, Standing::kReproduced);
  for (const char* other : {"ImageNet", "CIFAR-100", "CIFAR-1"}) {
    EXPECT_EQ(standing(other).standing, Standing::kTooFew) << other;
    EXPECT_EQ(standing(other).more, 0U);
    EXPECT_NE(standing(other).reason.find(other), std::string::npos);
  }
}

TEST(Compare, MetricsWithoutADirection_GoByTheirName) {
  Experiment nothing;
  nothing.name = "scratch";
  const auto direction = [&](const std::string& metric) {
    Runs runs = six_runs();
    for (auto& run : runs) {
      run.metrics = {{metric, run.metrics.begin()->second}};
    }
    return compare_runs(nothing, runs, {}).direction;
  };
  for (const char* lower : {"loss", "val/loss", "train_loss", "ece", "Error", "p99 latency"}) {
    EXPECT_EQ(direction(lower), Direction::kLower) << lower;
  }
  for (const char* higher : {"accuracy", "f1", "lossless", "throughput"}) {
    EXPECT_EQ(direction(higher), Direction::kHigher) << higher;
  }
}

TEST(Compare, WhatIsRecordedOfEveryRun_IsAMetricToo) {
  Runs runs = six_runs();
  double seconds = 1;
  for (auto& run : runs) {
    run.metrics.clear();
    run.wall_seconds = seconds++;
    run.peak_bytes = 1000;
  }
  CompareOptions options;
  EXPECT_THROW(compare_runs(experiment(), runs, options), Error);
  options.metric = "wall_seconds";
  const Comparison found = compare_runs(experiment(), runs, options);
  EXPECT_EQ(found.direction, Direction::kLower);
  EXPECT_NEAR(found.arms.at(0).mean + found.arms.at(1).mean, 7, 1e-12) << "2 and 5";
  Experiment asked = experiment();
  asked.metric = "peak_bytes";
  asked.claims[0].metric = "peak_bytes";
  asked.claims[0].kind = ClaimKind::kLevel;
  asked.claims[0].value = 2000;
  const Comparison memory = compare_runs(asked, runs, {});
  EXPECT_EQ(memory.metric, "peak_bytes");
  EXPECT_EQ(memory.claims[0].judgement.standing, Standing::kReproduced);
  options.metric = "energy_joules";
  EXPECT_TRUE(compare_runs(experiment(), runs, options).arms.at(0).values.empty());
}

TEST(Compare, WhatIsNotThere_IsAnErrorThatNamesWhatIs) {
  const auto message = [](const CompareOptions& options, const Runs& runs) {
    try {
      compare_runs(experiment(), runs, options);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CompareOptions options;
  options.metric = "f1";
  EXPECT_NE(message(options, six_runs()).find("they have ece"), std::string::npos);
  options = {};
  options.claim = "7";
  EXPECT_NE(message(options, six_runs()).find("has 1 claim"), std::string::npos);
  options = {};
  options.by = "lr";
  EXPECT_NE(message(options, six_runs()).find("\"lr\""), std::string::npos);
  EXPECT_NE(message({}, {}).find("no finished run"), std::string::npos);
  Runs others = six_runs();
  for (auto& run : others) {
    const MetricSummary summary = run.metrics.begin()->second;
    run.metrics = {{"f1", summary}, {"loss", summary}};
  }
  EXPECT_NE(message({}, others).find("no run has the metric \"ece\""), std::string::npos);
  EXPECT_NE(message({}, others).find("f1, loss"), std::string::npos);
}

TEST(CompareText, FitsEightyColumns) {
  Runs runs = six_runs();
  for (auto& run : runs) {
    run.label = "a label that somebody made rather long";
  }
  Experiment asked = experiment();
  asked.claims[0].subject = {{"smoothing", "0.1"}};
  const std::string text = to_text(compare_runs(asked, runs, {}));
  std::size_t longest = 0;
  std::size_t width = 0;
  for (const char c : text) {
    width = c == '\n' ? 0 : width + ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U);
    longest = std::max(longest, width);
  }
  EXPECT_LE(longest, 80U) << text;
  EXPECT_NE(text.find("reproduced"), std::string::npos);
}

TEST(CompareText, MarkdownAndLatex_EscapeNames) {
  Runs runs = six_runs();
  for (auto& run : runs) {
    run.label = "a|b_c & 50%\n> x";
  }
  Experiment asked = experiment();
  asked.claims[0].name = "two\nlines";
  const Comparison found = compare_runs(asked, runs, {});
  EXPECT_NE(to_markdown(found).find("a\\|b\\_c"), std::string::npos);
  EXPECT_NE(to_latex(found).find("a$|$b\\_c \\& 50\\% $>$ x"), std::string::npos)
      << to_latex(found);
  EXPECT_NE(to_latex(found).find("\n% two lines: "), std::string::npos) << to_latex(found);
  EXPECT_EQ(to_latex(found).find(" < "), std::string::npos);
}

TEST(CompareText, JsonHasWholeFigures_AndNullForNone) {
  Runs runs = {run_of(1, 1, "0", 0.1 + 0.2), run_of(2, 1, "0.1", 0.2)};
  const auto json = nlohmann::json::parse(to_json(compare_runs(experiment(), runs, {})));
  EXPECT_EQ(json["arms"][0]["values"][0].get<double>(), 0.1 + 0.2);
  EXPECT_TRUE(json["arms"][0]["sd"].is_null());
  EXPECT_TRUE(json["contrasts"][0]["p"].is_null());
  EXPECT_EQ(json["verdict"]["verdict"], "not enough");
  EXPECT_EQ(json["verdict"]["more"], 2);
}

}  // namespace
}  // namespace assay::practice
