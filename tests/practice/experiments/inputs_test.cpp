#include "practice/experiments/inputs.h"

#include "base/files.h"
#include "practice/experiments/recorder.h"
#include "practice/experiments/sweep.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <fstream>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;
using Record = Run;  // within a test, Run is a method of the framework

class Inputs : public testing::Test {
 protected:
  void SetUp() override {
    make_folders(work_);
    make_folders(elsewhere_);
    request_.library = folder_.path() / "library";
    request_.experiment = "e";
    request_.folder = work_;
  }
  Record shell(const std::string& script) {
    request_.asked = {"/bin/sh", "-c", script};
    return record_run(request_);
  }
  static void write(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
  }
  static const RunInput* find(const Record& run, const std::string& path) {
    for (const RunInput& input : run.inputs) {
      if (input.path == path) {
        return &input;
      }
    }
    return nullptr;
  }
  /// What a look at this process finds.
  Record looked() {
    InputWatch watch(work_, look_at_folder(work_, {}), folder_.path() / "own", {});
    watch.look_at_processes(::getpid());
    Record run;
    watch.finish(look_at_folder(work_, {}), folder_.path() / "hashes", run);
    return run;
  }

  TempDir folder_;
  fs::path work_ = fs::canonical(folder_.path()) / "work";
  fs::path elsewhere_ = fs::canonical(folder_.path()) / "elsewhere";
  RunRequest request_;
};

TEST_F(Inputs, WhatARunReads_IsHashed_AndWhatItWritesIsNot) {
  make_folders(work_ / "listed");
  make_folders(work_ / "deep/er");
  write(work_ / "listed/a.bin", "aaa");
  write(work_ / "deep/er/data.csv", "1,2\n");
  write(work_ / "config.json", "{}");
  write(work_ / "never.txt", "not read");
  request_.data = {"listed", "missing.csv"};
  request_.parameters = {{"config", "config.json"}};
  request_.asked = {"/bin/sh", "-c", "cat deep/er/data.csv > out.csv; cat out.csv",
                    "--config={config}"};
  const Record run = record_run(request_);
  ASSERT_EQ(run.status, RunStatus::kFinished) << run.reason;
  ASSERT_EQ(run.inputs.size(), 3U);
  EXPECT_EQ(find(run, "config.json")->seen, "argument");
  EXPECT_EQ(find(run, "listed/a.bin")->seen, "listed");
  ASSERT_NE(find(run, "deep/er/data.csv"), nullptr) << "opened and closed within the folder";
  EXPECT_EQ(find(run, "deep/er/data.csv")->sha256, sha256("1,2\n"));
  ASSERT_EQ(run.notes.size(), 1U);
  EXPECT_NE(run.notes[0].find("missing.csv"), std::string::npos);
  EXPECT_EQ(format_run(parse_run(format_run(run), "")), format_run(run));
}

TEST_F(Inputs, AFileThatChangesMeanwhile_HasNoHashAndIsNoted) {
  write(work_ / "state.txt", "before");
  const Record run = shell("cat state.txt; echo after >> state.txt");
  EXPECT_EQ(find(run, "state.txt"), nullptr);
  ASSERT_EQ(run.notes.size(), 1U);
  EXPECT_NE(run.notes[0].find("state.txt"), std::string::npos);
}

TEST_F(Inputs, FilesHeldOpenOrMapped_AreSeenWhereverTheyLie) {
  for (const char* name : {"read", "mapped", "written", "lib.so"}) {
    write(elsewhere_ / name, name);
  }
  const Fd read(::open((elsewhere_ / "read").c_str(), O_RDONLY));
  const Fd library(::open((elsewhere_ / "lib.so").c_str(), O_RDONLY));
  const Fd written(::open((elsewhere_ / "written").c_str(), O_RDWR));
  Fd mapped(::open((elsewhere_ / "mapped").c_str(), O_RDONLY));
  void* const place = ::mmap(nullptr, 6, PROT_READ, MAP_PRIVATE, mapped.get(), 0);
  ASSERT_NE(place, MAP_FAILED);
  mapped = Fd();
  const Record run = looked();
  ::munmap(place, 6);
  ASSERT_NE(find(run, elsewhere_ / "read"), nullptr);
  EXPECT_EQ(find(run, elsewhere_ / "read")->sha256, sha256("read"));
  EXPECT_EQ(find(run, elsewhere_ / "read")->seen, "open");
  EXPECT_NE(find(run, elsewhere_ / "mapped"), nullptr);
  EXPECT_EQ(find(run, elsewhere_ / "written"), nullptr);
  EXPECT_EQ(find(run, elsewhere_ / "lib.so"), nullptr);
  EXPECT_EQ(find(run, fs::read_symlink("/proc/self/exe")), nullptr) << "the program itself";
}

TEST_F(Inputs, AnotherRunsRecordHeldOpen_IsNoDatum_WhatItMadeIs) {
  const fs::path run = elsewhere_ / "runs/20261127-083012-1";
  make_folders(run / "files");
  for (const char* name : {"run.json", "stdout.log", "metrics.csv", "files/model.npz"}) {
    write(run / name, name);
  }
  const Fd log(::open((run / "stdout.log").c_str(), O_RDONLY));
  const Fd model(::open((run / "files/model.npz").c_str(), O_RDONLY));
  make_folders(elsewhere_ / "runs/tensorboard");
  write(elsewhere_ / "runs/tensorboard/metrics.csv", "of another tool");
  const Fd theirs(::open((elsewhere_ / "runs/tensorboard/metrics.csv").c_str(), O_RDONLY));
  const Record found = looked();
  EXPECT_EQ(find(found, run / "stdout.log"), nullptr);
  EXPECT_NE(find(found, run / "files/model.npz"), nullptr);
  EXPECT_NE(find(found, elsewhere_ / "runs/tensorboard/metrics.csv"), nullptr);
}

TEST_F(Inputs, StandardInputFromAFile_IsSeen) {
  write(elsewhere_ / "piped.txt", "text");
  const Fd file(::open((elsewhere_ / "piped.txt").c_str(), O_RDONLY));
  const Fd kept(::dup(STDIN_FILENO));
  ASSERT_GE(::dup2(file.get(), STDIN_FILENO), 0);
  request_.standard_input = true;
  const Record run = shell("cat");
  ::dup2(kept.get(), STDIN_FILENO);
  ASSERT_NE(find(run, elsewhere_ / "piped.txt"), nullptr);
  EXPECT_EQ(find(run, elsewhere_ / "piped.txt")->sha256, sha256("text"));
}

TEST_F(Inputs, LargeFilesHashes_AreRemembered_UntilTheFileChanges) {
  const fs::path large = work_ / "large.bin";
  const auto hash = [&] {
    InputWatch watch(work_, look_at_folder(work_, {}), folder_.path() / "own", {});
    watch.list({"large.bin"}, work_);
    Record run;
    watch.finish(look_at_folder(work_, {}), folder_.path() / "hashes", run);
    return run.inputs.at(0).sha256;
  };
  const auto set = [&](char fill, int hours) {
    write(large, std::string(std::size_t{9} << 20, fill));
    fs::last_write_time(large, fs::file_time_type::clock::now() - std::chrono::hours(hours));
  };
  set('a', 2);
  EXPECT_EQ(hash(), sha256(std::string(std::size_t{9} << 20, 'a')));
  const std::string known = read_file(folder_.path() / "hashes", 10000);
  EXPECT_EQ(std::count(known.begin(), known.end(), '\n'), 1);
  EXPECT_EQ(hash(), sha256(std::string(std::size_t{9} << 20, 'a')));
  EXPECT_EQ(read_file(folder_.path() / "hashes", 10000), known);
  set('b', 1);
  EXPECT_EQ(hash(), sha256(std::string(std::size_t{9} << 20, 'b')));
}

TEST_F(Inputs, BeyondTheLimits_FilesAreNamedOrCounted) {
  for (const char* name : {"a", "b", "c"}) {
    write(work_ / name, std::string(10, *name));
  }
  InputLimits limits;
  limits.files = 2;
  limits.hashed_bytes = 15;
  InputWatch watch(work_, look_at_folder(work_, {}), folder_.path() / "own", limits);
  watch.list({"a", "b", "c"}, work_);
  Record run;
  watch.finish(look_at_folder(work_, {}), folder_.path() / "hashes", run);
  ASSERT_EQ(run.inputs.size(), 2U);
  EXPECT_FALSE(run.inputs[0].sha256.empty());
  EXPECT_TRUE(run.inputs[1].sha256.empty());
  EXPECT_EQ(run.inputs_left_out, 1U);
}

TEST_F(Inputs, ASweep_RunsAgainWhatReadOtherData) {
  write(work_ / "data.csv", "1\n");
  SweepRequest sweep;
  sweep.base = request_;
  sweep.base.asked = {"/bin/sh", "-c", "cat data.csv"};
  sweep.seeds = {0, 1};
  EXPECT_EQ(run_sweep(sweep, [](const Record&) {}).runs.size(), 2U);
  EXPECT_EQ(run_sweep(sweep, [](const Record&) {}).runs.size(), 0U);
  write(work_ / "data.csv", "2\n");
  EXPECT_EQ(run_sweep(sweep, [](const Record&) {}).runs.size(), 2U);
}

TEST_F(Inputs, ARunInTheExperimentsFolder_TakesNoRecordForADatumOrAnOutput) {
  request_.folder = experiment_folder(fs::weakly_canonical(request_.library), "e");
  make_folders(request_.folder);
  const Record first = shell("echo x > made.txt");
  ASSERT_EQ(first.outputs.size(), 1U);
  EXPECT_EQ(first.outputs[0].path, "made.txt");
  const Record second = shell("cat runs/*/stdout.log made.txt");
  ASSERT_EQ(second.inputs.size(), 1U);
  EXPECT_TRUE(second.outputs.empty());
}

}  // namespace
}  // namespace assay::practice
