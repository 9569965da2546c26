#include "identify/tables_internal.h"
#include "judge_helpers.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace assay::identify {
namespace {

using Texts = std::vector<std::string>;

Texts rows(const std::string& text) {
  std::vector<TableRow> found;
  find_tables(text, found);
  Texts all;
  for (const TableRow& row : found) {
    all.push_back(text.substr(row.begin, row.end - row.begin));
  }
  return all;
}

Texts clues(Kind kind, const std::string& text, ClueType type) {
  return texts(thing(kind, "frob", text), type, Field::kText);
}

/// How much more research the text is than the same kind of record with nothing to say.
double more_research(Kind kind, const std::string& text) {
  return research(thing(kind, "frob", text)) - research(thing(kind, "frob", "It is a thing."));
}

const char* const kMarkdown =
    "## Results\n\n| model | top-1 | ms |\n|---|---|---|\n| small | 76.1 | 3.2 ms |\n| large | "
    "**81.4** | 9 |\n";

TEST(Tables, Markdown_RowOfFigures) {
  EXPECT_EQ(rows(kMarkdown), Texts{"| small | 76.1 | 3.2 ms |"});
}

TEST(Tables, Html_RowOfFigures) {
  EXPECT_EQ(
      rows("<table><tr><th>n</th></tr><tr><td>a</td><td>1.5x</td><td align=right>20%</td></tr>"
           "<TR><TD>b</TD><TD>3</TD></TR></table>"),
      Texts{"<tr><td>a</td><td>1.5x</td><td align=right>20%</td>"});
}

TEST(Arrows, MeasuredChanges) {
  const auto arrows = [](const std::string& text) {
    std::vector<TableRow> found;
    find_arrows(text, found);
    Texts all;
    for (const TableRow& row : found) {
      all.push_back(text.substr(row.begin, row.end - row.begin));
    }
    return all;
  };
  EXPECT_EQ(arrows("Loading: 42.1 s -> 17.3 s."), Texts{"42.1 s -> 17.3 s"});
  EXPECT_EQ(arrows("memory 18.2GB\xE2\x86\x92"
                   "11.9 GB (batch 8)"),
            Texts{"18.2GB\xE2\x86\x92"
                  "11.9 GB"});
  EXPECT_EQ(arrows("`1,250 tok/s` --> **1,810 tok/s**"), Texts{"1,250 tok/s` --> **1,810 tok/s"});
  EXPECT_EQ(arrows("miss rate 12 % => 9 %"), Texts{"12 % => 9 %"});
  for (const char* text :
       {"numpy 1.26.1 -> 2.0.0", "timeout 30 s -> 60 s", "batch size 8 -> 16", "a -> b", "x->y",
        "-> 3 s", "3 s ->", "f(x) -> 3 GB", "2021-01-02 -> 2021-02-03", "", "-", "=", "\xE2"}) {
    EXPECT_EQ(arrows(text), Texts{}) << text;
  }
}

TEST(Tables, AHeadWithBeforeAndAfter_Compares) {
  const auto compares = [](const std::string& text) {
    std::vector<TableRow> found;
    find_tables(text, found);
    return found.size() == 1 && found[0].compares;
  };
  EXPECT_TRUE(
      compares("| model | before (tok/s) | after (tok/s) |\n|---|---|---|\n| a | 12 | 18 |\n"));
  EXPECT_TRUE(compares("| | main | this PR |\n|---|---|---|\n| a | 1.2 s | 0.8 s |\n"));
  EXPECT_TRUE(compares("| set | baseline | ours |\n|---|---|---|\n| a | 91.2 | 92.0 | 1 |\n"));
  EXPECT_FALSE(compares(kMarkdown));
  EXPECT_FALSE(
      compares("| model | new users | ms |\n|---|---|---|\n| a | 1 | 2 |\n| b | 3 | 4 |\n"));
}

TEST(Contributions, FiguresBeforeAndAfterAreResearch) {
  for (const char* text :
       {"Loading time: before 42.1 s, after 17.3 s.", "Loading a checkpoint: 42.1 s -> 17.3 s.",
        "Old: 950 tok/s\nNew: 1400 tok/s", "On main: 210 ms\nWith this change: 95 ms",
        "| batch | main | PR |\n|---|---|---|\n| 1 | 12.1 | 8.0 |\n| 8 | 80.2 | 44.1 |\n",
        "Throughput was 1250 tokens/s before this PR and is 1810 tokens/s after it.",
        "The epoch took 35 minutes before; it takes 21 minutes now.",
        "Cuts VRAM use from 23.1 GB to 15.4 GB when training a 7B model."}) {
    EXPECT_GT(research(thing(Kind::kContribution, "Change the loader", text)), 0.5) << text;
  }
  for (const char* text :
       {"Adds a new option to the config. Tests are included.", "Timeout 30 s -> 60 s.",
        "Fixes a crash when the batch size is 1. Before: IndexError. After: works.",
        "Bump numpy 1.26.1 -> 2.0.0.", "Increase the default batch size from 8 to 16."}) {
    EXPECT_LT(research(thing(Kind::kContribution, "Change the loader", text)), 0.4) << text;
  }
}

TEST(Posts, WhatSellsOrTeachesIsNotDeveloperLed) {
  const auto led = [](const char* title, const char* text) {
    return default_judge().judge(thing(Kind::kPost, title, text)).developer_led;
  };
  EXPECT_LT(led("Meet Frobly: the fastest way to ship",
                "Frobly cuts your costs by 70 % and boosts productivity 10x. Start your free trial "
                "today, no credit card required. Book a demo with our sales team."),
            0.5);
  EXPECT_LT(
      led("Getting started with Frob: a tutorial",
          "In this tutorial we build a simple API. Prerequisites: pip install frob. Step 1: "
          "create main.py. Step 2: run it. By the end of this guide you will know the basics."),
      0.5);
  EXPECT_GT(led("How we cut our bill by 62 %",
                "We moved the ranking model to int8. The bottleneck was memory bandwidth. p99 fell "
                "from 120 ms to 44 ms at 3,000 requests per second in production."),
            0.7);
}

TEST(Tables, WithoutFigures_AreNone) {
  for (const char* text : {"| name | link |\n|---|---|\n| a | b |\n",
                           "| 2021-03-04 | 1.2.3 | [1](x) |\n| 1/2/2020 | a |\n",
                           "<table><tr><td>a</td><td>1</td></tr></table>", "a | b", "", "|",
                           "<table", "<table><tr><td", "1 | 2\n"}) {
    EXPECT_EQ(rows(text), Texts{}) << text;
  }
}

TEST(Tables, LongRuns_StayLinear) {
  for (const char* unit :
       {"<table>", "<tr>", "<td>1", "<table><tr><td>1<tr>", "|1|", "|\n", "<", "1|2|3\n"}) {
    std::string text = "<table>";
    while (text.size() < 250'000) {
      text += unit;
    }
    rows(text);
  }
}

TEST(OtherKinds, ResultTable_IsAClueAndResearch) {
  EXPECT_EQ(clues(Kind::kRepository, kMarkdown, ClueType::kBenchmark),
            Texts{"small | 76.1 | 3.2 ms"});
  EXPECT_GT(more_research(Kind::kRepository, kMarkdown), 0.1);
}

TEST(OtherKinds, BeforeAndAfter_IsResearch) {
  const std::string change =
      "Replaces the hash map of the tokenizer. Encoding a book went from 120 ms to 31 ms, and peak "
      "memory dropped from 2.1 GB to 900 MB. Benchmarks on an 8-core machine are below.";
  EXPECT_EQ(clues(Kind::kContribution, change, ClueType::kOptimization).empty(), false);
  EXPECT_GT(more_research(Kind::kContribution, change), 0.2);
}

TEST(OtherKinds, BenchmarkFigures_AreResearch) {
  EXPECT_GT(
      more_research(Kind::kPackage, "It decodes 950 tokens per second; p99 is 12 ms on an A100."),
      0.05);
  EXPECT_GT(more_research(Kind::kRepository, "It scores 61.2 on MMLU: MMLU of 61.2, GSM8K 48."),
            0.05);
}

TEST(OtherKinds, PaperBehind_IsResearch) {
  for (const char* text :
       {"If you use frob in your work, please cite our technical report.",
        "@inproceedings{frob, title={Frob}, author={A. One}, year={2020}}",
        "See CITATION.cff for how to cite.", "Preprint: arXiv:2101.00001, doi:10.1000/182."}) {
    EXPECT_GT(more_research(Kind::kRepository, text), 0.1) << text;
  }
}

TEST(OtherKinds, PracticalChallenges_AreFound) {
  EXPECT_EQ(clues(Kind::kPost, "The root cause was a lock.", ClueType::kImplementation),
            Texts{"root cause"});
  EXPECT_GT(more_research(Kind::kPost, "We traced it: the bottleneck was the allocator."), 0.02);
}

TEST(OtherKinds, Packages_AreLinks) {
  for (const char* text :
       {"See https://hub.docker.com/r/acme/frob for it.",
        "It is at https://www.npmjs.com/package/frob now.", "Models: https://hf.co/acme/frob!"}) {
    const Texts found = clues(Kind::kRepository, text, ClueType::kCodeRelease);
    ASSERT_FALSE(found.empty()) << text;
    EXPECT_EQ(found.front().substr(0, 8), "https://") << text;
  }
  for (const char* text :
       {"Type pipx install frob first.", "Or uv add frob.", "Try docker run acme/frob.",
        "Use conda install frob here.", "npm install frob does it."}) {
    EXPECT_FALSE(clues(Kind::kRepository, text, ClueType::kCodeRelease).empty()) << text;
  }
  EXPECT_EQ(clues(Kind::kRepository, "It is not on conda-forge.", ClueType::kCodeRelease), Texts{});
}

TEST(OtherKinds, MeasuredImpact_IsAClue) {
  EXPECT_EQ(in_abstract("It brought +2.1 % click-through in an online A/B test.",
                        ClueType::kProductImpact)
                .front(),
            "2.1 % click-through");
}

TEST(OtherKinds, Comments_TellOfCodeAndDemo) {
  Work work = paper("Frob");
  work.comments = "Accepted as a system demonstration; code available at our site";
  EXPECT_FALSE(texts(work, ClueType::kImplementation, Field::kComments).empty());
  EXPECT_FALSE(texts(work, ClueType::kCodeRelease, Field::kComments).empty());
}

TEST(OtherKinds, SellingTeachingAndListing_IsNoResearch) {
  const double plain = research(thing(Kind::kPost, "frob", "It is a thing."));
  for (const char* text :
       {"Our platform helps teams ship. Book a call, no credit card needed.",
        "We are looking for a senior engineer. Competitive salary, visa sponsorship, perks.",
        "In this tutorial you will learn the basics, step by step, for absolute beginners.",
        "A curated list of links. Pull requests welcome."}) {
    EXPECT_LT(research(thing(Kind::kPost, "frob", text)), plain) << text;
  }
  EXPECT_LT(more_research(Kind::kContribution, "chore: bump dependencies by dependabot, fix typos"),
            0);
  EXPECT_LT(research(thing(Kind::kRepository, "awesome-frob",
                           "Awesome frob: a curated list, cheat sheets, interview prep.")),
            0.05);
}

TEST(OtherKinds, ChangelogWithFigures_RisesAboveOneWithout) {
  const char* const bare = "Release notes: bug fixes, new features, typos.";
  const std::string measured =
      std::string(bare) +
      " Parsing went from 80 ms to 21 ms; benchmarks on 12 files show 3.8x faster.";
  EXPECT_GT(research(thing(Kind::kContribution, "frob", measured)),
            research(thing(Kind::kContribution, "frob", bare)) + 0.1);
}

}  // namespace
}  // namespace assay::identify
