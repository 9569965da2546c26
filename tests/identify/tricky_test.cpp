#include "base/files.h"
#include "base/text.h"
#include "judge_helpers.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace assay::identify {
namespace {

/// A case of tricky.txt.
struct Case {
  std::string name;
  Work work;
  std::vector<std::string> expected;
};

/// "\\n" stands for the end of a line.
std::string with_lines(std::string text) {
  for (std::size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at)) {
    text.replace(at, 2, "\n");
  }
  return text;
}

std::vector<Case> read_cases() {
  const std::string text =
      read_file(std::filesystem::path(ASSAY_SOURCE_DIR) / "tests/identify/tricky.txt");
  std::vector<Case> cases;
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t colon = line.find(": ");
    if (line.empty() || line.front() == '#') {
      continue;
    }
    if (line.front() == '[') {
      cases.push_back({std::string(line.substr(1, line.size() - 2)), {}, {}});
      continue;
    }
    Case& one = cases.back();
    const std::string_view key = line.substr(0, colon);
    const std::string value(line.substr(colon + 2));
    if (key == "title") {
      one.work.title = value;
    } else if (key == "abstract") {
      one.work.abstract = value;
    } else if (key == "text") {
      one.work.text = with_lines(value);
    } else if (key == "venue") {
      one.work.venue = value;
    } else if (key == "track") {
      one.work.track = value;
    } else if (key == "comments") {
      one.work.comments = value;
    } else if (key == "kind") {
      one.work.kind = parse_kind(value).value();
    } else if (key == "organisations") {
      for (const std::string_view name : split(value, ';')) {
        one.work.organisations.emplace_back(trim(name));
      }
    } else if (key == "expect") {
      for (const std::string_view what : split(value, ',')) {
        one.expected.emplace_back(trim(what));
      }
    } else {
      ADD_FAILURE() << "unknown key in " << one.name << ": " << key;
    }
  }
  return cases;
}

bool has_clue(const Verdict& verdict, std::string_view name) {
  const ClueType type = parse_clue_type(name).value();
  for (const Clue& clue : verdict.clues) {
    if (clue.type == type) {
      return true;
    }
  }
  return false;
}

bool holds(const Verdict& verdict, const std::string& expected) {
  if (expected.rfind("-topic ", 0) == 0) {
    return !holds(verdict, expected.substr(1));
  }
  if (expected.front() == '+' || expected.front() == '-') {
    return has_clue(verdict, expected.substr(1)) == (expected.front() == '+');
  }
  const std::vector<std::string_view> words = split(expected, ' ');
  if (words.at(0) == "topic") {
    const Topic topic = parse_topic(words.at(1)).value();
    return (topic_mask(verdict) >> static_cast<unsigned>(topic) & 1U) != 0;
  }
  const double limit = std::strtod(std::string(words.at(2)).c_str(), nullptr);
  const double p = words.at(0) == "led" ? verdict.developer_led : verdict.research;
  return words.at(1) == ">" ? p > limit : p < limit;
}

TEST(Tricky, EveryCase_ComesOutAsTheTableSays) {
  const std::vector<Case> cases = read_cases();
  EXPECT_GE(cases.size(), 180U);
  for (const Case& one : cases) {
    ASSERT_FALSE(one.expected.empty()) << one.name;
    const Verdict verdict = default_judge().judge(one.work);
    for (const std::string& expected : one.expected) {
      EXPECT_TRUE(holds(verdict, expected))
          << "[" << one.name << "] " << expected << "; led " << verdict.developer_led
          << ", research " << verdict.research;
    }
  }
}

TEST(Tricky, UnknownVenue_ChangesNothing) {
  Work work = paper("Frob", "We present Frob, a serving engine deployed in production.");
  const double before = developer_led(work);
  work.venue = "Proceedings of a Meeting Nobody Has Heard Of";
  EXPECT_EQ(developer_led(work), before);
}

TEST(Tricky, RepositoryOfAPaper_IsResearch) {
  Work work = thing(Kind::kRepository, "frob",
                    "Official implementation of our paper. Experiments reproduce the results of "
                    "Table 2: accuracy of 91.2 with 4-bit weights.");
  work.links.push_back({"paper", "https://arxiv.org/abs/2101.00001"});
  EXPECT_GT(research(work), 0.8);
}

TEST(Tricky, EmptyWork_HasAVerdict) {
  for (std::size_t kind = 0; kind < kKindCount; ++kind) {
    Work work;
    work.kind = static_cast<Kind>(kind);
    const Verdict verdict = default_judge().judge(work);
    EXPECT_GT(verdict.developer_led, 0);
    EXPECT_LT(verdict.developer_led, 1);
    EXPECT_TRUE(verdict.clues.empty());
    EXPECT_TRUE(verdict.topics.empty());
  }
}

}  // namespace
}  // namespace assay::identify
