#include "ingest/training.h"

#include "base/error.h"
#include "base/files.h"

#include <gtest/gtest.h>

#include <fstream>
#include <vector>

namespace assay::ingest {
namespace {

constexpr const char* kThirteen = "[0.9,0.95,0.4,0,0,0,0,0,0,0.7,0,0,0]";

std::string line(const std::string& id, const std::string& teachers) {
  return R"({"id":")" + id + R"(","title":"A serving system","teacher":{)" + teachers + "}}\n";
}

std::string teacher(const std::string& name, const std::string& numbers = kThirteen) {
  return "\"" + name + R"(":{"whole":)" + numbers + R"(,"title":)" + numbers + "}";
}

class GuessesTest : public testing::Test {
 protected:
  identify::Guesses read(const std::string& text) {
    const std::filesystem::path file = temporary_.path() / "guesses.jsonl";
    std::ofstream(file, std::ios::binary) << text;
    return read_guesses(identify::read_embedded_lexicon(), file);
  }
  std::string error_of(const std::string& text) {
    try {
      read(text);
    } catch (const Error& error) {
      return error.message() + (error.where().find("line") == std::string::npos
                                    ? ""
                                    : error.where().substr(error.where().rfind(" line")));
    }
    return "TEST: nothing was thrown";
  }

  TempDir temporary_;
};

TEST_F(GuessesTest, TeachersAreReadByFold) {
  const identify::Guesses guesses = read(line("a", teacher("all") + "," + teacher("3")) + "\n" +
                                         line("b", teacher("all") + "," + teacher("3")));
  EXPECT_EQ(guesses.examples.size(), 2U);
  ASSERT_NE(guesses.find(std::nullopt), nullptr);
  ASSERT_NE(guesses.find(3), nullptr);
  EXPECT_EQ(guesses.find(2), nullptr);
  EXPECT_FLOAT_EQ(guesses.find(3)->whole.at(1).at(1), 0.95F);
  EXPECT_FLOAT_EQ(guesses.find(std::nullopt)->title.at(0).at(9), 0.7F);
}

TEST_F(GuessesTest, Faults_AreToldWithTheirLine) {
  EXPECT_EQ(error_of(line("a", teacher("all")) + line("b", teacher("all", "[0.5]"))),
            "a teacher gives 13 numbers a text line 2");
  EXPECT_EQ(error_of(line("a", teacher("all", "[2,0,0,0,0,0,0,0,0,0,0,0,0]"))),
            "a probability is from 0 to 1 line 1");
  EXPECT_EQ(error_of(line("a", teacher("all") + "," + teacher("0")) + line("b", teacher("all"))),
            "a teacher of the first line is missing line 2");
  EXPECT_EQ(error_of(line("a", teacher("all")) + line("b", teacher("all") + "," + teacher("1"))),
            "the teacher \"1\" is not on every line line 2");
  EXPECT_EQ(error_of(line("a", teacher("1"))), "there is no teacher \"all\"");
  EXPECT_NE(error_of("{\n").find("line 1"), std::string::npos);
  EXPECT_NE(error_of(line("a", teacher("x"))).find("line 1"), std::string::npos);
}

TEST(ReadLabelled, ResearchIsTrueFalseOrUnsaid) {
  const TempDir temporary;
  const std::filesystem::path file = temporary.path() / "labels.jsonl";
  const auto read = [&](const std::string& research) {
    std::ofstream(file, std::ios::binary)
        << R"({"id":"a","title":"Frob","kind":"post","score":2)" << research << "}\n";
    return read_labelled(std::vector{file}).at(0).research;
  };
  EXPECT_EQ(read(R"(,"research":true)"), 1);
  EXPECT_EQ(read(R"(,"research":false)"), 0);
  EXPECT_EQ(read(""), -1);
  EXPECT_EQ(read(R"(,"research":null)"), -1);
  EXPECT_THROW(read(R"(,"research":"yes")"), Error);
  EXPECT_THROW(read(R"(,"research":1)"), Error);
}

}  // namespace
}  // namespace assay::ingest
