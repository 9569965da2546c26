#include "practice/experiments/differ.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::practice::differ_test {
namespace {

using Record = Run;  // within a test, Run is a method of the framework

Record run_of(const std::string& id, std::int64_t seed, double loss) {
  Record run;
  run.id = id;
  run.seed = seed;
  run.status = RunStatus::kFinished;
  run.asked = {"python3", "train.py"};
  run.parameters["lr"] = "0.1";
  run.git.commit = std::string(40, 'a');
  run.packages = {{"pypi", "torch", "2.1.0"}, {"pypi", "tqdm", "4.66"}};
  MetricSummary summary;
  summary.count = 1;
  summary.last = loss;
  run.metrics["loss"] = summary;
  return run;
}

Experiment experiment() {
  Experiment out;
  out.metric = "loss";
  return out;
}

TEST(Differ, AParameter_ComesBeforeEverything) {
  Record theirs = run_of("b", 1, 1.0);
  theirs.parameters["lr"] = "0.01";
  theirs.packages[0].version = "2.2.0";
  theirs.git.commit = std::string(40, 'b');
  const DifferReport found = differ_runs(experiment(), run_of("a", 1, 2.0), theirs, {}, {}, {});
  ASSERT_EQ(found.differences.size(), 3U);
  EXPECT_EQ(found.differences[0].what, "lr");
  EXPECT_EQ(found.differences[1].cause, Cause::kCode);
  EXPECT_EQ(found.differences[2].what, "torch");
}

TEST(Differ, VariablesThatAssayMadeOfTheSetting_AreToldOnce) {
  Record mine = run_of("a", 1, 2.0);
  Record theirs = run_of("b", 2, 1.0);
  theirs.parameters["lr"] = "0.01";
  mine.environment = {{"ASSAY_SEED", "1"}, {"PYTHONHASHSEED", "1"}, {"ASSAY_PARAM_lr", "0.1"}};
  theirs.environment = {{"ASSAY_SEED", "2"}, {"PYTHONHASHSEED", "2"}, {"ASSAY_PARAM_lr", "0.01"}};
  EXPECT_EQ(differ_runs(experiment(), mine, theirs, {}, {}, {}).differences.size(), 2U);
  theirs.environment.erase("PYTHONHASHSEED");  // of a run that was made elsewhere
  EXPECT_EQ(differ_runs(experiment(), mine, theirs, {}, {}, {}).differences.size(), 3U);
}

TEST(Differ, TheSameNumberWrittenOtherwise_IsTheSame) {
  Record theirs = run_of("b", 1, 1.0);
  theirs.parameters["lr"] = "1e-1";
  const DifferReport found = differ_runs(experiment(), run_of("a", 1, 1.0), theirs, {}, {}, {});
  EXPECT_TRUE(found.differences.empty());
  EXPECT_NE(to_text(found).find("Nothing on record differs"), std::string::npos);
}

TEST(Differ, SeedsComeFirst_WhereTheyAloneDoAsMuch) {
  const std::vector<Record> others = {run_of("a", 1, 1.0), run_of("b", 2, 1.2),
                                      run_of("c", 3, 0.9)};
  Record theirs = run_of("b", 2, 1.2);
  theirs.parameters["lr"] = "0.1";
  theirs.packages[0].version = "2.2.0";
  const DifferReport usual = differ_runs(experiment(), others[0], theirs, others, {}, {});
  EXPECT_EQ(usual.differences[0].cause, Cause::kSeeds);
  Record far = run_of("d", 4, 9.0);
  far.packages[0].version = "2.2.0";
  const DifferReport large = differ_runs(experiment(), others[0], far, others, {}, {});
  EXPECT_EQ(large.differences[0].what, "torch") << "seeds do not explain so much";
}

TEST(Differ, ChangedData_ComeBeforeCodeAndPackages) {
  Record mine = run_of("a", 1, 2.0);
  Record theirs = run_of("b", 1, 1.0);
  theirs.packages[0].version = "3.0.0";
  theirs.git.commit = std::string(40, 'b');
  mine.inputs = {{"data/train.csv", 100, std::string(64, '1'), "listed"},
                 {"same.csv", 5, std::string(64, '3'), "read"},
                 {"model.py", 50, std::string(64, '4'), "read"}};
  theirs.inputs = mine.inputs;
  theirs.inputs[0].sha256 = std::string(64, '2');
  theirs.inputs[2].bytes = 51;
  const DifferReport found = differ_runs(experiment(), mine, theirs, {}, {}, {});
  ASSERT_EQ(found.differences.size(), 4U);
  EXPECT_EQ(found.differences[0].cause, Cause::kData);
  EXPECT_EQ(found.differences[0].what, "data/train.csv");
  EXPECT_EQ(found.differences[0].mine, "100 bytes, sha256 111111111111");
  EXPECT_EQ(found.differences[1].what, "model.py");
  EXPECT_EQ(found.differences[1].cause, Cause::kCode);
  theirs.inputs = mine.inputs;
  const DifferReport same = differ_runs(experiment(), mine, theirs, {}, {}, {});
  EXPECT_NE(std::find(same.same.begin(), same.same.end(), "data"), same.same.end());
  theirs.inputs.clear();
  const DifferReport unknown = differ_runs(experiment(), mine, theirs, {}, {}, {});
  EXPECT_EQ(std::find(unknown.same.begin(), unknown.same.end(), "data"), unknown.same.end());
  EXPECT_NE(to_text(unknown).find("of one of them no file"), std::string::npos);
}

TEST(Differ, AFrameworkCountsMoreThanAHelper) {
  Record theirs = run_of("b", 1, 1.0);
  theirs.packages[0].version = "2.1.1";
  theirs.packages[1].version = "5.0";
  const DifferReport found = differ_runs(experiment(), run_of("a", 1, 2.0), theirs, {}, {}, {});
  ASSERT_EQ(found.differences.size(), 2U);
  EXPECT_EQ(found.differences[0].what, "torch");
}

TEST(Differ, UncommittedLines_AreShown) {
  Record mine = run_of("a", 1, 2.0);
  mine.git.dirty = true;
  mine.git.diff_sha256 = std::string(64, 'c');
  const DifferReport found =
      differ_runs(experiment(), mine, run_of("b", 1, 1.0), {}, "+lr = 0.5\n same\n", " same\n");
  EXPECT_EQ(found.diff, "mine   +lr = 0.5\n");
  EXPECT_EQ(found.differences[0].what, "uncommitted changes");
}

TEST(Differ, AgainstTheClaim_DataAndDriftAreTold) {
  Experiment asked = experiment();
  asked.dataset = "digits";
  TestedClaim claim;
  claim.name = "one";
  claim.metric = "loss";
  claim.dataset = "ImageNet";
  claim.value = 0.5;
  claim.subject = {{"lr", "0.2"}};
  Drift drift;
  drift.date = "2019-06-06";
  drift.packages.push_back({"torch", "1.1.0", "2019-04-30", "2.1.0", 3, {"2.0: x is removed"}});
  const DifferReport found = differ_claim(asked, claim, run_of("a", 1, 1.0), {}, drift);
  ASSERT_EQ(found.differences.size(), 3U);
  EXPECT_EQ(found.differences[0].what, "lr");
  EXPECT_EQ(found.differences[1].theirs, "ImageNet");
  EXPECT_NE(found.differences[2].why.find("x is removed"), std::string::npos);
  const auto json = nlohmann::json::parse(to_json(found));
  EXPECT_EQ(json["values"][0], 1.0);
  EXPECT_EQ(json["values"][1], 0.5);
}

TEST(Versions, AreOrderedAsReleasesAre) {
  EXPECT_LT(compare_versions("1.9", "1.10"), 0);
  EXPECT_LT(compare_versions("2.0rc1", "2.0"), 0);
  EXPECT_LT(compare_versions("2.0a1", "2.0b1"), 0);
  EXPECT_GT(compare_versions("2.0.post1", "2.0"), 0);
  EXPECT_EQ(compare_versions("v2.0", "2.0.0"), 0);
  EXPECT_EQ(compare_versions("2.1.0+cu118", "2.1"), 0);
  EXPECT_EQ(version_distance("1.13.1", "2.0"), 3);
  EXPECT_EQ(version_distance("2.0", "2.1"), 2);
  EXPECT_EQ(version_distance("2.1.0", "2.1.2"), 1);
}

TEST(EnvironmentLock, TheNewestReleaseOfTheDay_IsTaken) {
  const std::vector<ReleaseNote> releases = {
      {"torch", "1.2.0", "2019-08-08",
       "## Breaking changes\n- `x` now returns y\n## Other\n- fast"},
      {"torch", "1.1.0", "2019-04-30", ""},
      {"torch", "1.2.0rc1", "2019-06-01", ""},
      {"torch", "1.0.0", "2018-12-07", ""},
      {"torch", "1.3.0", "2019-10-10", "dropout2d was removed\nfaster"},
      {"keras", "3.0", "2023-11-28", ""},
      {"torch", "9.9", "", "no date"},
  };
  const Drift found =
      drift_of("2019-06-06", releases, {{"pypi", "Torch", "1.2.0"}, {"pypi", "numpy", "1.26"}});
  ASSERT_EQ(found.packages.size(), 2U);
  const PackageDrift& torch = found.packages[0];
  EXPECT_EQ(torch.then, "1.1.0") << "a candidate is no release";
  EXPECT_EQ(torch.distance, 2);
  EXPECT_EQ(torch.breaking, std::vector<std::string>{"1.2.0: `x` now returns y"})
      << "not what came after the one in use";
  EXPECT_EQ(found.packages[1].then, "");
  EXPECT_EQ(found.unknown, std::vector<std::string>{"numpy"});
  const std::string lock = lock_text(found, "arxiv:1906.02629");
  EXPECT_NE(lock.find("torch==1.1.0  # 2019-04-30"), std::string::npos) << lock;
  EXPECT_NE(lock.find("# numpy: no release"), std::string::npos);
  EXPECT_TRUE(drift_of("", releases, {}).packages.empty());
}

}  // namespace
}  // namespace assay::practice::differ_test
