#include "work/mentions.h"

#include <gtest/gtest.h>

namespace assay::mentions_test {
namespace {

Work of(Kind kind, std::string text) {
  Work work;
  work.kind = kind;
  (kind == Kind::kPaper ? work.abstract : work.text) = std::move(text);
  return work;
}

/// "implements arxiv:2106.09685; cites url:https://…"
std::string told(const Work& work) {
  std::string out;
  for (const Mention& mention : find_mentions(work, own_identifiers(work))) {
    out += (out.empty() ? "" : "; ") + std::string(mention.rel) + " " + mention.target.str();
  }
  return out;
}

std::string repository(std::string text) {
  return told(of(Kind::kRepository, std::move(text)));
}

std::string paper(std::string text) {
  return told(of(Kind::kPaper, std::move(text)));
}

TEST(FindMentions, EveryWrittenForm_IsFoundWithItsBytes) {
  struct Case {
    std::string text;
    std::string_view target;
    std::string_view words;
  };
  const std::vector<Case> cases = {
      {"see arXiv:2106.09685v2, and", "arxiv:2106.09685", "arXiv:2106.09685v2"},
      {"see arXiv: 2106.09685.", "arxiv:2106.09685", "arXiv: 2106.09685"},
      {"see (arXiv 2106.09685)", "arxiv:2106.09685", "arXiv 2106.09685"},
      {"old arXiv:cs/0112017 paper", "arxiv:cs/0112017", "arXiv:cs/0112017"},
      {"[p](https://arxiv.org/abs/2106.09685) x", "arxiv:2106.09685",
       "https://arxiv.org/abs/2106.09685"},
      {"at arxiv.org/abs/2106.09685.", "arxiv:2106.09685", "arxiv.org/abs/2106.09685"},
      {"  eprint = {2106.09685},", "arxiv:2106.09685", "2106.09685"},
      {"doi: 10.1145/3292500.3330701)", "doi:10.1145/3292500.3330701",
       "doi: 10.1145/3292500.3330701"},
      {"DOI 10.1145/3292500.3330701.", "doi:10.1145/3292500.3330701", "10.1145/3292500.3330701"},
      {"(https://aclanthology.org/P18-1001/)", "acl:P18-1001",
       "https://aclanthology.org/P18-1001/"},
      {"https://openreview.net/forum?id=nZeVKeeFYf9", "openreview:nZeVKeeFYf9",
       "https://openreview.net/forum?id=nZeVKeeFYf9"},
      {"clone git@github.com:Owner/Name.git", "", ""},
      {"at github.com/Owner/Name, now", "github:owner/name", "github.com/Owner/Name"},
      {"\\url{https://github.com/Owner/Name}", "github:owner/name",
       "https://github.com/Owner/Name"},
      {"https://github.com/Owner/Name/blob/main/a.py", "github:owner/name",
       "https://github.com/Owner/Name/blob/main/a.py"},
      {"https://github.com/Owner/Name/issues/3", "url:https://github.com/Owner/Name/issues/3",
       "https://github.com/Owner/Name/issues/3"},
      {"“https://example.com/a_(b)”。", "url:https://example.com/a_(b)",
       "https://example.com/a_(b)"},
      {"and/or 3/4 at 10:30 a ratio 1:2 http:// x", "", ""},
      {"![b](https://img.shields.io/badge/arXiv-2106.09685-red.svg)", "", ""},
  };
  for (const Case& one : cases) {
    const Work work = of(Kind::kRepository, one.text);
    const std::vector<Mention> mentions = find_mentions(work, {});
    ASSERT_EQ(mentions.size(), one.target.empty() ? 0U : 1U) << one.text;
    if (!mentions.empty()) {
      EXPECT_EQ(mentions[0].target.str(), one.target) << one.text;
      EXPECT_EQ(mentions[0].field, "text");
      EXPECT_EQ(one.text.substr(mentions[0].begin, mentions[0].end - mentions[0].begin), one.words);
    }
  }
}

TEST(FindMentions, Readme_SaysWhichPaperItImplements) {
  for (const char* text : {
           "This repository contains the code for [Our Paper](https://arxiv.org/abs/2106.09685).",
           "A PyTorch implementation of LoRA (arXiv:2106.09685).",
           "# Name\n\n[![arXiv](https://img.shields.io/badge/a.svg)]"
           "(https://arxiv.org/abs/2106.09685)\n\nText.",
           "# Name\n[Paper](https://arxiv.org/abs/2106.09685) | [Demo](https://example.com/d.png)",
           "Text.\n\n## Citation\nIf you use it, cite\n```\n@article{hu,\n  title={LoRA},\n"
           "  journal={arXiv preprint arXiv:2106.09685},\n  year={2021}\n}\n```\n",
           "Official code of the ICLR paper https://arxiv.org/pdf/2106.09685.pdf",
           "- PyTorch implementation of https://arxiv.org/abs/2106.09685",
           "| <a href=\"https://example.com/d.png\">Demo</a> | "
           "<a href=\"https://arxiv.org/abs/2106.09685\"><b>Paper</b></a> |",
           "If you use it, please cite our [paper](https://arxiv.org/abs/2106.09685):",
       }) {
    EXPECT_EQ(repository(text), "implements arxiv:2106.09685") << text;
  }
}

TEST(FindMentions, ListsRivalsAndBases_AreCited) {
  for (const char* text : {
           "## Papers\n- LoRA, https://arxiv.org/abs/2106.09685, 2021\n",
           "| LoRA | [paper](https://arxiv.org/abs/2106.09685) |",
           "The tokenizer is based on [BPE](https://arxiv.org/abs/2106.09685).",
           "Benchmarks: 400 for the baseline (arXiv:2106.09685).",
           "See also https://arxiv.org/abs/2106.09685.",
       }) {
    EXPECT_EQ(repository(text), "cites arxiv:2106.09685") << text;
  }
  EXPECT_EQ(repository("Paper: https://arxiv.org/abs/2106.09685\n\nWe compare with "
                       "[another](https://arxiv.org/abs/2106.09686)."),
            "implements arxiv:2106.09685; cites arxiv:2106.09686");
  std::string list;
  for (int i = 1; i <= 6; ++i) {
    list += "- One [paper](https://arxiv.org/abs/2106.0968" + std::to_string(i) + ")\n";
  }
  EXPECT_EQ(repository(list).find("implements"), std::string::npos);
  EXPECT_EQ(repository("## Citation\nplease cite\n@misc{a,\n eprint={2106.09685}\n}\n"
                       "@misc{b,\n eprint={2106.09686}\n}\n"),
            "cites arxiv:2106.09685; cites arxiv:2106.09686");
}

TEST(FindMentions, ToolsBehindBadges_AreNotCited) {
  for (const char* text : {
           "# Name\n[![Code style: black](https://img.shields.io/badge/style-black-000)]"
           "(https://github.com/psf/black)\nText.",
           "<a href=\"https://github.com/psf/black\"><img alt=\"style\" "
           "src=\"https://example.org/badge.svg\"></a>",
           "<a href=\"https://github.com/psf/black\">\n  <img "
           "src=\"https://img.shields.io/a\"/></a>",
       }) {
    EXPECT_EQ(repository(text), "") << text;
  }
  EXPECT_EQ(repository("[![tests](https://example.org/badge.svg)](https://example.org/ci) "
                       "We compare with [black](https://github.com/psf/black)."),
            "cites github:psf/black");
  for (const char* text : {
           "[black](https://github.com/psf/black).\n\n<p align=center>\n"
           "<img src=\"https://img.shields.io/a\">",
           "<p>See https://github.com/psf/black</p>\n<img src=\"https://img.shields.io/a\">",
           "[![tests](https://example.org/badge.svg)](https://example.org/ci) and\n"
           "[Foo (v2)](https://github.com/psf/black)",
       }) {
    EXPECT_EQ(repository(text), "cites github:psf/black") << text;
  }
  EXPECT_EQ(repository("[![shot](https://example.org/shot.png)](https://github.com/psf/black)"),
            "cites github:psf/black");
}

TEST(FindMentions, Paper_TellsItsCodeFromWhatItUses) {
  EXPECT_EQ(paper("Our code is available at https://github.com/o/n."), "code github:o/n");
  EXPECT_EQ(paper("Code: https://github.com/o/n"), "code github:o/n");
  EXPECT_EQ(paper("We release a toolkit (https://gitlab.com/o/n)."),
            "code url:https://gitlab.com/o/n");
  EXPECT_EQ(paper("We use the library at https://github.com/o/n as a baseline."),
            "cites github:o/n");
  EXPECT_EQ(paper("Our system is built on the parser by X, see https://github.com/o/n"),
            "cites github:o/n");
  Work work;
  work.comments = "8 pages, 3 figures. https://github.com/o/n";
  EXPECT_EQ(told(work), "code github:o/n");
}

TEST(FindMentions, OtherVersionOfAPaper_IsTheSame) {
  EXPECT_EQ(paper("This is an extended version of arXiv:2106.09685."), "same arxiv:2106.09685");
  EXPECT_EQ(paper("This paper supersedes arXiv:2106.09685."), "same arxiv:2106.09685");
  EXPECT_EQ(paper("As shown in arXiv:2106.09685."), "cites arxiv:2106.09685");
  Work work;
  work.comments = "text overlap with arXiv:2106.09685";
  EXPECT_EQ(told(work), "cites arxiv:2106.09685");
}

TEST(FindMentions, ReleaseNotes_SayWhoseMethodTheyBring) {
  const auto notes = [](std::string text) {
    return told(of(Kind::kContribution, std::move(text)));
  };
  EXPECT_EQ(notes("- Added the LoRA method (arXiv:2106.09685)\n- Fix a typo"),
            "implements arxiv:2106.09685");
  EXPECT_EQ(notes("* New optimizer from the paper https://arxiv.org/abs/2106.09685"),
            "implements arxiv:2106.09685");
  EXPECT_EQ(notes("- Fix the link to arXiv:2106.09685"), "cites arxiv:2106.09685");
  EXPECT_EQ(notes("Full log: https://github.com/o/n/compare/v1...v2"), "release github:o/n");
}

TEST(FindMentions, TalksAndPosts_AreAboutTheOnePaperTheyName) {
  EXPECT_EQ(told(of(Kind::kTalk, "Slides and the paper: arXiv:2106.09685")),
            "paper arxiv:2106.09685");
  EXPECT_EQ(told(of(Kind::kPost,
                    "We open-sourced it: https://github.com/o/n and wrote "
                    "https://arxiv.org/abs/2106.09685")),
            "code github:o/n; paper arxiv:2106.09685");
  EXPECT_EQ(told(of(Kind::kPost, "Reading: arXiv:2106.09685, arXiv:2106.09686, arXiv:2106.09687")),
            "cites arxiv:2106.09685; cites arxiv:2106.09686; cites arxiv:2106.09687");
}

TEST(FindMentions, OwnIdentifiersAndRepetitions_AreLeftOut) {
  Work work = of(Kind::kRepository,
                 "arXiv:2106.09685, then: an implementation of "
                 "https://arxiv.org/abs/2106.09685 at github.com/o/n");
  work.identifiers = {{Scheme::kGithub, "o/n"}};
  EXPECT_EQ(told(work), "implements arxiv:2106.09685") << "the strongest of the two";
}

TEST(FindMentions, AnyBytes_GiveSpansWithinTheText) {
  std::uint32_t state = 7;
  const std::string parts[] = {"://",  "http", "arXiv:",   "2106.09685", "github.com/",
                               "\n",   "(",    "]",        "10.1234/",   "\xC3\xA9",
                               "\xFF", " ",    "eprint={", "@misc{",     "doi:"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 24; ++i) {
      state = state * 1664525U + 1013904223U;
      text += parts[(state >> 16U) % std::size(parts)];
    }
    for (const Mention& mention : find_mentions(of(Kind::kRepository, text), {})) {
      ASSERT_LT(mention.begin, mention.end);
      ASSERT_LE(mention.end, text.size());
    }
  }
}

TEST(FindMentions, ThousandsOfMentions_AreBounded) {
  std::string text = "An implementation of arXiv:2106.00001.\n\n";
  for (int i = 10000; i < 12000; ++i) {
    text += "- arXiv:2107." + std::to_string(i) + "\n";
  }
  const std::vector<Mention> mentions = find_mentions(of(Kind::kRepository, text), {});
  ASSERT_EQ(mentions.size(), kMostMentions);
  EXPECT_EQ(mentions.front().rel, "implements");
}

TEST(TieBetween, KindsOfBothEnds_GiveTheTieAndWhoIsWho) {
  EXPECT_EQ(tie_between(Kind::kPaper, "code", Kind::kRepository), (TypedTie{Tie::kCode, true}));
  EXPECT_EQ(tie_between(Kind::kRepository, "paper", Kind::kPaper),
            (TypedTie{Tie::kImplements, true}));
  EXPECT_EQ(tie_between(Kind::kTalk, "paper", Kind::kPaper), (TypedTie{Tie::kTalk, false}));
  EXPECT_EQ(tie_between(Kind::kPaper, "talk", Kind::kTalk), (TypedTie{Tie::kTalk, true}));
  EXPECT_EQ(tie_between(Kind::kDiscussion, "discussion", Kind::kPaper),
            (TypedTie{Tie::kDiscussion, false}));
  EXPECT_EQ(tie_between(Kind::kPaper, "code", Kind::kPaper), (TypedTie{Tie::kCites, true}));
  EXPECT_EQ(tie_words(Tie::kImplements, false), "implemented by");
  EXPECT_EQ(tie_words(Tie::kDiscussion, true), "discussed in");
  EXPECT_EQ(tie_of_namesakes(Kind::kPaper, Kind::kTalk), (TypedTie{Tie::kTalk, true}));
}

}  // namespace
}  // namespace assay::mentions_test
