// Every wrong solution of tests/labs is caught, every right one passes. ASSAY_LAB_SEEDS says over
// how many seeds (10).
#include "base/files.h"
#include "practice/labs/catalogue.h"
#include "practice/labs/check.h"
#include "practice/labs/validate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <set>
#include <string>
#include <vector>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

const fs::path& solutions() {
  static const fs::path folder = fs::path(ASSAY_SOURCE_DIR) / "tests/labs";
  return folder;
}

const Catalogue& catalogue() {
  static const Catalogue labs;
  return labs;
}

std::vector<std::uint64_t> seeds() {
  const char* wanted = std::getenv("ASSAY_LAB_SEEDS");  // NOLINT(concurrency-mt-unsafe)
  std::vector<std::uint64_t> out(wanted == nullptr ? 10 : std::strtoull(wanted, nullptr, 10));
  std::iota(out.begin(), out.end(), 1);
  return out;
}

class Solutions : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!sandbox_trouble().empty()) {
      GTEST_SKIP() << sandbox_trouble();
    }
    settings_.cache = fs::temp_directory_path() / "assay-lab-tests";
  }
  [[nodiscard]] std::string text(const std::string& name) const {
    return read_file(solutions() / GetParam() / name);
  }
  [[nodiscard]] const Lab& lab() const { return catalogue().require(GetParam()); }
  void passes(Language language) const {
    const std::string end = language == Language::kPython ? ".py" : ".cpp";
    const Checker plain(lab(), lab().variants.front(), seeds(), settings_);
    for (const char* name : {"right_1", "right_2"}) {
      for (const LabReport& report : plain.check({language, text(name + end)})) {
        EXPECT_TRUE(report.passed) << name + end << ": " << to_json(report);
      }
    }
  }
  void catches(Language language) const {
    const Checker checker(lab(), lab().variants.front(), seeds(), settings_);
    std::size_t count = 0;
    for (const KnownSolution& wrong : read_solutions(solutions() / GetParam())) {
      if (wrong.right || !wrong.form.empty() || wrong.solution.language != language) {
        continue;
      }
      ++count;
      for (const LabReport& report : checker.check(wrong.solution)) {
        EXPECT_TRUE(is_caught(lab(), report))
            << "not caught: " << wrong.name << " " << report.trouble;
        for (const CheckResult& one : report.checks) {
          for (const char* blunder : {"not compile", "SyntaxError", "NameError"}) {
            EXPECT_EQ(one.message.find(blunder), std::string::npos)
                << wrong.name << ": " << one.message;
          }
        }
      }
    }
    EXPECT_GE(count, 6U) << "wrong solutions in " << language_name(language);
    RecordProperty("wrong", static_cast<int>(count));
  }

  /// The implementation handed out is right but for its property, which is none of plain values.
  void loses_what_it_says(const Variant& restore, const Checker& checker) const {
    ASSERT_EQ(restore.starters.size(), 2U);
    const std::set<std::string> lost(restore.lost.begin(), restore.lost.end());
    for (const auto& [language, starter] : restore.starters) {
      std::set<std::string> all;
      for (const LabReport& report : checker.check({*parse_language(language), starter})) {
        EXPECT_FALSE(report.passed) << language;
        for (const CheckResult& one : report.checks) {
          if (!one.passed) {
            all.insert(one.name);
            EXPECT_NE(one.kind, "value") << language << ": " << one.name;
          }
        }
      }
      EXPECT_EQ(all, lost) << language;
    }
  }

  ProgramSettings settings_;
};

TEST_P(Solutions, RightInPython_Passes) {
  passes(Language::kPython);
}
TEST_P(Solutions, WrongInPython_IsCaught) {
  catches(Language::kPython);
}
TEST_P(Solutions, RightInCpp_Passes) {
  passes(Language::kCpp);
}
TEST_P(Solutions, WrongInCpp_IsCaught) {
  catches(Language::kCpp);
}

/// right_1.py for arrays whose axes come in reverse order; its functions still call each other.
std::string turned(const std::string& right, const Lab& lab) {
  std::string out = "import numpy as np\n\nspace = {}\nexec(r'''" + right +
                    "''', space)\n\n\ndef turned(f):\n"
                    "    def g(*a):\n"
                    "        r = f(*[np.asarray(x).T if np.ndim(x) > 1 else x for x in a])\n"
                    "        many = isinstance(r, (tuple, list))\n"
                    "        return tuple(np.asarray(x).T for x in r) if many else np.asarray(r).T\n"
                    "    return g\n\n\n";
  for (const Function& one : lab.functions) {
    out += one.name + " = turned(space[\"" + one.name + "\"])\n";
  }
  return out;
}

/// Each form can be solved, and is not solved by its starter, nor by the plain solution where it
/// asks for something else.
TEST_P(Solutions, Forms_CanBeSolvedAndDiffer) {
  const std::vector<KnownSolution> known = read_solutions(solutions() / GetParam());
  for (const Variant& variant : lab().variants) {
    const Checker checker(lab(), variant, seeds(), settings_);
    const auto passes = [&](Language language, const std::string& text) {
      const auto reports = checker.check({language, text});
      return std::all_of(reports.begin(), reports.end(),
                         [](const LabReport& one) { return one.passed; });
    };
    for (const Language language : {Language::kPython, Language::kCpp}) {
      const std::string name = language_name(language);
      if (variant.starters.count(name) != 0) {
        EXPECT_FALSE(passes(language, starter_text(lab(), variant, name))) << variant.name << name;
      }
    }
    if (variant.name == "turned") {
      EXPECT_TRUE(passes(Language::kPython, turned(text("right_1.py"), lab())));
    }
    if (!variant.options.empty()) {
      EXPECT_FALSE(passes(Language::kPython, text("right_1.py"))) << variant.name;
      std::size_t right = 0;
      for (const KnownSolution& one : known) {
        if (one.form == variant.name) {
          right += one.right ? 1 : 0;
          for (const LabReport& report : checker.check(one.solution)) {
            EXPECT_TRUE(one.right ? report.passed : is_caught(lab(), report))
                << variant.name << ": " << one.name << " " << report.trouble;
          }
        }
      }
      EXPECT_GE(right, 1U) << "form_" << variant.name << ".py";
    }
    if (variant.name == "restore") {
      loses_what_it_says(variant, checker);
    }
  }
}

std::vector<std::string> names() {
  std::vector<std::string> out;
  for (const Lab& lab : catalogue().labs()) {
    out.push_back(lab.name);
  }
  return out;
}

std::string test_name(const testing::TestParamInfo<std::string>& of) {
  std::string name = of.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Labs, Solutions, testing::ValuesIn(names()), test_name);

class Folders : public testing::TestWithParam<std::string> {};

TEST_P(Folders, ALab_HasAllItsParts) {
  const Lab& lab = catalogue().require(GetParam());
  EXPECT_FALSE(lab.works.empty());
  EXPECT_EQ(lab.hints.size(), 3U);
  EXPECT_NE(lab.statement.find('$'), std::string::npos) << "no mathematics";
  EXPECT_NE(lab.statement.find("## Questions"), std::string::npos);
  EXPECT_FALSE(lab.cards.empty());
  std::set<std::string> kinds;
  for (const CheckText& check : lab.checks) {
    kinds.insert(check.kind);
  }
  EXPECT_FALSE(kinds.empty());
  for (const std::string& other : lab.requires_labs) {
    EXPECT_NO_THROW((void)catalogue().require(other));
  }
  EXPECT_NE(find_code(lab.name), nullptr);
  EXPECT_TRUE(std::any_of(lab.variants.begin(), lab.variants.end(), [](const Variant& one) {
    return !one.options.empty();
  })) << "no form with another rule";
}

TEST_P(Folders, AStarter_FailsAndSaysWhatIsMissing) {
  if (!sandbox_trouble().empty()) {
    GTEST_SKIP() << sandbox_trouble();
  }
  const Lab& lab = catalogue().require(GetParam());
  const Solution starter{Language::kPython, starter_text(lab, lab.variants.front(), "python")};
  const std::vector<LabReport> reports =
      check_solution(lab, lab.variants.front(), starter, {1}, ProgramSettings());
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_FALSE(reports[0].passed);
  EXPECT_NE(reports[0].checks[0].message.find("not written yet"), std::string::npos)
      << reports[0].checks[0].message;
}

INSTANTIATE_TEST_SUITE_P(Labs, Folders, testing::ValuesIn(names()), test_name);

}  // namespace
}  // namespace assay::practice
