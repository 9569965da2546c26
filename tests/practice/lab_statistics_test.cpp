// Draws are judged by their distribution; the Python that runs a solution is the reader's own.
#include "base/error.h"
#include "base/files.h"
#include "practice/labs/lab.h"
#include "practice/labs/python.h"
#include "practice/labs/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

// Critical values as printed in tables of the chi-square distribution.
TEST(ChiSquare, TailsAreThoseOfTheTables) {
  EXPECT_NEAR(chi_square_tail(3.841458820694124, 1), 0.05, 1e-9);
  EXPECT_NEAR(chi_square_tail(6.634896601021213, 1), 0.01, 1e-9);
  EXPECT_NEAR(chi_square_tail(18.307038053275146, 10), 0.05, 1e-9);
  EXPECT_NEAR(chi_square_tail(124.34211340400407, 100), 0.05, 1e-9);
  EXPECT_NEAR(chi_square_tail(2 * 20.0, 2), std::exp(-20.0), 1e-17);  // exp(-x / 2)
  EXPECT_EQ(chi_square_tail(0, 3), 1);
}

Array draws_of(std::vector<int> counts) {
  Array out = Array::vector({});
  for (std::size_t i = 0; i < counts.size(); ++i) {
    out.data.insert(out.data.end(), static_cast<std::size_t>(counts[i]), static_cast<double>(i));
  }
  out.shape = {out.data.size()};
  return out;
}

TEST(Draws, RightOnesPassAndOthersAreNamed) {
  EXPECT_FALSE(judge_draws(draws_of({5020, 2960, 2020}), {0.5, 0.3, 0.2}, 1e-6, "").failed());
  const Finding off =
      judge_draws(draws_of({5400, 2600, 2000}), {0.5, 0.3, 0.2}, 1e-6, "the target");
  EXPECT_TRUE(off.failed());
  EXPECT_EQ(off.message.rfind("the target; of 10000 draws", 0), 0U) << off.message;
  EXPECT_NE(off.got.find("0.54"), std::string::npos);
  EXPECT_TRUE(judge_draws(draws_of({9999, 1}), {1, 0}, 1e-6, "").failed());
  EXPECT_TRUE(judge_draws(Array::vector({0, 2}), {0.5, 0.5}, 1e-6, "").failed());
  EXPECT_TRUE(judge_draws(Array::vector({0, 0.5}), {0.5, 0.5}, 1e-6, "").failed());
}

TEST(Forms, SetOptionsThatTheLearnerDoesNotSee) {
  const std::string toml = R"(title = "T"
[sizes]
n = 2
[[function]]
name = "f"
arguments = [{ name = "x", shape = ["n"] }, { name = "sum", shape = [], option = 0 }]
results = [{ name = "y", shape = [] }]
[[check]]
kind = "value"
function = "f"
[[variant]]
name = "summed"
about = "the sum"
set = { sum = 1 }
)";
  const Lab lab =
      parse_lab("own", {{"lab.toml", toml}, {"repair.py", "def f(x):\n    return 1\n"}});
  ASSERT_EQ(lab.variants.size(), 3U);
  EXPECT_EQ(lab_as_seen(lab, lab.variants[1]).functions[0].arguments.size(), 1U);
  EXPECT_EQ(lab_in_form(lab, lab.variants[1]).functions[0].arguments[1].draw, "constant 1.000000");
  EXPECT_EQ(starter_text(lab, lab.variants[1], "python").find("sum:"), std::string::npos);
  EXPECT_EQ(lab.variants[2].name, "repair");
  EXPECT_NE(starter_text(lab, lab.variants[2], "python").find("return 1"), std::string::npos);
  EXPECT_NE(starter_text(lab, lab.variants[2], "cpp").find("NotWritten"), std::string::npos);
  for (const char* wrong : {"set = { x = 1 }", "set = { sum = \"a\" }", "set = { other = 1 }"}) {
    std::string text = toml;
    text.replace(text.find("set = "), 15, wrong);
    EXPECT_THROW(static_cast<void>(parse_lab("own", {{"lab.toml", text}})), Error) << wrong;
  }
}

TEST(Forms, SayWhatTheirChecksTeach) {
  const std::string toml = R"(title = "T"
[sizes]
n = 2
[[function]]
name = "f"
arguments = [{ name = "x", shape = ["n"] }, { name = "sum", shape = [], option = 0 }]
results = [{ name = "y", shape = [] }]
[[check]]
kind = "value"
function = "f"
teach = "the first"
[[variant]]
name = "summed"
about = "the sum"
set = { sum = 1 }
teach = { "f: value" = "all of them" }
)";
  const Lab lab = parse_lab("own", {{"lab.toml", toml}});
  EXPECT_EQ(lab_in_form(lab, lab.variants[0]).checks[0].teach, "the first");
  EXPECT_EQ(lab_in_form(lab, lab.variants[1]).checks[0].teach, "all of them");
  std::string text = toml;
  text.replace(text.find("\"f: value\""), 10, "\"f: other\"");
  EXPECT_THROW(static_cast<void>(parse_lab("own", {{"lab.toml", text}})), Error);
}

TEST(Forms, RestoreHandsOutWhatLostAProperty) {
  const std::string toml = R"(title = "T"
[sizes]
n = 2
[[function]]
name = "f"
arguments = [{ name = "x", shape = ["n"] }]
results = [{ name = "y", shape = [] }]
[[check]]
kind = "value"
function = "f"
[restore]
property = "f does not see the order."
lost = ["f: any order"]
)";
  const Lab lab =
      parse_lab("own", {{"lab.toml", toml}, {"restore.py", "def f(x):\n    return x[0]\n"}});
  const Variant* restore = lab.find_variant("restore");
  ASSERT_NE(restore, nullptr);
  EXPECT_EQ(restore->lost, std::vector<std::string>{"f: any order"});
  EXPECT_NE(restore->about.find("f does not see the order."), std::string::npos);
  EXPECT_NE(starter_text(lab, *restore, "python").find("return x[0]"), std::string::npos);
  EXPECT_THROW(static_cast<void>(parse_lab("own", {{"lab.toml", toml}})), Error) << "no restore.py";
}

TEST(PythonOnPath, IsAProgramAndNeverNeedsTheHomeFolder) {
  const TempDir folder;
  const fs::path home = folder.path() / "home";
  fs::create_directories(home / "bin");
  fs::create_directories(home / "shims");
  fs::create_directories(home / "venv/bin");
  fs::copy_file("/usr/bin/true", home / "bin/python3");
  write_file_atomically(home / "shims/python3", "#!/bin/sh\n");
  fs::create_symlink("/usr/bin/true", home / "venv/bin/python3");
  write_file_atomically(home / "venv/pyvenv.cfg", "include-system-site-packages = true\n");
  const auto path = [&](const char* name) { return (home / name).string(); };
  // A script is no interpreter; a prefix that is the home folder would open all of it.
  EXPECT_EQ(find_python(path("shims") + ":" + path("bin"), home).program, "/usr/bin/python3");
  const Python venv = find_python(path("shims") + "::relative:" + path("venv/bin"), home);
  EXPECT_EQ(venv.program, home / "venv/bin/python3");
  EXPECT_EQ(venv.folders, std::vector<fs::path>{home / "venv"});
  EXPECT_EQ(find_python("", home).program, "/usr/bin/python3");
}

}  // namespace
}  // namespace assay::practice
