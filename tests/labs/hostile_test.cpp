// Solutions that attack the checker: each is contained and named, and the next check goes on.
#include "base/files.h"
#include "practice/labs/catalogue.h"
#include "practice/labs/check.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

const std::string& right() {
  static const std::string text =
      read_file(fs::path(ASSAY_SOURCE_DIR) / "tests/labs/sgd-momentum/right_1.py");
  return text;
}

class HostileSolutions : public testing::Test {
 protected:
  void SetUp() override {
    if (!sandbox_trouble().empty()) {
      GTEST_SKIP() << sandbox_trouble();
    }
    lab_ = Catalogue().require("sgd-momentum");
    std::ofstream(secret()) << "SECRET";
  }
  [[nodiscard]] fs::path secret() const { return folder_.path() / "secret.h"; }
  [[nodiscard]] LabReport check(const std::string& text, Language language = Language::kPython) const {
    ProgramSettings settings;
    settings.cache = fs::temp_directory_path() / "assay-lab-tests";
    return check_solution(lab_, lab_.variants.front(), {language, text}, {1}, settings).at(0);
  }
  /// It fails, its trouble or first message says `words`, nothing of the secret comes out or is
  /// lost, and what is right passes afterwards.
  void contained(const std::string& text, const std::string& words,
                 Language language = Language::kPython) const {
    const LabReport report = check(text, language);
    EXPECT_FALSE(report.passed);
    const std::string said = report.trouble + " | " + report.checks.at(0).message;
    EXPECT_NE(said.find(words), std::string::npos) << said;
    EXPECT_EQ(to_json(report).find("SECRET"), std::string::npos);
    EXPECT_EQ(read_file(secret()), "SECRET");
    EXPECT_TRUE(check(right()).passed);
  }
  /// A solution whose step() does this.
  static std::string does(const std::string& code) {
    return "import os, signal\n\n\ndef step(*a):\n" + code;
  }

  TempDir folder_;
  Lab lab_;
};

TEST_F(HostileSolutions, AForkBomb) {
  contained(does("    while True:\n        os.fork()\n"), "Operation not permitted");
}

TEST_F(HostileSolutions, AMemoryBomb) {
  lab_.limits.memory_mb = 512;
  contained(does("    x = []\n    while True:\n        x.append(bytearray(1 << 24))\n"),
            "MemoryError");
}

TEST_F(HostileSolutions, AnEndlessLoop) {
  lab_.limits.seconds = 1;
  contained(does("    while True:\n        pass\n"), "an endless loop?");
}

TEST_F(HostileSolutions, KillingTheParent) {
  contained(does("    for who in (os.getppid(), 1):\n        os.kill(who, signal.SIGKILL)\n"
                 "    os.kill(os.getpid(), signal.SIGKILL)\n"),
            "");
}

TEST_F(HostileSolutions, PrintingWithoutEnd) {
  contained(does("    while True:\n        print('x' * 10000)\n"), "it printed more than");
}

TEST_F(HostileSolutions, ReadingWhatIsNotItsOwn) {
  contained(does("    return open('" + secret().string() + "').read()\n"), "No such file");
  contained(does("    open('" + secret().string() + "', 'w').write('lost')\n"), "No such file");
}

TEST_F(HostileSolutions, LinksInPlaceOfResults) {
  contained(does("    for name in ('results.npy', 'answers.jsonl'):\n"
                 "        if os.path.lexists('/out/' + name): os.remove('/out/' + name)\n"
                 "        os.symlink('" +
                 secret().string() + "', '/out/' + name)\n    os._exit(0)\n"),
            "it gave no answer");
}

TEST_F(HostileSolutions, AForgedHeader) {
  contained(does("    head = \"{'descr': '<f8', 'fortran_order': False, 'shape': (1 << 60, 8), }\"\n"
                 "    head = head.replace('1 << 60', str(1 << 60)).ljust(117) + '\\n'\n"
                 "    with open('/out/results.npy', 'wb') as f:\n"
                 "        f.write(b'\\x93NUMPY\\x01\\x00' + bytes([len(head), 0]) + head.encode())\n"
                 "    with open('/out/answers.jsonl', 'w') as f:\n"
                 "        f.write('{\"results\":2,\"seconds\":0}\\n' * 100)\n    os._exit(0)\n"),
            "its result cannot be read");
}

TEST_F(HostileSolutions, TheCompilerReadsNothingElse) {
  contained("#include \"" + secret().string() + "\"\n", "No such file", Language::kCpp);
  contained("asm(\".incbin \\\"" + secret().string() + "\\\"\");\n", "does not compile",
            Language::kCpp);
}

}  // namespace
}  // namespace assay::practice
