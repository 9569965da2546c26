#include "practice/experiments/metrics.h"

#include "base/error.h"
#include "base/files.h"
#include "practice/experiments/metric_files.h"
#include "practice/experiments/metric_lines.h"
#include "practice/experiments/stop_rule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>

namespace assay::practice {
namespace {

using Values = std::vector<std::pair<std::string, double>>;

TEST(MetricLines, NameValue_IsReadWhereItStandsAlone) {
  EXPECT_EQ(metrics_of_line("step=3 loss=0.25 acc = 93.5%, lr=1e-3").values,
            (Values{{"loss", 0.25}, {"acc", 93.5}, {"lr", 1e-3}}));
  EXPECT_EQ(metrics_of_line("step=3 loss=0.25").step, 3);
  EXPECT_EQ(metrics_of_line("[epoch=2; val/loss=.5]").values, (Values{{"val/loss", .5}}));
  EXPECT_EQ(metrics_of_line("loss=-0.5.").values, (Values{{"loss", -0.5}}));
  for (const char* none : {"", "=", "a==1", "version=3.11.2", "time=30s", "x=abc", "http://a/?q=1",
                           "0a=1", "loss=", "loss=0x10", "loss=1e", "a=b=1"}) {
    EXPECT_TRUE(metrics_of_line(none).values.empty()) << none;
  }
}

TEST(MetricLines, NanAndInfinities_AreNumbersAndNanIsAName) {
  const Values values = metrics_of_line("nan=1 loss=nan a=inf b=-inf").values;
  ASSERT_EQ(values.size(), 4U);
  EXPECT_EQ(values[0], (std::pair<std::string, double>("nan", 1)));
  EXPECT_TRUE(std::isnan(values[1].second));
  EXPECT_EQ(values[2].second, std::numeric_limits<double>::infinity());
  EXPECT_EQ(values[3].second, -std::numeric_limits<double>::infinity());
}

TEST(MetricLines, NumbersBeyondADouble_AreInfiniteOrNought) {
  const Values values = metrics_of_line("loss=1e999 a=-1e999 b=1e-999").values;
  ASSERT_EQ(values.size(), 3U);
  EXPECT_EQ(values[0].second, std::numeric_limits<double>::infinity());
  EXPECT_EQ(values[1].second, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(values[2].second, 0);
}

TEST(MetricLines, JsonObject_IsFlattened) {
  const LineMetrics found = metrics_of_line(
      R"({"global_step": 7, "loss": 0.5, "eval": {"acc": 1}, "ok": true, "who": "a=1"})");
  EXPECT_EQ(found.step, 7);
  EXPECT_EQ(found.values, (Values{{"eval/acc", 1}, {"loss", 0.5}}));
  const LineMetrics strange = metrics_of_line(R"({"loss": NaN, "a": -Infinity, "t": "NaN=1"})");
  ASSERT_EQ(strange.values.size(), 2U);
  EXPECT_TRUE(std::isinf(strange.values[0].second));
  EXPECT_TRUE(std::isnan(strange.values[1].second));
  const LineMetrics named = metrics_of_line(R"({"name": "loss", "value": 2, "step": 9})");
  EXPECT_EQ(named.step, 9);
  EXPECT_EQ(named.values, (Values{{"loss", 2}}));
  EXPECT_TRUE(metrics_of_line("{not json}").values.empty());
  EXPECT_TRUE(metrics_of_line(R"([1, 2])").values.empty());
}

TEST(MetricLines, BytesThatAreNoUtf8_DoNoHarm) {
  EXPECT_EQ(metrics_of_line("\xff\xfe loss=1 \x80").values, (Values{{"loss", 1}}));
  EXPECT_TRUE(metrics_of_line(std::string("{\"\xff\": 1}")).values.empty());
}

TEST(LineCutter, PiecesOfAnySize_GiveTheSameLines) {
  const std::string text = "one\ntwo\r\nthree\rfour";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    LineCutter cutter;
    std::vector<std::string> lines;
    const auto take = [&](std::string_view line) {
      if (!line.empty()) {
        lines.emplace_back(line);
      }
    };
    for (std::size_t at = 0; at < text.size(); at += size) {
      cutter.add(std::string_view(text).substr(at, size), take);
    }
    cutter.finish(take);
    EXPECT_EQ(lines, (std::vector<std::string>{"one", "two", "three", "four"})) << size;
  }
}

TEST(LineCutter, EndlessLine_IsLeftOutAndTheNextIsRead) {
  LineCutter cutter;
  std::vector<std::string> lines;
  const auto take = [&](std::string_view line) { lines.emplace_back(line); };
  for (int i = 0; i < 100; ++i) {
    cutter.add(std::string(10000, 'x'), take);
  }
  cutter.add("\nloss=1\n", take);
  EXPECT_EQ(lines, (std::vector<std::string>{"loss=1"}));
}

TEST(MetricsFile, WrittenPoints_ComeBackExactly) {
  const TempDir folder;
  const std::vector<MetricPoint> points = {
      {0, 0.1, 0.5}, {1, 1.0 / 3, 1}, {2, -1e-300, 1.25}, {3, 123456789012345680.0, 2}};
  {
    MetricWriter writer(folder.path());
    for (const MetricPoint& point : points) {
      writer.append("a, \"quoted\"\nname", point);
    }
    EXPECT_TRUE(writer.flush());
  }
  const std::vector<MetricSeries> read = read_metrics(folder.path(), 0);
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].name, "a, \"quoted\" name");
  ASSERT_EQ(read[0].points.size(), points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_EQ(read[0].points[i].value, points[i].value);
    EXPECT_EQ(read[0].points[i].step, points[i].step);
  }
}

TEST(MetricsFile, TornAnywhere_GivesTheWholeLinesAndIsWrittenOn) {
  const TempDir folder;
  {
    MetricWriter writer(folder.path());
    writer.append("loss", {0, 0.5, 0});
    writer.append("loss", {1, 0.25, 0});
    writer.flush();
  }
  const std::string whole = read_file(folder.path() / "metrics.csv");
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    write_file_atomically(folder.path() / "metrics.csv", whole.substr(0, cut));
    const auto summary = summarise_metrics(folder.path());
    const std::size_t points = summary.empty() ? 0 : summary.at("loss").count;
    const auto lines = static_cast<std::size_t>(
        std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut), '\n'));
    EXPECT_EQ(points, lines == 0 ? 0 : lines - 1) << cut;
    MetricWriter writer(folder.path());
    writer.append("loss", {2, 0.125, 0});
    writer.flush();
    EXPECT_EQ(summarise_metrics(folder.path()).at("loss").last, 0.125) << cut;
    EXPECT_GE(summarise_metrics(folder.path()).at("loss").count, points + 1) << cut;
  }
}

TEST(MetricSummary, StrangeValues_AreCountedAndKeptOutOfTheFigures) {
  MetricSummary summary;
  for (const double value : {std::nan(""), 2.0, 1.0, HUGE_VAL}) {
    add_point(summary, {5, value, 0});
  }
  EXPECT_EQ(summary.count, 4U);
  EXPECT_EQ(summary.strange, 2U);
  EXPECT_EQ(summary.first, 2);
  EXPECT_EQ(summary.min, 1);
  EXPECT_EQ(summary.max, 2);
  EXPECT_EQ(summary.last, 1);
  EXPECT_TRUE(summary.last_strange);
}

TEST(ThinPoints, PeaksEndsAndNan_AreKept) {
  constexpr int kPoints = 100000;
  std::vector<MetricPoint> points;
  points.reserve(kPoints);
  for (int i = 0; i < kPoints; ++i) {
    points.push_back({i, std::sin(i / 1000.0), 0});
  }
  points[31337].value = 50;
  points[77777].value = -50;
  points[50000].value = std::nan("");
  const std::vector<MetricPoint> thin = thin_points(points, 500);
  EXPECT_LE(thin.size(), 500U);
  EXPECT_GE(thin.size(), 400U);
  EXPECT_EQ(thin.front().step, 0);
  EXPECT_EQ(thin.back().step, 99999);
  bool high = false;
  bool low = false;
  bool strange = false;
  for (std::size_t i = 0; i < thin.size(); ++i) {
    high = high || thin[i].value == 50;
    low = low || thin[i].value == -50;
    strange = strange || std::isnan(thin[i].value);
    EXPECT_TRUE(i == 0 || thin[i - 1].step < thin[i].step);
  }
  EXPECT_TRUE(high && low && strange);
  EXPECT_EQ(thin_points(points, 0).size(), points.size());
}

TEST(MetricFiles, GrowingFiles_AreReadOnceAndWhole) {
  const TempDir folder;
  const std::filesystem::path csv = folder.path() / "log.csv";
  const std::filesystem::path store = folder.path() / "mlruns/0/abc/metrics/train";
  std::filesystem::create_directories(store);
  const std::filesystem::path model = folder.path() / "mlruns/0/models/m-1/metrics/train";
  std::filesystem::create_directories(model);
  std::ofstream(model / "loss") << "1700000000000 0.75 4 abc\n";  // as its run says, too
  MetricFiles files;
  files.name("log.csv", {}, folder.path());
  std::ofstream(csv) << "epoch,loss,acc\n1,0.5,\n2,0.2";
  std::ofstream(store / "loss") << "1700000000000 0.75 4\n1700000001000 nan 5\n";
  files.find(folder.path(), {}, look_at_folder(folder.path(), {}),
             [](const std::string&) { return true; });
  std::vector<std::string> seen;
  const PointSink sink = [&](const std::string& name, std::optional<std::int64_t> step,
                             double value, double) {
    seen.push_back(name + "@" + std::to_string(step.value_or(-1)) + "=" + std::to_string(value));
  };
  files.look(sink, false);
  EXPECT_EQ(seen, (std::vector<std::string>{"loss@1=0.500000", "train/loss@4=0.750000",
                                            "train/loss@5=nan"}));
  std::ofstream(csv, std::ios::app) << "5,0.9\n3,0.1,0.8";
  files.look(sink, true);
  ASSERT_EQ(seen.size(), 7U);
  EXPECT_EQ(seen[3], "loss@2=0.250000");
  EXPECT_EQ(seen[4], "acc@2=0.900000");
  EXPECT_EQ(seen[6], "acc@3=0.800000");
}

TEST(StopRule, EveryForm_HoldsWhenItShould) {
  StopRule above("loss>10");
  EXPECT_FALSE(above.ends_at("loss", 10));
  EXPECT_TRUE(above.ends_at("loss", 10.5));
  EXPECT_FALSE(above.ends_at("other", 11));
  EXPECT_TRUE(StopRule("acc <= 0.5").ends_at("acc", 0.5));
  EXPECT_TRUE(StopRule("loss is nan").ends_at("loss", std::nan("")));
  EXPECT_FALSE(StopRule("loss > 10").ends_at("loss", std::nan("")));
  EXPECT_TRUE(StopRule("seconds > 60").ends_after(61));
  EXPECT_FALSE(StopRule("loss > 1").ends_after(61));
  StopRule patience("loss no lower for 2");
  EXPECT_FALSE(patience.ends_at("loss", 1));
  EXPECT_FALSE(patience.ends_at("loss", 2));
  EXPECT_FALSE(patience.ends_at("loss", 0.5));
  EXPECT_FALSE(patience.ends_at("loss", 0.5));
  EXPECT_TRUE(patience.ends_at("loss", 0.6));
  for (const char* wrong : {"", "loss", "loss >", "> 3", "loss > x", "loss no lower for 0",
                            "loss = 3", "two words > 1", "loss > nan"}) {
    EXPECT_THROW(StopRule{wrong}, Error) << wrong;
  }
}

}  // namespace
}  // namespace assay::practice
