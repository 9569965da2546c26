#include "work/match.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

Work paper(std::string title, std::vector<std::string> authors = {}, int year = 0,
           const std::vector<std::string>& identifiers = {}) {
  Work work;
  work.title = std::move(title);
  work.authors = std::move(authors);
  work.year = year;
  for (const std::string& text : identifiers) {
    add_identifier(work, parse_identifier(text).value());
  }
  return work;
}

TEST(MatchWorks, SameIdentifier_AreTwinsWhateverTheTitle) {
  EXPECT_EQ(match_works(paper("LoRA", {}, 0, {"arxiv:2106.09685"}),
                        paper("Low-rank adaptation", {"E. Hu"}, 2022,
                              {"https://arxiv.org/abs/2106.09685v2"})),
            Twin::kIdentifier);
}

TEST(MatchWorks, PreprintAndConferencePaper_AreTwins) {
  EXPECT_EQ(match_works(paper("Attention Is All You Need", {"Ashish Vaswani", "Noam Shazeer"}, 2017,
                              {"arxiv:1706.03762"}),
                        paper("Attention is all you need.", {"Vaswani, A.", "Shazeer, N."}, 2017,
                              {"https://papers.nips.cc/paper/7181"})),
            Twin::kTitle);
}

TEST(MatchWorks, TwoPapersCalledAttention_StayTwo) {
  EXPECT_EQ(
      match_works(paper("Attention", {"Ada One"}, 2018), paper("Attention", {"Bob Two"}, 2018)),
      Twin::kNone);
  EXPECT_EQ(match_works(paper("Attention", {}, 2018), paper("Attention", {"Bob Two"}, 2018)),
            Twin::kNone)
      << "a short title without people is no evidence";
  EXPECT_EQ(
      match_works(paper("Attention", {"Ada One"}, 2012), paper("Attention", {"Ada One"}, 2018)),
      Twin::kNone)
      << "six years apart";
  EXPECT_EQ(match_works(paper("Attention", {"Ada One"}, 2018, {"arxiv:1801.00001"}),
                        paper("Attention", {"Ada One"}, 2018, {"arxiv:1801.00002"})),
            Twin::kNone)
      << "two arXiv ids are two papers";
}

TEST(MatchWorks, ShortTitleAndOneFamilyName_AreTwoPapers) {
  EXPECT_EQ(match_works(paper("Attention", {"Yu Wang", "Xin Li"}, 2019),
                        paper("Attention", {"Yang Wang", "Zhi Chen"}, 2020)),
            Twin::kNone);
  EXPECT_EQ(match_works(paper("Attention", {"Y. Wang", "X. Li"}, 2019),
                        paper("Attention", {"Yang Wang", "Zhi Chen"}, 2020)),
            Twin::kNone)
      << "one of two is no evidence for so short a title";
  EXPECT_EQ(match_works(paper("Attention", {"Y. Wang", "X. Li"}, 2019),
                        paper("Attention", {"Yu Wang", "Xin Li"}, 2020)),
            Twin::kTitle);
  EXPECT_EQ(twin_key("Editorial"), 0U);
  EXPECT_EQ(twin_key("Preface."), 0U);
  EXPECT_NE(twin_key("Attention"), 0U);
  EXPECT_EQ(twin_key("Data-base"), twin_key("Database"));
}

TEST(MatchWorks, SharedDoiOfAVolumeOrByMistake_DoesNotJoin) {
  EXPECT_EQ(match_works(paper("Cooling of atoms", {"Ada One"}, 2006,
                              {"arxiv:physics/0610272", "doi:10.1103/physreva.76.011401"}),
                        paper("The formation of hurricanes", {"Bob Two"}, 2006,
                              {"arxiv:physics/0610273", "doi:10.1103/physreva.76.011401"})),
            Twin::kNone)
      << "arXiv ids contradict";
  EXPECT_EQ(match_works(paper("One chapter", {"Ada One"}, 2006, {"doi:10.1007/b13178"}),
                        paper("Another chapter", {"Bob Two"}, 2006, {"doi:10.1007/b13178"})),
            Twin::kNone)
      << "neither title nor people agree";
  EXPECT_EQ(match_works(paper("A title", {"Ada One"}, 2006, {"doi:10.1007/b13178"}),
                        paper("A title, as published", {"One, A."}, 2008, {"doi:10.1007/b13178"})),
            Twin::kIdentifier);
  EXPECT_EQ(match_works(paper("A title", {}, 2006, {"doi:10.1007/b13178"}),
                        paper("Other words", {"Ada One"}, 2006, {"doi:10.1007/B13178"})),
            Twin::kIdentifier);
}

TEST(MatchWorks, PapersOfOneRepository_StayTwo) {
  EXPECT_EQ(match_works(paper("LayoutLM", {"Ada One"}, 2020, {"github:microsoft/unilm"}),
                        paper("LayoutLMv2", {"Ada One"}, 2021, {"github:microsoft/unilm"})),
            Twin::kNone);
  EXPECT_EQ(match_works(paper("LayoutLM", {"Ada One"}, 2020, {"github:microsoft/unilm"}),
                        paper("LayoutLM", {"A. One"}, 2020, {"github:microsoft/unilm"})),
            Twin::kTitle);
}

TEST(MatchWorks, FrontMatter_IsNeverATwinByTitle) {
  EXPECT_EQ(match_works(paper("Preface", {"Ada One"}, 2018), paper("Preface", {"Ada One"}, 2019)),
            Twin::kNone);
  EXPECT_EQ(match_works(paper("Withdrawn", {"withdrawn"}, 2018),
                        paper("withdrawn", {"Withdrawn."}, 2018)),
            Twin::kNone);
  EXPECT_EQ(match_works(paper("Preface", {"Ada One"}, 2018, {"doi:10.1000/x"}),
                        paper("Preface", {"Ada One"}, 2018, {"doi:10.1000/X."})),
            Twin::kIdentifier);
}

TEST(MatchWorks, TwinsWithOtherOrderInitialsAndYears_AreOne) {
  const Work full = paper("Deep $k$-Means", {"Łukasz Kaiser", "Jörg Müller", "Wei Zhang"}, 2019,
                          {"arxiv:1901.00001"});
  EXPECT_EQ(match_works(full, paper("Deep k-means", {"Zhang W", "Mueller J", "Kaiser L"}, 2021)),
            Twin::kTitle);
  EXPECT_EQ(match_works(full, paper("DEEP K-MEANS", {"Zhang, Wei", "L. Kaiser", "others"}, 2018)),
            Twin::kTitle);
  EXPECT_EQ(match_works(full, paper("Deep k-means", {"Łukasz Kaiser"}, 2022)), Twin::kNone)
      << "three years apart";
  EXPECT_EQ(match_works(full, paper("Deep k-means++", {"Łukasz Kaiser"}, 2019)), Twin::kNone)
      << "another method";
}

TEST(MatchWorks, LongTitleWithoutPeople_IsEvidence) {
  EXPECT_EQ(
      match_works(paper("Real-time Data Infrastructure at a Ride Company", {}, 2021),
                  paper("Real-Time Data Infrastructure at a Ride Company", {"Yupeng Fu"}, 2021)),
      Twin::kTitleAlone);
}

TEST(MatchWorks, PaperAndItsRepository_StayTwo) {
  Work repository = paper("LoRA", {"Edward Hu"}, 2021, {"github:microsoft/lora"});
  repository.kind = Kind::kRepository;
  Work work = paper("LoRA", {"Edward Hu"}, 2021, {"arxiv:2106.09685", "github:microsoft/lora"});
  EXPECT_EQ(match_works(work, repository), Twin::kNone);
}

TEST(MatchWorks, OnePageCalledPostAndTalk_IsOneWork) {
  Work post = paper("Zipline", {}, 2017, {"https://example.com/zipline"});
  post.kind = Kind::kPost;
  Work talk = paper("Zipline: a platform", {}, 2018, {"https://example.com/zipline/"});
  talk.kind = Kind::kTalk;
  EXPECT_EQ(match_works(post, talk), Twin::kIdentifier);
}

TEST(MatchWorks, SharedProjectPage_DoesNotJoinPapers) {
  Work a = paper("First paper of a group with a page", {"Ada One"}, 2020);
  Work b = paper("Second paper of that very group", {"Ada One"}, 2020);
  a.links = {{"home", "https://lab.example.org"}, {"home", "https://github.com/lab/code"}};
  b.links = a.links;
  EXPECT_EQ(match_works(a, b), Twin::kNone);
}

TEST(SameTitleAndPeople, TalkOfAPaper_IsTied) {
  Work talk = paper("Attention Is All You Need", {"Ashish Vaswani"}, 2019);
  talk.kind = Kind::kTalk;
  EXPECT_TRUE(same_title_and_people(
      talk, paper("Attention is all you need", {"A. Vaswani", "N. Shazeer"}, 2017)));
  EXPECT_FALSE(same_title_and_people(talk, paper("Attention is all you need", {"B. Other"}, 2017)));
}

}  // namespace
}  // namespace assay
