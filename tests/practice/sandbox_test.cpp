// What a hostile program cannot do. The tests skip, visibly, only where bubblewrap cannot run at
// all.
#include "practice/sandbox.h"

#include "base/error.h"
#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

class Sandbox : public testing::Test {
 protected:
  void SetUp() override {
    if (!sandbox_trouble().empty()) {
      GTEST_SKIP() << sandbox_trouble();
    }
    fs::create_directory(folder_.path() / "in");
    fs::create_directory(folder_.path() / "out");
  }

  SandboxResult run(const std::string& python) {
    std::ofstream(folder_.path() / "in/hostile.py") << python;
    SandboxJob job;
    job.command = {"/usr/bin/python3", "-I", "/in/hostile.py"};
    job.in = folder_.path() / "in";
    job.out = folder_.path() / "out";
    job.limits = limits_;
    return run_in_sandbox(job);
  }
  [[nodiscard]] fs::path out() const { return folder_.path() / "out"; }

  TempDir folder_;
  SandboxLimits limits_;
};

TEST_F(Sandbox, APlainProgram_RunsAndLeavesItsFiles) {
  const SandboxResult result = run("print('hello'); open('/out/a', 'w').write('kept')");
  EXPECT_EQ(end_words(result, limits_), "");
  EXPECT_EQ(result.printed, "hello\n");
  EXPECT_EQ(read_written(out(), "a", 100), "kept");
}

TEST_F(Sandbox, AForkBomb_IsRefused) {
  const SandboxResult result = run("import os\nwhile True:\n    os.fork()");
  EXPECT_NE(result.status, 0);
  EXPECT_NE(result.printed.find("PermissionError"), std::string::npos) << result.printed;
}

TEST_F(Sandbox, ManyThreads_EndWithinTheLimits) {
  limits_.memory_bytes = std::size_t{512} << 20;
  const SandboxResult result =
      run("import threading, time\nfor i in range(100000):\n"
          "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()");
  EXPECT_NE(end_words(result, limits_), "");
}

TEST_F(Sandbox, AMemoryBomb_EndsItself) {
  limits_.memory_bytes = std::size_t{256} << 20;
  limits_.seconds = 60;  // it ends by itself, however busy the machine is
  const SandboxResult result = run("x = []\nwhile True:\n    x.append(bytearray(1 << 24))");
  EXPECT_NE(result.status, 0);
  EXPECT_NE(result.printed.find("MemoryError"), std::string::npos) << result.printed;
}

TEST_F(Sandbox, ThreadsWithHardlyAStack_AreCounted) {
  const SandboxResult result =
      run("import threading, time\nthreading.stack_size(32768)\nfor i in range(3000):\n"
          "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
          "time.sleep(60)");
  EXPECT_EQ(result.end, SandboxEnd::kTooManyThreads);
  EXPECT_NE(end_words(result, limits_).find("threads"), std::string::npos);
}

TEST_F(Sandbox, MemoryOutsideOfTheProgram_IsOutOfReach) {
  const SandboxResult result =
      run("import ctypes, os\n"
          "try:\n    os.memfd_create('a'); print('memfd')\nexcept OSError: pass\n"
          "c = ctypes.CDLL(None)\n"
          "if c.shmget(0, 1 << 20, 0o1600) >= 0: print('shared memory')\n"
          "if c.msgget(0, 0o1600) >= 0: print('messages')\n"
          "for place in ('/dev/shm/a', '/dev/a', '/dev/pts/a'):\n"
          "    try:\n        open(place, 'w'); print('wrote', place)\n    except OSError: pass\n"
          "open('/dev/null', 'w').write('a')\nprint('fine')");
  EXPECT_EQ(result.printed, "fine\n");
}

TEST_F(Sandbox, AnEndlessLoop_IsStopped) {
  limits_.seconds = 1;
  EXPECT_NE(end_words(run("while True: pass"), limits_).find("endless loop"), std::string::npos);
  EXPECT_EQ(run("import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))\n"
                "while True: pass")
                .end,
            SandboxEnd::kTooLong);
}

TEST_F(Sandbox, WhoIgnoresTheProcessorsLimit_IsNamedAllTheSame) {
  limits_.seconds = 60;
  limits_.processor_seconds = 1;
  EXPECT_EQ(
      run("import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass").end,
      SandboxEnd::kTooLong);
}

TEST_F(Sandbox, TheSystem_IsReadOnly) {
  const SandboxResult result =
      run("for place in ('/usr/x', '/x', '/in/x', '/etc/x', '/in/hostile.py', '/proc/1/mem'):\n"
          "    try:\n        open(place, 'w'); print('wrote', place)\n    except OSError: pass");
  EXPECT_EQ(result.printed, "");
}

TEST_F(Sandbox, HomeAndLibrary_AreNotThere) {
  const fs::path secret = folder_.path() / "library.db";
  std::ofstream(secret) << "secret";
  const SandboxResult result =
      run("import os\nfor place in ('/root', '/home', '/work', '/var', '/etc/passwd', '" +
          secret.string() + "'):\n    if os.path.exists(place): print('sees', place)\n" +
          "print(sorted(k for k in os.environ if 'ASSAY' in k or 'SECRET' in k))");
  EXPECT_EQ(result.printed, "[]\n");
}

TEST_F(Sandbox, TheNetwork_IsOutOfReach) {
  const SandboxResult result =
      run("import socket\ntry:\n    socket.socket()\n    print('socket')\nexcept OSError as e: "
          "print(type(e).__name__)");
  EXPECT_EQ(result.printed, "PermissionError\n");
}

TEST_F(Sandbox, TheParent_CannotBeKilled) {
  const SandboxResult result =
      run("import os, signal\nfor who in (os.getppid(), 1, " + std::to_string(::getpid()) +
          "):\n    try: os.kill(who, signal.SIGKILL)\n    except OSError: pass\n"
          "print('still here', flush=True)\nos.kill(-1, signal.SIGKILL)");
  EXPECT_EQ(result.printed.substr(0, 10), "still here");
}

TEST_F(Sandbox, HugeOutput_IsCutOff) {
  const SandboxResult result = run("while True: print('x' * 10000)");
  EXPECT_EQ(result.end, SandboxEnd::kPrintedTooMuch);
  EXPECT_LE(result.printed.size(), limits_.printed_bytes);
}

TEST_F(Sandbox, HugeAndManyFiles_AreStopped) {
  limits_.written_bytes = std::size_t{8} << 20;
  EXPECT_EQ(run("import itertools\nfor i in itertools.count():\n"
                "    open(f'/out/{i}', 'wb').write(bytes(1 << 20))")
                .end,
            SandboxEnd::kWroteTooMuch);
  limits_.written_files = 100;
  EXPECT_EQ(run("import itertools\nfor i in itertools.count(): open(f'/out/n{i}', 'wb')").end,
            SandboxEnd::kWroteTooMuch);
}

TEST_F(Sandbox, WhatIsHiddenFromCounting_IsStopped) {
  // Beyond the longest path; every folder is a step of its own, so that it is no long path inside.
  limits_.seconds = 60;
  EXPECT_EQ(run("import os, time\nfor i in range(300):\n    os.mkdir('x' * 200)\n"
                "    os.chdir('x' * 200)\nopen('a', 'w').write('a')\ntime.sleep(60)")
                .end,
            SandboxEnd::kWroteTooMuch);
}

TEST_F(Sandbox, OpenFilesThatWereDeleted_AreFew) {
  const SandboxResult result =
      run("import os\nkept = []\ntry:\n    while True:\n        kept.append(open('/out/a', 'wb'))\n"
          "        os.remove('/out/a')\nexcept OSError: print(len(kept) < 32)");
  EXPECT_EQ(result.printed, "True\n");
}

TEST_F(Sandbox, LinksAndPipes_AreNotFollowed) {
  std::ofstream(folder_.path() / "secret") << "secret";
  const SandboxResult result =
      run("import os\nos.symlink('" + (folder_.path() / "secret").string() +
          "', '/out/link')\nos.symlink('/etc/passwd', '/out/passwd')\nos.mkfifo('/out/pipe')\n"
          "os.mkdir('/out/folder')");
  EXPECT_EQ(end_words(result, limits_), "");
  for (const char* name : {"link", "passwd", "pipe", "folder", "nothing"}) {
    EXPECT_THROW(static_cast<void>(read_written(out(), name, 1000)), Error) << name;
  }
}

TEST_F(Sandbox, ACrash_IsNamed) {
  const SandboxResult result = run("import ctypes\nctypes.string_at(0)");
  EXPECT_NE(end_words(result, limits_).find("memory that is not its own"), std::string::npos)
      << end_words(result, limits_);
}

}  // namespace
}  // namespace assay::practice
