#include "search/search_testing.h"
#include "search/suggest_internal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace assay::search {
namespace {

class Suggest : public testing::Test {
 protected:
  Suggest() {
    std::vector<Document> documents;
    for (std::int64_t id = 1; id <= 9; ++id) {
      documents.push_back(
          make_document(id, "Learning transformers from smith",
                        id < 3 ? "quantization of leaning towers" : "distillation"));
      documents.back().work.authors = {"Goeffrey Hinton", "John Smith"};
      documents.back().sources = {"lerning"};
    }
    shelf_ = std::make_unique<Shelf>(documents);
  }
  [[nodiscard]] std::string of(const std::string& query) const {
    return shelf_->results(query).suggestion;
  }
  std::unique_ptr<Shelf> shelf_;
};

TEST_F(Suggest, OneWrongLetter_PutRight) {
  EXPECT_EQ(of("lerning"), "learning");
  EXPECT_EQ(of("Lerning"), "learning");
  EXPECT_EQ(of("laerning"), "learning");
  EXPECT_EQ(of("distillattion"), "distillation");
  EXPECT_EQ(of("distillatoin"), "distillation");
  EXPECT_EQ(of("dstillattion"), "distillation");  // two, since it is long
  EXPECT_EQ(of("hintom"), "hinton");
  EXPECT_EQ(of("lrnxng"), "");
}

TEST_F(Suggest, NearestThenMostFrequent) {
  EXPECT_EQ(of("lemrning"), "learning");
  EXPECT_EQ(of("leakning"), "learning");  // leaning is as near, and rarer
}

TEST_F(Suggest, SeveralWords_AllPutRight) {
  EXPECT_EQ(of("\"lerning transformars\""), "\"learning transformers\"");
  EXPECT_EQ(of("lerning transformars"), "learning transformers");
}

TEST_F(Suggest, SomethingFoundOrNothingNear_None) {
  EXPECT_EQ(of("learning"), "");
  EXPECT_EQ(of("learning xyzzyx"), "");
  EXPECT_EQ(of("xyzzyx"), "");
  EXPECT_EQ(of("lea"), "");     // too short
  EXPECT_EQ(of("lerni*"), "");  // a prefix
  EXPECT_EQ(of("-lerning"), "");
  EXPECT_EQ(of("gpt4"), "");
  EXPECT_EQ(of(""), "");
}

TEST_F(Suggest, WordWithinAnother_OnlyTheWordChanges) {
  EXPECT_EQ(of("prelerninglike lerning"), "prelerninglike learning");
  EXPECT_EQ(of("source:lerning lerning"), "source:lerning learning");
  EXPECT_EQ(of("source:\"lerning\" smyth"), "source:\"lerning\" smith");
  EXPECT_EQ(of("-\"lerning x\" \u201Clerning transformers\u201D"),
            "-\"lerning x\" \u201Clearning transformers\u201D");
}

TEST_F(Suggest, Punctuation_StaysWhereItIs) {
  EXPECT_EQ(of("lerning,"), "learning,");
  EXPECT_EQ(of("lerning/transformars"), "learning/transformers");
}

TEST_F(Suggest, WhatWouldFindNothingEither_None) {
  EXPECT_EQ(of("kind:talk lerning"), "");
  EXPECT_EQ(of("author:smyth lerning"), "");
}

TEST_F(Suggest, FoundByMeaningAlone_StillSaid) {
  Options options;
  options.mode = SearchMode::kBoth;
  EXPECT_EQ(shelf_->results("lerning", options).suggestion, "learning");
}

TEST_F(Suggest, WordTwice_BothChange) {
  EXPECT_EQ(of("\"lerning lerning\" OR lerning"), "\"learning learning\" OR learning");
  EXPECT_EQ(of("lerning Lerning"), "learning learning");
}

TEST_F(Suggest, OptionsWithoutTotal_None) {
  Options options;
  options.count = false;
  EXPECT_EQ(shelf_->results("lerning", options).suggestion, "");
}

/// As many words as a library of all of arXiv has, one rare word a time.
TEST(SuggestMany, LargeVocabulary_NearestFoundAmongAll) {
  std::vector<Document> documents;
  std::mt19937 random(6);
  for (std::int64_t id = 1; id <= 300; ++id) {
    std::string text;
    for (int i = 0; i < 200; ++i) {
      for (std::size_t n = 5 + random() % 8; n > 0; --n) {
        text += static_cast<char>('a' + random() % 26);
      }
      text += ' ';
    }
    documents.push_back(make_document(id, id == 7 ? "regularisation" : "title", text));
  }
  const Shelf shelf(documents);
  EXPECT_EQ(shelf.results("regulqrisatoin").suggestion, "regularisation");
}

}  // namespace
}  // namespace assay::search
