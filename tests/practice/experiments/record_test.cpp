#include "practice/experiments/record.h"

#include "base/error.h"
#include "base/files.h"
#include "practice/experiments/metrics.h"
#include "practice/experiments/running.h"

#include <gtest/gtest.h>

#include <fstream>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

practice::Run sample() {
  practice::Run run;
  run.id = "20261127-083012-1";
  run.experiment = "smoothing";
  run.command = {"python3", "train.py", "--name", "caf\xc3\xa9 \"x\"\n"};
  run.asked = {"python3", "train.py"};
  run.folder = "/tmp/x";
  run.parameters = {{"lr", "1e-3"}};
  run.seed = -3;
  run.git.commit = std::string(40, 'a');
  run.git.dirty = true;
  run.git.untracked = {"new.py"};
  run.environment = {{"OMP_NUM_THREADS", "4"}};
  run.packages = {{"npm", "left", "1.0"}, {"pypi", "numpy", "1.26.4"}};
  run.hardware = {"CPU", 8, 1U << 30U, {"GPU"}, "OS", "abc"};
  run.start_ns = 1700000000123456789;
  run.end_ns = run.start_ns + 5;
  run.status = RunStatus::kStopped;
  run.reason = "rule";
  run.exit_code = 3;
  run.wall_seconds = 1.5;
  run.peak_bytes = 123;
  run.energy_joules = 7.5;
  run.outputs = {{"a/b.bin", 10, "ff"}};
  run.metrics["loss"] = {3, 1, 0.5, 0.25, 0.25, 0.5, true, 9};
  run.notes = {"note"};
  run.watcher = {12, 34, "boot"};
  return run;
}

TEST(Run, Written_ReadsBackTheSame) {
  const practice::Run run = sample();
  const practice::Run back = parse_run(format_run(run), "x");
  EXPECT_EQ(format_run(back), format_run(run));
  EXPECT_EQ(back.command, run.command);
  EXPECT_EQ(back.start_ns, run.start_ns);
  EXPECT_EQ(back.exit_code, 3);
  EXPECT_EQ(back.packages.size(), 2U);
  EXPECT_EQ(back.metrics.at("loss").last_step, 9);
  EXPECT_EQ(back.status, RunStatus::kStopped);
}

TEST(Run, DamagedOrNewer_IsToldAndWrongTypesAreNoCrash) {
  EXPECT_THROW(parse_run("", "x"), Error);
  EXPECT_THROW(parse_run("[]", "x"), Error);
  EXPECT_THROW(parse_run("{\"version\":1", "x"), Error);
  try {
    parse_run("{\"version\":2}", "x");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kUnsupportedVersion);
  }
  const practice::Run run = parse_run(
      R"({"version":1,"id":7,"metrics":{"a":3},"outputs":[1],"packages":{"pypi":{"x":1}},"git":[]})",
      "x");
  EXPECT_TRUE(run.id.empty());
  EXPECT_EQ(run.metrics.at("a").count, 0U);
}

TEST(Run, BytesThatAreNoUtf8_AreWrittenAllTheSame) {
  practice::Run run = sample();
  run.command = {"\xff\xfe"};
  EXPECT_EQ(parse_run(format_run(run), "x").command.size(), 1U);
}

TEST(Run, OfADeadWatcher_IsInterruptedUpToItsLastWholeLine) {
  const TempDir library;
  const fs::path folder = run_folder(experiment_folder(library.path(), "e"), "20261127-083012-1");
  make_folders(folder);
  practice::Run run = sample();
  run.status = RunStatus::kRunning;
  run.end_ns = 0;
  run.metrics.clear();
  run.watcher = this_watcher();
  write_run(folder, run, false);
  std::ofstream(folder / "metrics.csv") << "name,step,value,seconds\nloss,0,1,0.5\nloss,7,0.5,2.5\n"
                                           "loss,8,0.2";
  EXPECT_EQ(read_run(folder).status, RunStatus::kRunning);
  EXPECT_EQ(read_run(folder).last_step, 7) << "a running one tells how far it is";
  run.watcher.start += 1;  // the same number, another process
  write_run(folder, run, false);
  const practice::Run dead = read_run(folder);
  EXPECT_EQ(dead.status, RunStatus::kInterrupted);
  EXPECT_EQ(dead.last_step, 7);
  EXPECT_EQ(dead.metrics.at("loss").last, 0.5);
  EXPECT_EQ(dead.wall_seconds, 2.5);
  EXPECT_NE(dead.reason.find("step 7"), std::string::npos) << dead.reason;
  {
    const RunningMark mark(library.path(), "e", run.id, "/tmp/x");
    EXPECT_EQ(runs_in_folder(library.path(), "/tmp/x", "").size(), 1U);
    EXPECT_EQ(repair_runs(library.path()), (std::vector<std::string>{"e/20261127-083012-1"}));
    EXPECT_TRUE(repair_runs(library.path()).empty());
  }
  EXPECT_NE(read_file(folder / "run.json").find("\"interrupted\""), std::string::npos);
}

TEST(Runs, AreListedAndFoundByABeginning) {
  const TempDir library;
  const fs::path experiment = experiment_folder(library.path(), "e");
  EXPECT_TRUE(list_runs(experiment).runs.empty());
  for (const char* id : {"20261127-083012-1", "20261127-083012-2", "20261128-000000-1"}) {
    make_folders(run_folder(experiment, id));
    practice::Run run = sample();
    run.id = id;
    write_run(run_folder(experiment, id), run, false);
  }
  make_folders(run_folder(experiment, "20261129-000000-1"));
  std::ofstream(run_folder(experiment, "20261129-000000-1") / "run.json") << "torn";
  const RunList list = list_runs(experiment);
  ASSERT_EQ(list.runs.size(), 3U);
  EXPECT_EQ(list.runs[2].id, "20261128-000000-1");
  EXPECT_EQ(list.troubles.size(), 1U);
  EXPECT_EQ(find_run(library.path(), "", "20261128").filename(), "20261128-000000-1");
  EXPECT_EQ(find_run(library.path(), "e", "20261127-083012-1").filename(), "20261127-083012-1");
  EXPECT_THROW(find_run(library.path(), "", "20261127"), Error);
  EXPECT_THROW(find_run(library.path(), "other", "20261127-083012-1"), Error);
}

TEST(ExperimentName, OnlyPlainOnes_AreTaken) {
  for (const char* good : {"a", "label-smoothing", "9.1_x"}) {
    EXPECT_TRUE(is_experiment_name(good)) << good;
  }
  for (const char* bad : {"", ".", "..", "-x", "A", "a/b", "a b", ".running"}) {
    EXPECT_FALSE(is_experiment_name(bad)) << bad;
  }
  EXPECT_FALSE(is_experiment_name(std::string(81, 'a')));
}

}  // namespace
}  // namespace assay::practice
