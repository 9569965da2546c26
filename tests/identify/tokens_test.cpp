#include "identify/tokens.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace assay::identify {
namespace {

std::vector<std::string> words(const std::string& text) {
  std::vector<Token> tokens;
  tokenise(text, Vocabulary(), tokens);
  std::vector<std::string> all;
  all.reserve(tokens.size());
  for (const Token& token : tokens) {
    all.push_back(text.substr(token.begin, token.end - token.begin));
  }
  return all;
}

using Words = std::vector<std::string>;

TEST(Tokens, HyphensAndSlashes_Separate) {
  EXPECT_EQ(words("open-source A/B test"), (Words{"open", "source", "A", "B", "test"}));
  EXPECT_EQ(words("real\u2011time"), (Words{"real", "time"}));
}

TEST(Tokens, GluedUnit_IsAWordOfItsOwn) {
  EXPECT_EQ(words("16GB, 3.5x and 1,000 at 99%"),
            (Words{"16", "GB", "3.5", "x", "and", "1,000", "at", "99", "%"}));
  EXPECT_EQ(words("int8 at 2\u00d7"), (Words{"int8", "at", "2", "\u00d7"}));
}

TEST(Tokens, Number_HasItsValue) {
  std::vector<Token> tokens;
  tokenise("1,250.5", Vocabulary(), tokens);
  ASSERT_EQ(tokens.size(), 1U);
  EXPECT_DOUBLE_EQ(tokens[0].value, 1250.5);
  EXPECT_EQ(tokens[0].hash, word_hash("1250.5"));
}

/// "text=value" of the numbers.
Words numbers(const std::string& text) {
  std::vector<Token> tokens;
  tokenise(text, Vocabulary(), tokens);
  Words all;
  for (const Token& token : tokens) {
    if ((token.flags & kIsNumber) != 0) {
      all.push_back(
          fmt::format("{}={}", text.substr(token.begin, token.end - token.begin), token.value));
    }
  }
  return all;
}

TEST(Tokens, Commas_GroupThousandsOnly) {
  EXPECT_EQ(numbers("12,500 and 1,234,567.5"), (Words{"12,500=12500", "1,234,567.5=1234567.5"}));
  EXPECT_EQ(numbers("1,2,3 and 1234,5"), (Words{"1=1", "2=2", "3=3", "1234=1234", "5=5"}));
  EXPECT_EQ(numbers("97,5 % or 91,25%"), (Words{"97,5=97.5", "91,25=91.25"}));
  EXPECT_EQ(numbers("0,950 and 12,3456"), (Words{"0=0", "950=950", "12=12", "3456=3456"}));
}

TEST(Tokens, Points_MayLead) {
  EXPECT_EQ(numbers("from .78 to (.83)"), (Words{".78=0.78", ".83=0.83"}));
  EXPECT_EQ(numbers("v1.2.3 and x.5 in 3.14"), (Words{"2.3=2.3", "5=5", "3.14=3.14"}));
  EXPECT_EQ(numbers("0.95 0.1 1.1"), (Words{"0.95=0.95", "0.1=0.1", "1.1=1.1"}));
  EXPECT_EQ(numbers("release 1.2.3"), (Words{"1.2.3=1.2"}));
}

std::string sentence_starts(const std::string& text) {
  std::vector<Token> tokens;
  tokenise(text, Vocabulary(), tokens);
  std::string all;
  for (const Token& token : tokens) {
    if ((token.flags & kStartsSentence) != 0) {
      all += (all.empty() ? "" : " ") + text.substr(token.begin, token.end - token.begin);
    }
  }
  return all;
}

TEST(Tokens, Lines_OfHeadingsListsAndTablesStartSentences) {
  EXPECT_EQ(sentence_starts("# One two\nthree four\nfive"), "One three");
  EXPECT_EQ(sentence_starts("a b\n1. c d\n2) e f\n33 g"), "a 1 c 2");
  EXPECT_EQ(sentence_starts("a b\n  - c d\n  -e"), "a c");
  EXPECT_EQ(sentence_starts("a\n| b c | d |\n| e | f g |"), "a b d e f");
  EXPECT_EQ(sentence_starts("P(a | b) and |c|"), "P");
}

TEST(Tokens, Pauses_AreToldFromBrackets) {
  std::vector<Token> tokens;
  tokenise("a (b) c, d; e", Vocabulary(), tokens);
  ASSERT_EQ(tokens.size(), 5U);
  const auto flags = [&](std::size_t i) {
    return tokens[i].flags & (kStartsClause | kAfterPause | kStartsPart);
  };
  EXPECT_EQ(flags(1), kStartsClause);
  EXPECT_EQ(flags(2), kStartsClause);
  EXPECT_EQ(flags(3), kStartsClause | kAfterPause);
  EXPECT_EQ(flags(4), kStartsClause | kAfterPause | kStartsPart);
}

TEST(Tokens, Hash_FoldsCaseAndApostrophes) {
  std::vector<Token> tokens;
  tokenise("DEPLOY doesn't won\u2019t system's deployments-of-all-sizes", Vocabulary(), tokens);
  ASSERT_EQ(tokens.size(), 8U);
  EXPECT_EQ(tokens[0].hash, word_hash("deploy"));
  EXPECT_NE(tokens[0].flags & kHasCapital, 0U);
  EXPECT_EQ(tokens[1].hash, word_hash("doesnt"));
  EXPECT_EQ(tokens[2].hash, word_hash("wont"));
  EXPECT_EQ(tokens[3].hash, word_hash("system"));
  EXPECT_EQ(tokens[4].hash, word_hash("deployments"));
  EXPECT_EQ(tokens[7].hash, word_hash("sizes"));
}

TEST(Tokens, Hash_DoesNotDependOnWhatFollows) {
  for (const std::string word : {"a", "latency", "throughput", "internationalization"}) {
    for (const std::string after : {"", " ", ".", " and then quite some more text"}) {
      std::vector<Token> tokens;
      tokenise(word + after, Vocabulary(), tokens);
      ASSERT_FALSE(tokens.empty());
      EXPECT_EQ(tokens[0].hash, word_hash(word)) << word << "|" << after;
    }
  }
}

TEST(Tokens, FullStop_StartsASentenceExceptAfterAbbreviations) {
  std::vector<Token> tokens;
  tokenise("By Li et al. in v1.2, i.e. now. Then", Vocabulary(), tokens);
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if ((tokens[i].flags & kStartsSentence) != 0) {
      starts.push_back(i);
    }
  }
  EXPECT_EQ(starts, (std::vector<std::size_t>{0, tokens.size() - 1}));
}

TEST(Tokens, Vocabulary_KeepsNumbersWhileItGrows) {
  Vocabulary vocabulary;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    EXPECT_EQ(vocabulary.add(word_hash("w" + std::to_string(i))), i + 1);
  }
  for (std::uint64_t i = 0; i < 5000; ++i) {
    EXPECT_EQ(vocabulary.find(word_hash("W" + std::to_string(i))), i + 1);
  }
  EXPECT_EQ(vocabulary.find(word_hash("absent")), kUnknownWord);
}

}  // namespace
}  // namespace assay::identify
