#include "base/error.h"
#include "search/search_testing.h"
#include "search/searcher_internal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace assay::search {
namespace {

Options in_mode(SearchMode mode) {
  Options options;
  options.mode = mode;
  return options;
}

std::vector<Document> works() {
  return {
      make_document(1, "Neural machine translation", "Sentences are translated by attention."),
      make_document(2, "Bilingual corpora", "A multilingual parallel corpus of aligned sentences."),
      make_document(3, "Sorting integers", "Radix sort in linear time."),
      make_document(4, "Speech recognition", "Acoustic models of phonemes."),
  };
}

bool has(const std::vector<std::int64_t>& ids, std::int64_t id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

TEST(Meaning, WorkWithoutTheWords_FoundByMeaningOnly) {
  const Shelf shelf(works());
  const char* query = "machine translation";
  EXPECT_FALSE(has(shelf.find(query, in_mode(SearchMode::kWords)), 2));
  const auto meant = shelf.find(query, in_mode(SearchMode::kMeaning));
  EXPECT_EQ(meant.front(), 1);
  EXPECT_TRUE(has(meant, 2));
  const auto both = shelf.find(query, in_mode(SearchMode::kBoth));
  EXPECT_EQ(both.front(), 1);
  EXPECT_TRUE(has(both, 2));
  EXPECT_FALSE(has(both, 3));
}

TEST(Meaning, Both_FindsAllThatWordsFind) {
  const Shelf shelf(works());
  for (const char* query : {"sentences", "time OR phonemes", "sort*"}) {
    const auto both = shelf.find(query, in_mode(SearchMode::kBoth));
    for (const std::int64_t id : shelf.find(query)) {
      EXPECT_TRUE(has(both, id)) << query << " " << id;
    }
  }
}

TEST(Meaning, Both_AWorkHasAllTheWords_OrderIsThatOfWords) {
  std::vector<Document> all = works();
  all.push_back(make_document(5, "Frogs", "Their translation by a machine, in passing, and more."));
  const Shelf shelf(all);
  for (const char* query : {"machine translation", "aligned corpus", "sentences"}) {
    const auto words = shelf.find(query);
    const auto both = shelf.find(query, in_mode(SearchMode::kBoth));
    ASSERT_GE(both.size(), words.size());
    EXPECT_TRUE(std::equal(words.begin(), words.end(), both.begin())) << query;
  }
}

TEST(Meaning, Both_NoWorkHasAllTheWords_NearnessStandsInForThem) {
  const Shelf shelf({make_document(1, "A study of frogs", "It mentions a language once."),
                     make_document(2, "Neural translation", "Sentences of many languages."),
                     make_document(3, "Sorting integers", "Radix sort in linear time.")});
  const char* query = "bilingual corpora language study";
  EXPECT_EQ(shelf.find(query).front(), 1);
  EXPECT_EQ(shelf.find(query, in_mode(SearchMode::kBoth)).front(), 2);
}

TEST(Meaning, Both_WordThatNothingIsKnownOf_LeavesTheRestToWords) {
  std::vector<Document> all = works();
  all.push_back(make_document(5, "Frogs", "A corpus, aligned."));
  const Shelf shelf(all);
  EXPECT_EQ(shelf.find("aligned corpus xqzzy", in_mode(SearchMode::kBoth)),
            shelf.find("aligned corpus", in_mode(SearchMode::kBoth)));
}

TEST(Meaning, Both_WholeTitle_FindsItsWorkFirst) {
  const Shelf shelf(works());
  for (const Document& document : works()) {
    EXPECT_EQ(shelf.find(document.work.title, in_mode(SearchMode::kBoth)).front(), document.id.v);
  }
}

TEST(Meaning, Both_ManyWorksHaveTheWord_TheNearerComeFirst) {
  std::vector<Document> all;
  for (std::int64_t id = 1; id <= 60; ++id) {
    all.push_back(id % 2 == 1 ? make_document(id, "Frogs, ponds", "Speech, in brackets.")
                              : make_document(id, "Acoustic phonemes", "Speech, in brackets."));
  }
  const Shelf shelf(all);
  EXPECT_EQ(shelf.find("speech").front(), 1);
  EXPECT_EQ(shelf.find("speech", in_mode(SearchMode::kBoth)).front(), 2);
}

TEST(Meaning, Both_NoWorks_NothingIsFound) {
  const Shelf shelf(std::vector<Document>{});
  EXPECT_TRUE(shelf.find("machine translation", in_mode(SearchMode::kBoth)).empty());
}

TEST(Meaning, WhatIsRequired_BindsMeaningToo) {
  std::vector<Document> all = works();
  all[1].work.year = 2015;
  all[0].work.year = 2020;
  const Shelf shelf(all);
  for (const SearchMode mode : {SearchMode::kMeaning, SearchMode::kBoth}) {
    EXPECT_EQ(shelf.find("translation \"parallel corpus\"", in_mode(mode)),
              std::vector<std::int64_t>{2});
    EXPECT_FALSE(has(shelf.find("machine translation -corpus", in_mode(mode)), 2));
    EXPECT_FALSE(has(shelf.find("machine translation since:2018", in_mode(mode)), 2));
  }
}

TEST(Meaning, QueryThatTheModelDoesNotKnow_AnswersByWords) {
  const Shelf shelf({make_document(1, "Xqzzy"), make_document(2, "Plugh")});
  for (const SearchMode mode : {SearchMode::kWords, SearchMode::kMeaning, SearchMode::kBoth}) {
    EXPECT_EQ(shelf.find("xqzzy", in_mode(mode)), std::vector<std::int64_t>{1});
  }
}

/// "zorblax" and "20311" in `count` works on translation; 11 is on translation, 12 on sorting.
Shelf with_new_word(int count) {
  std::vector<Document> all{
      make_document(11, "Bilingual corpora", "A multilingual parallel corpus of sentences."),
      make_document(12, "Sorting integers", "Radix sort in linear time.")};
  for (int i = 1; i <= count; ++i) {
    all.push_back(make_document(i, "Machine translation by zorblax 20311",
                                "Neural translation of sentences between languages."));
  }
  return Shelf(all);
}

TEST(Meaning, WordThatTheModelDoesNotKnow_MeansWhatWorksThatHaveItAreAbout) {
  const auto found = with_new_word(3).find("zorblax", in_mode(SearchMode::kMeaning));
  EXPECT_TRUE(has(found, 11));
  EXPECT_FALSE(has(found, 12));
  EXPECT_TRUE(has(with_new_word(3).find("zorblax", in_mode(SearchMode::kBoth)), 11));
}

TEST(Meaning, UnknownWordOfTooFewWorks_OrNumber_MeansNothing) {
  EXPECT_FALSE(has(with_new_word(2).find("zorblax", in_mode(SearchMode::kMeaning)), 11));
  EXPECT_FALSE(has(with_new_word(3).find("20311", in_mode(SearchMode::kMeaning)), 11));
}

TEST(Meaning, VenueAndPeople_AreNotWhatAWorkIsAbout) {
  Document named = make_document(1, "Frogs");
  named.work.venue = "Conference on Speech Recognition";
  named.work.organisations = {"Institute of Speech Recognition"};
  named.work.authors = {"Speech Recognition"};
  const Shelf shelf({named, make_document(2, "Phoneme acoustics")});
  EXPECT_FALSE(has(shelf.find("speech recognition", in_mode(SearchMode::kMeaning)), 1));
  EXPECT_TRUE(has(shelf.find("speech recognition", in_mode(SearchMode::kWords)), 1));
}

TEST(Meaning, AfterUpdatesAndMerges_AnswersAsMadeAnew) {
  const Shelf grown;
  {
    Index index(grown.folder(), Index::Mode::kWrite);
    std::int64_t generation = 0;
    for (const Document& document : works()) {
      index.put(make_document(document.id.v, "Old text about frogs"));
      index.commit(++generation);
    }
    for (const Document& document : works()) {
      index.put(document);
      index.commit(++generation);
    }
    index.put(make_document(9, "Machine translation"));
    index.commit(++generation);
    index.remove(WorkId{9});
    index.commit(++generation);
    index.optimise();
  }
  const Shelf fresh(works());
  for (const char* query : {"machine translation", "corpus", "acoustic phoneme", "linear sort"}) {
    const Results a = grown.results(query, in_mode(SearchMode::kMeaning));
    const Results b = fresh.results(query, in_mode(SearchMode::kMeaning));
    ASSERT_EQ(a.hits.size(), b.hits.size()) << query;
    for (std::size_t i = 0; i < a.hits.size(); ++i) {
      EXPECT_EQ(a.hits[i].id.v, b.hits[i].id.v) << query;
      EXPECT_DOUBLE_EQ(a.hits[i].score, b.hits[i].score) << query;
    }
  }
}

TEST(Meaning, Pages_AreStretchesOfOneRanking) {
  std::vector<Document> many;
  for (std::int64_t id = 1; id <= 60; ++id) {
    many.push_back(make_document(id, id % 2 == 0 ? "Speech recognition" : "Phoneme acoustics",
                                 "number " + std::to_string(id)));
  }
  const Shelf shelf(many);
  Options options = in_mode(SearchMode::kBoth);
  options.k = 60;
  const Results whole = shelf.results("speech recognition", options);
  options.k = 7;
  for (options.offset = 0; options.offset < 60; options.offset += 7) {
    const Results page = shelf.results("speech recognition", options);
    EXPECT_EQ(page.total, whole.total);
    for (std::size_t i = 0; i < page.hits.size(); ++i) {
      EXPECT_EQ(page.hits[i].id.v, whole.hits[options.offset + i].id.v);
    }
  }
}

TEST(Meaning, NearWorks_AreCountedApart_AndStandInTheFacets) {
  std::vector<Document> many;
  for (std::int64_t id = 1; id <= 6; ++id) {
    many.push_back(make_document(id, id <= 2 ? "Phonemes of speech" : "Acoustics of phonemes"));
  }
  const Shelf shelf(many);
  const Results words = shelf.results("speech recognition", in_mode(SearchMode::kWords));
  EXPECT_EQ(words.total, 2U);
  EXPECT_EQ(words.near, 0U);
  const Results both = shelf.results("speech recognition", in_mode(SearchMode::kBoth));
  EXPECT_EQ(both.total, words.total + both.near);
  EXPECT_EQ(both.total, both.hits.size());
  ASSERT_EQ(both.kinds.size(), 1U);
  EXPECT_EQ(both.kinds.front().second, both.total);
}

TEST(Meaning, WordsThatSayAll_AreNotPaddedByNeighbours) {
  // One work has the very word, which has no meaning of its own; parts of it ("4") mean nothing.
  const Shelf shelf({make_document(1, "Prompting GPT-4"), make_document(2, "Speech recognition"),
                     make_document(3, "Four phases of acoustics"),
                     make_document(4, "A GPT for cryptosystems")});
  const Results results = shelf.results("GPT-4", in_mode(SearchMode::kBoth));
  ASSERT_FALSE(results.hits.empty());
  EXPECT_EQ(results.hits.front().id.v, 1);
  EXPECT_FALSE(has(shelf.find("GPT-4", in_mode(SearchMode::kBoth)), 3));
}

TEST(Meaning, BehindThePool_TheOrderOfWordsGoesOn) {
  std::vector<Document> many;
  for (std::int64_t id = 1; id <= 450; ++id) {
    many.push_back(make_document(id, "Speech recognition", "number " + std::to_string(id)));
  }
  const Shelf shelf(many);
  Options options = in_mode(SearchMode::kBoth);
  options.k = 450;
  const Results whole = shelf.results("speech recognition", options);
  EXPECT_EQ(whole.total, 450U);
  std::set<std::int64_t> seen;
  for (std::size_t i = 0; i < whole.hits.size(); ++i) {
    seen.insert(whole.hits[i].id.v);
    EXPECT_TRUE(i == 0 || whole.hits[i].score <= whole.hits[i - 1].score);
  }
  EXPECT_EQ(seen.size(), 450U);
  options.k = 10;
  for (options.offset = 0; options.offset < 450; options.offset += 130) {
    const Results page = shelf.results("speech recognition", options);
    EXPECT_EQ(page.total, 450U);
    ASSERT_EQ(page.hits.size(), 10U);
    EXPECT_EQ(page.hits.front().id.v, whole.hits[options.offset].id.v) << options.offset;
  }
}

}  // namespace
}  // namespace assay::search
