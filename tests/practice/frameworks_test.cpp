#include "base/error.h"
#include "practice/frameworks/child.h"
#include "practice/frameworks/diagnosis.h"
#include "practice/frameworks/tasks.h"
#include "practice/frameworks/trial.h"

#include <gtest/gtest.h>

namespace assay::practice {
namespace {

TEST(Package, NamesVersionsAndAliases_AreRead) {
  const PackageName optuna = parse_package("optuna==4.1.0", std::nullopt);
  EXPECT_EQ(optuna.name, "optuna");
  EXPECT_EQ(optuna.version, "4.1.0");
  EXPECT_EQ(optuna.registry, Registry::kPyPi);
  ASSERT_NE(optuna.task, nullptr);
  EXPECT_EQ(parse_package("PyTorch", std::nullopt).name, "torch");
  EXPECT_EQ(parse_package("transformers.js", std::nullopt).name, "@huggingface/transformers");
  EXPECT_EQ(parse_package("transformers", std::nullopt).registry, Registry::kPyPi);
  const PackageName scoped = parse_package("@scope/some-name@1.2.3", std::nullopt);
  EXPECT_EQ(scoped.name, "@scope/some-name");
  EXPECT_EQ(scoped.version, "1.2.3");
  EXPECT_EQ(scoped.registry, Registry::kNpm);
  EXPECT_EQ(trial_folder_name(scoped), "npm-@scope+some-name");
  // The same name in both registries: LangChain is PyPI's unless npm is named.
  EXPECT_EQ(parse_package("langchain", std::nullopt).name, "langchain-core");
  EXPECT_EQ(parse_package("langchain", Registry::kNpm).name, "langchain");
}

TEST(Package, WhatTheClientCouldTakeForSomethingElse_IsNoName) {
  for (const char* bad : {"", "-r", "--index-url", "../x", "a b", "x==", "x==-1", "@scope", "@/x",
                          "git+ssh", "x;y", "http://host/x", "a/b/c"}) {
    EXPECT_THROW(parse_package(bad, std::nullopt), Error) << bad;
    EXPECT_THROW(parse_package(bad, Registry::kPyPi), Error) << bad;
  }
}

TEST(TrialTasks, EachHasItsSourceAndTellsWhatItShows) {
  EXPECT_EQ(trial_tasks().size(), 12U);
  for (const TrialTask& task : trial_tasks()) {
    EXPECT_GT(task.source.size(), 200U) << task.package;
    EXPECT_TRUE(task.shows.ends_with(".")) << task.package;
    EXPECT_NE(task.source.find(task.import), std::string::npos) << task.package;
  }
}

ChildResult said(const char* text) {
  ChildResult result;
  result.status = 1;
  result.printed = text;
  return result;
}

Errc code_of(const char* text, const char* package = "thing") {
  return diagnose_install(parse_package(package, std::nullopt), said(text), "log").code();
}

TEST(Diagnosis, OfPip) {
  EXPECT_EQ(code_of("WARNING: Retrying after connection broken by 'NewConnectionError: Failed to "
                    "establish a new connection: [Errno 111] Connection refused'\nERROR: Could not "
                    "find a version that satisfies the requirement thing (from versions: none)\n"
                    "ERROR: No matching distribution found for thing"),
            Errc::kNetwork);
  EXPECT_EQ(code_of("ERROR: Could not find a version that satisfies the requirement thing (from "
                    "versions: none)\nERROR: No matching distribution found for thing"),
            Errc::kNotFound);
  const Error version = diagnose_install(
      parse_package("thing==9", std::nullopt),
      said(
          "ERROR: Could not find a version that satisfies the requirement thing==9 (from versions: "
          "1.0, 1.1)\nERROR: No matching distribution found for thing==9"),
      "");
  EXPECT_EQ(version.code(), Errc::kNotFound);
  EXPECT_NE(version.hint().find("1.0, 1.1"), std::string::npos);
  EXPECT_EQ(code_of("ERROR: Could not install packages due to an OSError: [Errno 28] No space left "
                    "on device"),
            Errc::kIo);
  EXPECT_EQ(code_of("ERROR: Wheel 'thing' located at /x is invalid."), Errc::kInvalid);
  EXPECT_EQ(code_of("ERROR: HTTP error 403 while getting x\nERROR: 403 Client Error: Forbidden"),
            Errc::kBlocked);
  const Error compile = diagnose_install(
      parse_package("thing", std::nullopt),
      said("error: subprocess-exited-with-error\nERROR: Failed building wheel for thing"), "log");
  EXPECT_NE(compile.message().find("must be compiled"), std::string::npos);
}

TEST(Diagnosis, OfNpm) {
  EXPECT_EQ(code_of("npm error code E404\nnpm error 404 Not Found", "@a/b"), Errc::kNotFound);
  EXPECT_EQ(code_of("npm error code ETARGET\nnpm error notarget No matching version found for b@9.",
                    "@a/b@9"),
            Errc::kNotFound);
  EXPECT_EQ(code_of("npm error code ECONNREFUSED\nnpm error errno ECONNREFUSED", "@a/b"),
            Errc::kNetwork);
  EXPECT_EQ(
      code_of("npm error code EINTEGRITY\nnpm error sha512-x integrity checksum failed", "@a/b"),
      Errc::kInvalid);
  EXPECT_EQ(code_of("npm error code ENOSPC", "@a/b"), Errc::kIo);
}

TEST(Diagnosis, LastWords_AreOneSafeLine) {
  EXPECT_EQ(last_words("Traceback:\n  File x\nValueError: not\x1b[31m today\n\n"),
            "ValueError: not [31m today");
  EXPECT_EQ(last_words("[notice] a new release of pip\n"), "");
  EXPECT_EQ(last_words("ERROR: what\nsome words more\n"), "ERROR: what");
}

TEST(Child, EndsAsTheProgramDoes_OrIsEnded) {
  std::vector<std::string> lines;
  ChildJob job;
  job.command = {"sh", "-c", "echo one; echo two >&2; echo $GREETING; exit 3"};
  job.environment = {{"GREETING", "hello"}};
  job.line = [&](std::string_view line) { lines.emplace_back(line); };
  const ChildResult three = run_child(job);
  EXPECT_EQ(three.end, ChildEnd::kExited);
  EXPECT_EQ(three.status, 3);
  EXPECT_EQ(lines, (std::vector<std::string>{"one", "two", "hello"}));

  job.command = {"no-such-program-of-assay"};
  EXPECT_EQ(run_child(job).end, ChildEnd::kNotFound);

  std::atomic<bool> stop = true;
  job.command = {"sleep", "30"};
  job.stop = &stop;
  EXPECT_EQ(run_child(job).end, ChildEnd::kStopped);

  job.stop = nullptr;
  job.seconds = 0.1;
  const ChildResult late = run_child(job);
  EXPECT_EQ(late.end, ChildEnd::kTooLong);
  EXPECT_LT(late.seconds, 20);
}

}  // namespace
}  // namespace assay::practice
