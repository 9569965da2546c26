#include "base/text.h"
#include "judge_helpers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace assay::identify {
namespace {

const std::vector<std::string>& pieces() {
  static const std::vector<std::string> all = {"deployed",
                                               "in",
                                               "production",
                                               "not",
                                               "without",
                                               "3x",
                                               "faster",
                                               "p99",
                                               "latency",
                                               "under",
                                               "20 ms",
                                               "16 GB",
                                               "fits in",
                                               "int8",
                                               "4-bit",
                                               "quantization",
                                               "A/B test",
                                               "we",
                                               "prove",
                                               "theorem",
                                               "https://github.com/a/b",
                                               "pip install x",
                                               "serves 40 million requests",
                                               ". ",
                                               ", ",
                                               "\n\n",
                                               "open-source toolkit",
                                               "code is available at",
                                               "caf\u00e9",
                                               "\u00d7",
                                               "2\u00d7",
                                               "\u2014",
                                               "\u201creal-time\u201d",
                                               "\u65e5\u672c\u8a9e",
                                               "\U0001F600",
                                               "+2.1 %",
                                               "system",
                                               "demonstration",
                                               "survey",
                                               "Google",
                                               "Ltd",
                                               "future work",
                                               "could be",
                                               "memory footprint",
                                               "GPU",
                                               "scalable",
                                               "(",
                                               ")",
                                               "\\url{https://x.github.io/\u00e9}",
                                               "1,000,000",
                                               "don't",
                                               "github.com\u3000x",
                                               "not",
                                               "(yet)",
                                               "without a GPU",
                                               "no more than 20 ms",
                                               "if it were",
                                               "; ",
                                               "| a |",
                                               "\n# Not in\n",
                                               "\n1. ",
                                               "\u00ab",
                                               "\u00bb",
                                               "\u2026",
                                               "250 \u00b5s",
                                               "97,5 %",
                                               ".78",
                                               "May 2021",
                                               "and",
                                               "or",
                                               "fails to",
                                               "github.io",
                                               "reduces",
                                               "cost",
                                               "by",
                                               "40%"};
  return all;
}

std::string random_text(std::mt19937& random, std::size_t words) {
  std::string text;
  for (std::size_t i = 0; i < words; ++i) {
    text += pieces()[random() % pieces().size()];
    text += random() % 8 == 0 ? "" : " ";
  }
  return text;
}

/// What must hold of every verdict.
void check(const Work& work) {
  const Verdict verdict = default_judge().judge(work);
  ASSERT_TRUE(verdict.developer_led >= 0 && verdict.developer_led <= 1);
  ASSERT_TRUE(verdict.research >= 0 && verdict.research <= 1);
  std::map<std::pair<ClueType, Field>, std::vector<std::pair<std::uint32_t, std::uint32_t>>> spans;
  std::vector<std::string> fields;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    fields.push_back(field_text(work, static_cast<Field>(i)));
  }
  double sum = verdict.base + verdict.rest;
  for (const Clue& clue : verdict.clues) {
    sum += clue.weight;
    const std::string& text = fields[static_cast<std::size_t>(clue.field)];
    ASSERT_LT(clue.begin, clue.end);
    ASSERT_LE(clue.end, text.size());
    ASSERT_TRUE(std::isfinite(clue.weight));
    if (find_invalid_utf8(text) == std::string_view::npos) {
      ASSERT_EQ(find_invalid_utf8(text.substr(clue.begin, clue.end - clue.begin)),
                std::string_view::npos)
          << text;
    }
    spans[{clue.type, clue.field}].emplace_back(clue.begin, clue.end);
  }
  ASSERT_NEAR(verdict.developer_led, 1 / (1 + std::exp(-sum)), 1e-9);
  for (auto& [key, list] : spans) {
    std::sort(list.begin(), list.end());
    for (std::size_t i = 1; i < list.size(); ++i) {
      ASSERT_LE(list[i - 1].second, list[i].first) << clue_type_name(key.first);
    }
  }
  const Verdict again = default_judge().judge(work);
  ASSERT_EQ(again.clues, verdict.clues);
  ASSERT_EQ(again.developer_led, verdict.developer_led);
}

Work work_of(std::mt19937& random, const std::string& text) {
  Work work;
  work.kind = static_cast<Kind>(random() % kKindCount);
  work.title = text.substr(0, text.size() / 4);
  work.abstract = text;
  work.text = text;
  work.comments = text.substr(text.size() / 2);
  work.track = "Industry";
  work.venue = text.substr(0, 40);
  work.organisations = {"Google", text.substr(0, 60), "IBM Research"};
  work.keywords = {text.substr(0, 30), "scalable"};
  work.code = "https://github.com/a/b";
  return work;
}

TEST(Property, RandomText_KeepsTheInvariants) {
  std::mt19937 random(
      20240517);  // NOLINT(cert-msc51-cpp,bugprone-random-generator-seed): repeatable
  for (int i = 0; i < 300; ++i) {
    const std::string text = random_text(random, 5 + random() % 80);
    ASSERT_NO_FATAL_FAILURE(check(paper(random_text(random, 8), text))) << text;
  }
}

TEST(Property, MutatedBytes_NeverCrash) {
  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp,bugprone-random-generator-seed): repeatable
  for (int i = 0; i < 300; ++i) {
    std::string text = random_text(random, 40);
    for (std::size_t k = random() % 20; k > 0; --k) {
      text[random() % text.size()] = static_cast<char>(random() % 256);
    }
    ASSERT_NO_FATAL_FAILURE(check(work_of(random, text)));
  }
}

TEST(Property, EveryByteAndCutCharacter_NeverCrash) {
  std::string all;
  for (int c = 0; c < 256; ++c) {
    all += static_cast<char>(c);
    all += " deployed in production ";
  }
  ASSERT_NO_FATAL_FAILURE(check(paper(all, all)));
  for (const char* cut : {"\xc3", "\xe2\x80", "\xe2", "\xf0\x9f\x98", "\xc2", "can\xe2\x80\x99",
                          "can'", "'", "1,", "1.", "github.com/\xe2\x80", "\xef\xbb\xbf"}) {
    ASSERT_NO_FATAL_FAILURE(check(paper(cut, cut)));
  }
}

TEST(Property, Zeros_ArePartOfTheText) {
  const std::string text = std::string("It is\0 deployed in production.\0", 31);
  const Work work = paper("Untitled", text);
  ASSERT_NO_FATAL_FAILURE(check(work));
  EXPECT_EQ(texts(work, ClueType::kDeployment, Field::kAbstract),
            std::vector<std::string>{"deployed in production"});
}

TEST(Property, LongAbstract_IsReadUpToTheLimit) {
  std::string text;
  while (text.size() < 300'000) {
    text +=
        "Our latency \u2014 caf\u00e9 \u2014 is under 20 ms and 3x faster, deployed in "
        "production. ";
  }
  const Work work = paper("Untitled", text);
  ASSERT_NO_FATAL_FAILURE(check(work));
  for (const Clue& clue : default_judge().judge(work).clues) {
    EXPECT_LE(clue.end, 256U << 10U);
  }
  ASSERT_NO_FATAL_FAILURE(check(paper("Untitled", std::string(300'000, 'a'))));
  ASSERT_NO_FATAL_FAILURE(check(paper("Untitled", std::string(300'000, '9'))));
  std::string marks;
  while (marks.size() < 300'000) {
    marks += "\xc3\x97";
  }
  ASSERT_NO_FATAL_FAILURE(check(paper("Untitled", marks)));
}

TEST(Property, LongRuns_StayLinear) {
  for (const char* unit : {"not ",           "in ",         "3x ",
                           "we present ",    "github.com",  "https://github.com/",
                           "future work ",   "(",           "reduce the cost of the ",
                           "Google ",        "not, ",       "no ",
                           "without ",       "if it were ", "a, or ",
                           "not (yet) and ", "fails to ",   "github.io/x/",
                           "| a ",           "\n1. a ",     "\u2026"}) {
    std::string text;
    while (text.size() < 200'000) {
      text += unit;
    }
    ASSERT_NO_FATAL_FAILURE(check(paper(text, text))) << unit;
  }
}

}  // namespace
}  // namespace assay::identify
