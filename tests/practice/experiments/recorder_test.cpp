#include "practice/experiments/recorder.h"

#include "base/error.h"
#include "base/files.h"
#include "practice/experiments/folder.h"
#include "practice/experiments/metrics.h"
#include "practice/experiments/running.h"
#include "practice/experiments/sweep.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

class Recorder : public testing::Test {
 protected:
  void SetUp() override {
    make_folders(work_);
    request_.library = folder_.path() / "library";
    request_.experiment = "e";
    request_.folder = work_;
  }
  practice::Run shell(const std::string& script) {
    request_.asked = {"/bin/sh", "-c", script};
    return record_run(request_);
  }
  [[nodiscard]] fs::path folder_of(const practice::Run& run) const {
    return run_folder(experiment_folder(request_.library, run.experiment), run.id);
  }

  TempDir folder_;
  fs::path work_ = folder_.path() / "work";
  RunRequest request_;
};

TEST_F(Recorder, AFinishedRun_IsRecordedWhole) {
  request_.seed = 7;
  request_.parameters = {{"lr", "0.1"}};
  std::string shown;
  request_.show = [&](bool is_error, std::string_view bytes) {
    shown += (is_error ? "E:" : "O:") + std::string(bytes);
  };
  const practice::Run run = shell(
      "echo step=1 loss=0.5; echo step=2 loss=0.25; echo $ASSAY_SEED $ASSAY_PARAM_lr {lr} {seed}; "
      "echo oh >&2; echo made > out.txt; echo own > $ASSAY_OUT/own.txt");
  EXPECT_EQ(run.status, RunStatus::kFinished) << run.reason;
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.metrics.at("loss").count, 2U);
  EXPECT_EQ(run.metrics.at("loss").last, 0.25);
  EXPECT_EQ(run.last_step, 2);
  EXPECT_EQ(read_file(folder_of(run) / "stdout.log"),
            "step=1 loss=0.5\nstep=2 loss=0.25\n7 0.1 0.1 7\n");
  EXPECT_EQ(read_file(folder_of(run) / "stderr.log"), "oh\n");
  EXPECT_NE(shown.find("E:oh\n"), std::string::npos);
  ASSERT_EQ(run.outputs.size(), 2U);
  EXPECT_EQ(run.outputs[0].path, "out.txt");
  EXPECT_EQ(run.outputs[0].sha256, sha256("made\n"));
  EXPECT_EQ(run.outputs[1].path, "{out}/own.txt");
  EXPECT_GT(run.peak_bytes, 0U);
  EXPECT_GT(run.end_ns, run.start_ns);
  EXPECT_EQ(format_run(read_run(folder_of(run))), format_run(run));
  EXPECT_TRUE(runs_in_folder(request_.library, work_, "").empty());
}

TEST_F(Recorder, FailuresOfEveryKind_AreToldApart) {
  const practice::Run status = shell("exit 3");
  EXPECT_EQ(status.status, RunStatus::kFailed);
  EXPECT_EQ(status.exit_code, 3);
  const practice::Run crash = shell("kill -SEGV $$");
  EXPECT_EQ(crash.status, RunStatus::kFailed);
  EXPECT_EQ(crash.signal, SIGSEGV);
  const practice::Run killed = shell("echo step=4 loss=1; kill -9 $$");
  EXPECT_EQ(killed.status, RunStatus::kInterrupted);
  EXPECT_EQ(killed.last_step, 4);
  request_.asked = {"no-such-program-at-all"};
  const practice::Run missing = record_run(request_);
  EXPECT_EQ(missing.status, RunStatus::kFailed);
  EXPECT_EQ(missing.exit_code, 127);
  std::ofstream(work_ / "text") << "not a program";
  fs::permissions(work_ / "text", fs::perms::owner_all);
  request_.asked = {"./text"};
  EXPECT_EQ(record_run(request_).exit_code, 126);
}

TEST_F(Recorder, StopRule_EndsTheWholeGroup) {
  request_.rules.emplace_back("loss > 10");
  const practice::Run run = shell("echo loss=1; echo loss=11; sleep 600 & wait");
  EXPECT_EQ(run.status, RunStatus::kStopped);
  EXPECT_NE(run.reason.find("loss > 10"), std::string::npos);
  EXPECT_LT(run.wall_seconds, 60);
}

TEST_F(Recorder, AnInterruptedRun_SaysSo) {
  const std::atomic<bool> interrupted = true;
  request_.interrupted = &interrupted;
  const practice::Run run = shell("exec sleep 600");
  EXPECT_EQ(run.status, RunStatus::kInterrupted);
  EXPECT_LT(run.wall_seconds, 60);
}

TEST_F(Recorder, StrangeOutput_IsKeptByteForByte) {
  const practice::Run run =
      shell("printf '\\377\\376 loss=nan nan=2\\n\\000\\001 x'; printf 'acc=1'");
  EXPECT_EQ(run.status, RunStatus::kFinished);
  EXPECT_EQ(run.metrics.at("nan").last, 2);
  EXPECT_EQ(run.metrics.at("loss").strange, 1U);
  EXPECT_EQ(read_file(folder_of(run) / "stdout.log").size(), 27U);
}

TEST_F(Recorder, AWorkingFolderThatIsDeleted_IsNoted) {
  const practice::Run run = shell("rm -r \"$PWD\"; echo loss=1");
  EXPECT_EQ(run.status, RunStatus::kFinished);
  ASSERT_EQ(run.notes.size(), 1U);
  EXPECT_NE(run.notes[0].find("deleted"), std::string::npos);
}

TEST_F(Recorder, ARunFolderThatIsDeleted_StillLeavesARecord) {
  const practice::Run run = shell("rm -r \"$ASSAY_OUT/..\"; echo loss=1");
  EXPECT_EQ(run.metrics.at("loss").count, 1U);
  EXPECT_EQ(read_run(folder_of(run)).status, RunStatus::kFinished);
}

TEST_F(Recorder, MetricsOfFiles_AreTaken) {
  request_.metric_files = {"log.jsonl"};
  std::ofstream(work_ / "log.jsonl") << "{\"old\": 1}\n";
  const practice::Run run = shell(
      "echo '{\"step\": 5, \"loss\": 0.5}' >> log.jsonl; echo '{\"acc\": 1}' >> $ASSAY_METRICS; "
      "mkdir -p mlruns/0/r/metrics; echo '1700000000000 3 2' > mlruns/0/r/metrics/f1");
  EXPECT_EQ(run.metrics.size(), 3U);
  EXPECT_EQ(run.metrics.at("loss").last_step, 5);
  EXPECT_EQ(run.metrics.at("acc").last, 1);
  EXPECT_EQ(run.metrics.at("f1").last, 3);
  EXPECT_TRUE(run.notes.empty()) << run.notes.front();
  EXPECT_TRUE(run.inputs.empty()) << "what metrics are taken from is no datum";
}

TEST_F(Recorder, AClockThatIsSetBack_IsNotedAndChangesNoDuration) {
  constexpr std::int64_t kStart = 1'795'768'210'000'000'000;
  int asked = 0;
  request_.wall_clock = [&asked] {
    return kStart - (++asked > 2 ? std::int64_t{3600} * 1'000'000'000 : 0);
  };
  const practice::Run run = shell("echo step=1 loss=1");
  EXPECT_EQ(run.status, RunStatus::kFinished);
  ASSERT_EQ(run.notes.size(), 1U);
  EXPECT_EQ(run.notes[0], "the clock was set back by 3600 s while it ran");
  EXPECT_GE(run.wall_seconds, 0);
  EXPECT_LT(run.wall_seconds, 600);
  EXPECT_GE(run.end_ns, run.start_ns);
}

TEST_F(Recorder, TwoRunsInOneFolder_TellThatTheyWere) {
  const RunningMark other(request_.library, "e", "20200101-000000-1", work_);
  const practice::Run run = shell("echo x > made.txt");
  ASSERT_EQ(run.notes.size(), 1U);
  EXPECT_NE(run.notes[0].find("20200101-000000-1"), std::string::npos);
}

TEST_F(Recorder, WrongNamesAndNoCommand_AreRefused) {
  request_.experiment = "../x";
  request_.asked = {"true"};
  EXPECT_THROW(record_run(request_), Error);
  request_.experiment = "e";
  request_.asked = {};
  EXPECT_THROW(record_run(request_), Error);
}

TEST(FillIn, KnownNames_AreFilledInAndOtherBracesStay) {
  EXPECT_EQ(
      fill_in({"{lr}", "a{seed}b{lr}", "{}", "{unknown}", "{", "{out}/x", "{run}"},
              {{"lr", "{seed}"}}, 3, "/o", "id"),
      (std::vector<std::string>{"{seed}", "a3b{seed}", "{}", "{unknown}", "{", "/o/x", "id"}));
}

TEST(Axes, AreParsedAndPlanned) {
  EXPECT_EQ(parse_axis("lr=1e-3,1e-4"), (Axis{"lr", {"1e-3", "1e-4"}}));
  for (const char* wrong : {"", "lr", "=1", "a b=1", "seed=1,2", "out=x"}) {
    EXPECT_THROW(parse_axis(wrong), Error) << wrong;
  }
  EXPECT_EQ(parse_seeds("3"), (std::vector<std::int64_t>{0, 1, 2}));
  EXPECT_EQ(parse_seeds("7,3"), (std::vector<std::int64_t>{7, 3}));
  for (const char* wrong : {"", "0", "-1", "x", "1,1", "1,", "1000000"}) {
    EXPECT_THROW(parse_seeds(wrong), Error) << wrong;
  }
  SweepRequest request;
  request.axes = {{"a", {"1", "2"}}, {"b", {"x", "y"}}};
  request.seeds = {0, 1};
  const auto plan = plan_sweep(request);
  ASSERT_EQ(plan.size(), 8U);
  EXPECT_EQ(plan[1].second, 1);
  EXPECT_EQ(plan[2].first.at("b"), "y");
}

TEST_F(Recorder, ASweep_GoesOnWhereItWasLeft) {
  SweepRequest sweep;
  sweep.base = request_;
  sweep.base.asked = {"/bin/sh", "-c", "echo loss={lr}; test {seed} != 1 -o -e good"};
  sweep.axes = {{"lr", {"1", "2"}}};
  sweep.seeds = {0, 1};
  sweep.jobs = 2;
  std::size_t ended = 0;
  const SweepResult first = run_sweep(sweep, [&](const practice::Run&) { ++ended; });
  EXPECT_EQ(ended, 4U);
  ASSERT_EQ(first.runs.size(), 4U);
  EXPECT_EQ(first.runs[0].status, RunStatus::kFinished);
  EXPECT_EQ(first.runs[1].status, RunStatus::kFailed);
  EXPECT_EQ(first.runs[3].metrics.at("loss").last, 2);
  std::ofstream(work_ / "good") << "now";
  const SweepResult second = run_sweep(sweep, [](const practice::Run&) {});
  EXPECT_EQ(second.earlier.size(), 2U);
  EXPECT_EQ(second.runs.size(), 2U);
  EXPECT_EQ(run_sweep(sweep, [](const practice::Run&) {}).runs.size(), 0U);
  sweep.again = true;
  EXPECT_EQ(run_sweep(sweep, [](const practice::Run&) {}).runs.size(), 4U);
}

}  // namespace
}  // namespace assay::practice
