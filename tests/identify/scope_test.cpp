#include "identify/scope.h"

#include "identify/lexicon.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::identify {
namespace {

/// The words of the text with "-" before what is denied, "?" before what is supposed and "<" before
/// what a negation bounds.
std::string told(const std::string& text) {
  static const Lexicon lexicon = read_embedded_lexicon();
  std::vector<Token> tokens;
  tokenise(text, lexicon.automaton.vocabulary(), tokens);
  std::vector<Match> matches;
  lexicon.automaton.find(
      tokens, [](std::uint32_t entry) { return lexicon.entries[entry].target == Target::kCue; },
      matches);
  std::vector<CueAt> cues;
  cues.reserve(matches.size());
  for (const Match& match : matches) {
    cues.push_back({match.first, match.last, lexicon.entries[match.entry].cue});
  }
  std::vector<std::uint8_t> scope;
  find_scope(text, tokens, lexicon.word_marks, cues, scope);
  std::string all;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    all += i == 0 ? "" : " ";
    all += (scope[i] & kDenied) != 0 ? "-" : "";
    all += (scope[i] & kSupposed) != 0 ? "?" : "";
    all += (scope[i] & kBounded) != 0 ? "<" : "";
    all += text.substr(tokens[i].begin, tokens[i].end - tokens[i].begin);
  }
  return all;
}

TEST(Scope, Negation_ReachesToTheEndOfItsClause) {
  EXPECT_EQ(told("It is not (yet) used, we say"), "-It is not -yet -used we say");
  EXPECT_EQ(told("It is not used; it runs"), "-It is not -used it runs");
  EXPECT_EQ(told("It is not used but runs"), "-It is not -used but runs");
  EXPECT_EQ(told("It needs none and runs"), "It needs none and runs");
  EXPECT_EQ(told("not a, b, or c"), "not -a -b -or -c");
  EXPECT_EQ(told("has not, as of now, run"), "has not -as -of -now -run");
}

TEST(Scope, WhatWasNotDone_IsDeniedBeforeIt) {
  EXPECT_EQ(told("Latency was not measured"), "-Latency was not -measured");
  EXPECT_EQ(told("The p99 of it has not yet been reported in detail"),
            "-The -p99 -of -it -has not -yet -been -reported -in -detail");
  EXPECT_EQ(told("Size, speed, and cost were never tested"),
            "-Size -speed -and -cost were never -tested");
  EXPECT_EQ(told("Speed, for now, is unknown"), "-Speed -for -now is unknown");
  EXPECT_EQ(told("We ran it and speed wasn't measured"), "We ran it and -speed wasn't -measured");
  EXPECT_EQ(told("We ran it, but speed was not measured"),
            "We ran it but -speed was not -measured");
  EXPECT_EQ(told("We note that speed is missing; cost falls"),
            "We note that -speed is missing cost falls");
  EXPECT_EQ(told("Speed was not only measured"), "Speed was not only measured");
  EXPECT_EQ(told("We leave speed out"), "-We leave -speed -out");
  EXPECT_EQ(told("Speed was measured"), "Speed was measured");
  EXPECT_EQ(told("A rollout did not happen"), "-A -rollout did not -happen");
}

TEST(Scope, Exclusion_EndsWithWhatItNames) {
  EXPECT_EQ(told("without a card in time"), "without -a -card in time");
  EXPECT_EQ(told("without deployment in time"), "without -deployment -in -time");
  EXPECT_EQ(told("has no card at hand"), "has no -card at hand");
  EXPECT_EQ(told("a mouse instead of a cat on mats"), "a mouse instead of -a -cat on mats");
}

TEST(Scope, Bounds_DenyNothing) {
  EXPECT_EQ(told("takes no more than 20 ms"), "takes no <more <than <20 <ms");
  EXPECT_EQ(told("it never exceeds 20 ms"), "it never <exceeds <20 <ms");
  EXPECT_EQ(told("not 2 x faster than a"), "not -2 -x -faster -than -a");
}

TEST(Scope, Suppositions_AndMonths) {
  EXPECT_EQ(told("It may run"), "It may ?run");
  EXPECT_EQ(told("In May 2021 it ran, in May, too"), "In May 2021 it ran in May too");
  EXPECT_EQ(told("We plan to run. It ran."), "?We ?plan ?to ?run It ran");
  EXPECT_EQ(told("no doubt it ran, not only here"), "no doubt it ran not only here");
}

}  // namespace
}  // namespace assay::identify
