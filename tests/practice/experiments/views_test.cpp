#include "practice/experiments/views.h"

#include "base/error.h"
#include "base/files.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

/// An experiment with a claim on a level, and a finished run a value.
void make_experiment(const fs::path& library, double claimed, const std::vector<double>& values) {
  const fs::path folder = experiment_folder(library, "one");
  make_folders(folder / "runs");
  write_file_atomically(
      folder / "experiment.toml",
      "version = 1\nquestion = \"?\"\nmetric = \"acc\"\n[[claim]]\nname = \"high\"\n"
      "metric = \"acc\"\nkind = \"level\"\ndirection = \"higher\"\ntolerance = 0.5\n"
      "value = " +
          std::to_string(claimed) + "\n[[check]]\nname = \"matches\"\nwhen = \"claim high\"\n");
  for (std::size_t i = 0; i < values.size(); ++i) {
    Run run;
    run.id = "r" + std::to_string(i);
    run.experiment = "one";
    run.seed = static_cast<std::int64_t>(i);
    run.status = RunStatus::kFinished;
    run.exit_code = 0;
    add_point(run.metrics["acc"], {1, values[i], 0});
    make_folders(folder / "runs" / run.id);
    write_run(folder / "runs" / run.id, run, false);
  }
}

double credit(double claimed, const std::vector<double>& values) {
  const TempDir library;
  make_experiment(library.path(), claimed, values);
  const ExperimentView view = view_experiment(library.path(), "one");
  return view.grades.at(1).score;
}

TEST(ExperimentView, VerdictsCountInTheChecks) {
  EXPECT_EQ(credit(10, {10.0, 10.1, 9.9, 10.05, 9.95}), 1) << "reproduced";
  EXPECT_EQ(credit(20, {10.0, 10.1, 9.9, 10.05, 9.95}), 0) << "not reproduced";
  EXPECT_EQ(credit(10, {10.0}), 0) << "not enough runs";
}

TEST(ExperimentView, WithoutRunsItSaysWhyThereIsNoVerdict) {
  const TempDir library;
  make_experiment(library.path(), 1, {});
  const auto json = nlohmann::json::parse(to_json(view_experiment(library.path(), "one")));
  EXPECT_TRUE(json["verdict"].is_null());
  EXPECT_EQ(json["why_no_verdict"], "there is no run yet");
  EXPECT_TRUE(json["claims"][0]["measured"].is_null());
  EXPECT_THROW(view_experiment(library.path(), "../one"), Error);
}

TEST(MetricTail, GivesEachWholeLineOnce) {
  const TempDir folder;
  MetricTail tail(folder.path());
  std::vector<double> seen;
  const auto read = [&] {
    tail.read([&](std::string_view name, const MetricPoint& point) {
      EXPECT_EQ(name, "loss");
      seen.push_back(point.value);
    });
  };
  read();
  EXPECT_TRUE(seen.empty()) << "there is no file yet";
  std::ofstream out(folder.path() / "metrics.csv", std::ios::binary);
  out << "name,step,value,seconds\nloss,1,0.5,0\nloss,2,0." << std::flush;
  read();
  EXPECT_EQ(seen, std::vector<double>({0.5}));
  out << "25,0\n" << std::flush;
  read();
  EXPECT_EQ(seen, std::vector<double>({0.5, 0.25}));
}

TEST(Log, IsPagedByWholeLines) {
  const TempDir folder;
  write_file_atomically(folder.path() / "stdout.log",
                        "one\ntwo\nthr\xff"
                        "ee\n");
  practice::Run run;
  run.id = "r";
  const auto page = [&](std::uint64_t from, std::size_t most) {
    return nlohmann::json::parse(log_json(folder.path(), run, false, from, most));
  };
  EXPECT_EQ(page(0, 9)["text"], "one\ntwo\n");
  EXPECT_EQ(page(0, 9)["next"], 8);
  EXPECT_EQ(page(8, 100)["text"],
            "thr\xEF\xBF\xBD"
            "ee\n");
  EXPECT_EQ(page(UINT64_MAX, 7)["from"], 8) << "without a place its end is shown";
  EXPECT_EQ(nlohmann::json::parse(log_json(folder.path(), run, true, 0, 10))["size"], 0);
}

}  // namespace
}  // namespace assay::practice
