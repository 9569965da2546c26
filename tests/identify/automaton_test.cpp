#include "identify/automaton.h"

#include "base/error.h"
#include "identify/lexicon.h"
#include "identify/phrase_internal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace assay::identify {
namespace {

/// Texts that the phrase finds.
std::vector<std::string> find(const std::string& phrase, const std::string& text) {
  AutomatonBuilder builder(
      Macros{{"time", "{number} (ms|seconds)"}, {"name", "(^acme|^big ^corp)"}});
  builder.add_barrier("not");
  builder.add(0, phrase);
  const Automaton automaton = builder.build();
  std::vector<Token> tokens;
  tokenise(text, automaton.vocabulary(), tokens);
  std::vector<Match> matches;
  automaton.find(
      tokens, [](std::uint32_t) { return true; }, matches);
  std::vector<std::string> found;
  found.reserve(matches.size());
  for (const Match& match : matches) {
    found.push_back(
        text.substr(tokens[match.first].begin, tokens[match.last].end - tokens[match.first].begin));
  }
  return found;
}

using Texts = std::vector<std::string>;

TEST(Phrase, Words_IgnoreCaseAndHyphens) {
  EXPECT_EQ(find("open source", "Our Open-Source code"), Texts{"Open-Source"});
  EXPECT_EQ(find("open source", "open the source"), Texts{});
}

TEST(Phrase, Alternatives_OfSeveralWords) {
  EXPECT_EQ(find("(a|b c) d", "a d, b c d, b d"), (Texts{"a d", "b c d"}));
}

TEST(Phrase, Optional_TakesTheLongest) {
  EXPECT_EQ(find("code [is [now]] available", "code available code is now available"),
            (Texts{"code available", "code is now available"}));
  EXPECT_EQ(find("fast [enough]", "fast enough"), Texts{"fast enough"});
}

TEST(Phrase, Inflections_AreRegular) {
  EXPECT_EQ(inflections("reduce"),
            (Texts{"reduce", "reduces", "reduced", "reducing", "reduceing"}));
  EXPECT_EQ(find("~ship it", "ships it, shipped it, shipping it, shipment it"),
            (Texts{"ships it", "shipped it", "shipping it"}));
  EXPECT_EQ(find("~apply", "applies applied applying"), (Texts{"applies", "applied", "applying"}));
}

TEST(Phrase, Gap_IsBoundedAndStopsAtSentencesAndNegations) {
  EXPECT_EQ(find("reduce <2> cost", "reduce the total cost"), Texts{"reduce the total cost"});
  EXPECT_EQ(find("reduce <2> cost", "reduce the very total cost"), Texts{});
  EXPECT_EQ(find("reduce <2> cost", "we reduce. The cost"), Texts{});
  EXPECT_EQ(find("reduce <2> cost", "reduce not cost"), Texts{});
}

TEST(Phrase, Slots_TakeNumbersAndUnits) {
  EXPECT_EQ(find("under {time}", "under 20 ms, under 1.5 seconds, under 20 apples"),
            (Texts{"under 20 ms", "under 1.5 seconds"}));
  EXPECT_EQ(find("{large} users", "1,500 users 2019 users 12 users 20000 users"),
            (Texts{"1,500 users", "20000 users"}));
  EXPECT_EQ(find("{number} x", "3x and 3.5 x and -2x"), (Texts{"3x", "3.5 x", "2x"}));
}

TEST(Phrase, Capitals_AreRequiredWhereMarked) {
  EXPECT_EQ(find("at {name}", "at Acme, at acme, at Big Corp, at big Corp"),
            (Texts{"at Acme", "at Big Corp"}));
}

TEST(Phrase, AllCapitals_AreRequiredWhereMarkedTwice) {
  EXPECT_EQ(find("^^per", "PER per Per, PER"), (Texts{"PER", "PER"}));
  EXPECT_EQ(find("(^^gflops|tops)", "GFLOPs GFLOPS TOPS"), (Texts{"GFLOPS", "TOPS"}));
}

TEST(Phrase, Parts_AreNotRunOver) {
  EXPECT_EQ(find("add <2> docker", "add frob docker; add frob; docker"), Texts{"add frob docker"});
  EXPECT_EQ(find("add [it] docker", "add; docker, add | docker"), Texts{});
  EXPECT_EQ(find("{number} workers", "30 | workers, 30 workers"), Texts{"30 workers"});
}

TEST(Phrase, SignsAndGluedBrackets_AreRefused) {
  AutomatonBuilder builder(Macros{});
  for (const char* phrase : {"bit[s] of", "(a|b)c", "c++", "word(s)", "a<2> b", "{number}x", "c#",
                             "robot's", "a [b]c", "50\u00b0"}) {
    EXPECT_THROW(builder.add(0, phrase), Error) << phrase;
  }
  for (const char* phrase :
       {"open-source", "a/b", "(a|b) c", "a [b] c", "\u00b5s", "don't", "[a] b"}) {
    EXPECT_NO_THROW(builder.add(0, phrase)) << phrase;
  }
}

TEST(Phrase, MicroSign_IsALetter) {
  EXPECT_EQ(find("(\u00b5s|\u03bcs)", "5 \u00b5s, 5 s, 5 \u03bcs"), (Texts{"\u00b5s", "\u03bcs"}));
}

TEST(Phrase, Malformed_IsRefused) {
  AutomatonBuilder builder(Macros{{"loop", "a {loop}"}});
  for (const char* phrase : {"", "[a]", "<2> a", "(a|)", "(a", "a)", "a]", "[a)", "{nothing}",
                             "{loop}", "<0> a", "a <99> b", "a < b", "{a", "***"}) {
    EXPECT_THROW(builder.add(0, phrase), Error) << phrase;
  }
}

TEST(Lexicon, Embedded_IsComplete) {
  const Lexicon lexicon = read_embedded_lexicon();
  std::uint32_t types = 0;
  std::uint32_t topics = 0;
  for (const Entry& entry : lexicon.entries) {
    if (entry.target == Target::kClue) {
      types |= 1U << static_cast<unsigned>(entry.clue);
      EXPECT_EQ(entry.weight < 0, entry.clue == ClueType::kAcademic) << entry.name;
    } else if (entry.target == Target::kTopic) {
      topics |= 1U << static_cast<unsigned>(entry.topic);
    }
  }
  EXPECT_EQ(types, (1U << static_cast<unsigned>(ClueType::kWording)) - 1);
  EXPECT_EQ(topics, (1U << kTopicCount) - 1);
}

TEST(Lexicon, Mistakes_AreNamed) {
  const std::string topics = "[[topic]]\nname = \"few_shot\"\n";
  EXPECT_THROW(read_lexicon("x = ", "", ""), Error);
  EXPECT_THROW(read_lexicon("name = \"a\"", topics, ""), Error);
  EXPECT_THROW(read_lexicon("[[clue]]\nname = \"a\"\ntype = \"nonsense\"", topics, ""), Error);
}

}  // namespace
}  // namespace assay::identify
