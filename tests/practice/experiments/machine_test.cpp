#include "practice/experiments/machine.h"

#include "base/files.h"
#include "practice/experiments/packages.h"

#include <gtest/gtest.h>

#include <fstream>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

void put(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

TEST(Machine, Files_AreReadAsTheKernelWritesThem) {
  const TempDir root;
  put(root.path() / "proc/cpuinfo", "processor\t: 0\nmodel name\t: Some CPU  @ 2.00GHz\n");
  put(root.path() / "proc/meminfo", "MemTotal:       16384 kB\nMemFree: 1 kB\n");
  put(root.path() / "etc/os-release", "NAME=\"X\"\nPRETTY_NAME=\"Some OS 12\"\n");
  put(root.path() / "proc/driver/nvidia/version", "NVRM version: NVIDIA  550.54.14  Thu\n");
  put(root.path() / "proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: \t NVIDIA T4\n");
  const Hardware hardware = read_hardware(root.path());
  EXPECT_EQ(hardware.cpu, "Some CPU @ 2.00GHz");
  EXPECT_EQ(hardware.memory_bytes, 16384U * 1024);
  EXPECT_EQ(hardware.os.rfind("Some OS 12, Linux ", 0), 0U) << hardware.os;
  EXPECT_EQ(hardware.gpus, (std::vector<std::string>{"NVIDIA T4 (driver 550.54.14)"}));
  EXPECT_GE(hardware.cores, 1);
}

TEST(Energy, CounterThatBeginsAnew_IsCountedOn) {
  const TempDir root;
  const fs::path package = root.path() / "intel-rapl:0";
  put(package / "name", "package-0\n");
  put(package / "max_energy_range_uj", "1000000\n");
  put(package / "energy_uj", "900000\n");
  put(root.path() / "intel-rapl:0:0" / "name", "core\n");
  put(root.path() / "intel-rapl:0:0" / "energy_uj", "5\n");
  EnergyMeter meter(root.path());
  put(package / "energy_uj", "100000\n");
  meter.look();
  ASSERT_TRUE(meter.joules());
  EXPECT_DOUBLE_EQ(*meter.joules(), 0.2);
  EXPECT_FALSE(EnergyMeter(root.path() / "none").joules());
}

TEST(Secrets, NoneReachesTheRecord) {
  const char* const environment[] = {"OMP_NUM_THREADS=4",
                                     "HF_TOKEN=abc",
                                     "CUDA_API_KEY=abc",
                                     "HOME=/home/me",
                                     "TF_X=http://u:p@host/a",
                                     "AWS_SECRET_ACCESS_KEY=k",
                                     nullptr};
  const auto chosen = chosen_variables(environment);
  EXPECT_EQ(chosen, (std::map<std::string, std::string>{{"OMP_NUM_THREADS", "4"},
                                                        {"TF_X", "http://host/a"}}));
  EXPECT_EQ(without_secrets({"train.py", "--api-key", "abc", "--token=abc", "--lr", "1",
                             "--tokenizer-path=a/b", "https://me:pw@host/x"}),
            (std::vector<std::string>{"train.py", "--api-key", "[left out]", "--token=[left out]",
                                      "--lr", "1", "--tokenizer-path=a/b", "https://host/x"}));
}

Variable variables(const fs::path& home, const std::string& path) {
  return [=](const char* name) {
    return std::string(name) == "PATH" ? path : std::string(name) == "HOME" ? home.string() : "";
  };
}

TEST(Packages, OfAVirtualEnvironment_AreItsOwnOnly) {
  const TempDir root;
  const fs::path venv = root.path() / "venv";
  const fs::path site = venv / "lib/python3.11/site-packages";
  put(venv / "pyvenv.cfg", "home = /usr/bin\nversion = 3.11.2\n");
  put(venv / "bin/python3", "#!/bin/sh\n");
  fs::permissions(venv / "bin/python3", fs::perms::owner_all);
  fs::create_directories(site / "Typing_Extensions-4.8.0.dist-info");
  fs::create_directories(site / "old-1.0-py3.11.egg-info");
  fs::create_directories(site / "no_package");
  const FoundPackages found = find_packages({(venv / "bin/python3").string(), "x.py"}, root.path(),
                                            variables(root.path(), "/usr/bin"));
  EXPECT_EQ(found.interpreter.rfind("Python 3.11.2 (", 0), 0U) << found.interpreter;
  ASSERT_EQ(found.packages.size(), 2U);
  EXPECT_EQ(found.packages[0].name + found.packages[0].version, "old1.0");
  EXPECT_EQ(found.packages[1].name + found.packages[1].version, "typing-extensions4.8.0");
  EXPECT_EQ(found.packages[1].ecosystem, "pypi");
}

TEST(Packages, OfNpm_ComeFromTheLockFileElseFromEachPackage) {
  const TempDir root;
  put(root.path() / "node_modules/a/package.json", "{\"name\": \"a\", \"version\": \"1.2.3\"}");
  put(root.path() / "node_modules/@x/b/package.json", "{\"version\": \"2.0.0\"}");
  FoundPackages found = find_packages({"node", "x.js"}, root.path(), variables({}, ""));
  ASSERT_EQ(found.packages.size(), 2U);
  EXPECT_EQ(found.packages[0].name, "@x/b");
  put(root.path() / "node_modules/.package-lock.json",
      R"({"packages": {"node_modules/a": {"version": "1.2.4"}}})");
  found = find_packages({"node", "x.js"}, root.path(), variables({}, ""));
  ASSERT_EQ(found.packages.size(), 1U);
  EXPECT_EQ(found.packages[0].version, "1.2.4");
}

TEST(Packages, OfACommandWithoutInterpreter_AreNone) {
  const TempDir root;
  EXPECT_TRUE(
      find_packages({"true"}, root.path(), variables({}, "/usr/bin:/bin")).packages.empty());
  EXPECT_TRUE(find_packages({}, root.path(), variables({}, "")).packages.empty());
  EXPECT_TRUE(find_program("no-such-program", root.path(), "/usr/bin").empty());
}

}  // namespace
}  // namespace assay::practice
