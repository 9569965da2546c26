#include "search/related.h"

#include "search/search_testing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace assay::search {
namespace {

std::vector<Document> topics() {
  return {
      make_document(1, "Quantizing language models to four bits",
                    "We quantize the weights of large language models to int4 with small loss."),
      make_document(2, "Int8 inference for transformers",
                    "Weights and activations of a language model are quantized to int8."),
      make_document(3, "A parser for natural language grammars",
                    "We parse sentences with a chart and a probabilistic grammar."),
      make_document(4, "Segmenting medical images",
                    "A convolutional network marks tumours in magnetic resonance images."),
      make_document(5, "Low-bit weights for large language models",
                    "Weights are rounded to few bits, and the model stays accurate."),
  };
}

/// Ranks all but `origin`.
std::vector<std::int64_t> rank(const std::vector<Document>& documents, std::int64_t origin,
                               std::optional<Role> aspect = {}, bool backwards = false) {
  const Shelf shelf(documents);
  const Index index(shelf.folder(), Index::Mode::kRead);
  const auto at = [&](std::int64_t id) -> const Document& {
    return *std::find_if(documents.begin(), documents.end(),
                         [&](const Document& document) { return document.id.v == id; });
  };
  Related related(index, WorkId{origin}, at(origin).work, aspect);
  std::vector<Document> order = documents;
  if (backwards) {
    std::reverse(order.begin(), order.end());
  }
  for (const Document& document : order) {
    related.add(document.id, document.work);
  }
  std::vector<std::int64_t> ids;
  for (const RelatedHit& hit : related.rank()) {
    ids.push_back(hit.id.v);
  }
  return ids;
}

TEST(Related, Whole_SameTopicFirst) {
  const auto ids = rank(topics(), 1);
  ASSERT_EQ(ids.size(), 4U);  // never itself
  EXPECT_EQ((std::set<std::int64_t>{ids[0], ids[1]}), (std::set<std::int64_t>{2, 5}));
}

TEST(Related, Order_OfAdding_ChangesNothing) {
  EXPECT_EQ(rank(topics(), 1), rank(topics(), 1, {}, true));
}

/// 1 and 2 share the problem, 1 and 3 the method, 1 and 4 the result.
std::vector<Document> aspects() {
  return {
      make_document(1, "Study one",
                    "Detecting fraud in credit card payments is difficult because frauds are rare. "
                    "We propose a graph neural network that passes messages between neighbours. "
                    "Results show that training takes half of the memory of the baseline."),
      make_document(2, "Study two",
                    "Credit card fraud is a growing problem, and rare frauds are missed. "
                    "We propose gradient boosted decision trees on handmade features. "
                    "Results show a higher recall for merchants in tourism."),
      make_document(3, "Study three",
                    "Predicting the solubility of molecules is important for chemistry. "
                    "We propose a graph neural network where neighbours exchange messages. "
                    "Results show smaller errors for large molecules."),
      make_document(4, "Study four",
                    "Translating rare languages remains hard for lack of text. "
                    "We propose to back-translate monolingual corpora with a decoder. "
                    "Results show that training needs half of the memory of the baseline."),
  };
}

TEST(Related, Aspect_SharedPart_First) {
  EXPECT_EQ(rank(aspects(), 1, Role::kProblem)[0], 2);
  EXPECT_EQ(rank(aspects(), 1, Role::kMethod)[0], 3);
  EXPECT_EQ(rank(aspects(), 1, Role::kResult)[0], 4);
}

TEST(Related, Propose_ByWordsAndMeaning_NotItselfNorTheRemoved) {
  const Shelf shelf(topics());
  {
    Index index(shelf.folder(), Index::Mode::kWrite);
    index.remove(WorkId{5});
    index.commit(2);
  }
  const Index index(shelf.folder(), Index::Mode::kRead);
  const Related related(index, WorkId{1}, topics()[0].work, {});
  const std::vector<WorkId> proposed = related.propose(10);
  ASSERT_FALSE(proposed.empty());
  EXPECT_EQ(proposed[0].v, 2);
  for (const WorkId id : proposed) {
    EXPECT_NE(id.v, 1);
    EXPECT_NE(id.v, 5);
  }
  EXPECT_EQ(related.propose(1).size(), 1U);
}

TEST(Related, Propose_NoWordInCommon_FoundByMeaning) {
  const Shelf shelf({make_document(1, "Neural machine translation"),
                     make_document(2, "Bilingual sentence alignment"),
                     make_document(3, "Sorting integers")});
  const Index index(shelf.folder(), Index::Mode::kRead);
  Work origin;
  origin.title = "Neural machine translation";
  const std::vector<WorkId> proposed = Related(index, WorkId{1}, origin, {}).propose(5);
  ASSERT_FALSE(proposed.empty());
  EXPECT_EQ(proposed[0].v, 2);
}

TEST(Related, Shared_WordsAsTheyStand_NoStopWords) {
  const Shelf shelf(topics());
  const Index index(shelf.folder(), Index::Mode::kRead);
  Related related(index, WorkId{1}, topics()[0].work, {});
  related.add(WorkId{2}, topics()[1].work);
  related.add(WorkId{2}, topics()[1].work);
  const std::vector<RelatedHit> hits = related.rank();
  ASSERT_EQ(hits.size(), 1U);
  const std::vector<std::string>& shared = hits[0].shared;
  EXPECT_NE(std::find(shared.begin(), shared.end(), "quantized"), shared.end());
  for (const char* stop : {"to", "and", "of", "are"}) {
    EXPECT_EQ(std::find(shared.begin(), shared.end(), stop), shared.end()) << stop;
  }
  EXPECT_LE(shared.size(), kSharedWords);
}

TEST(Related, NothingToGoBy_NoProposals_RankedById) {
  const Shelf shelf(topics());
  const Index index(shelf.folder(), Index::Mode::kRead);
  for (const char* title : {"", "\xFF\xFE", "!!! ???"}) {
    Work origin;
    origin.title = title;
    Related related(index, WorkId{9}, origin, Role::kMethod);
    EXPECT_TRUE(related.propose(10).empty()) << title;
    EXPECT_TRUE(related.rank().empty());
    related.add(WorkId{4}, topics()[3].work);
    related.add(WorkId{3}, Work{});
    const std::vector<RelatedHit> hits = related.rank();
    ASSERT_EQ(hits.size(), 2U);
    EXPECT_TRUE(hits[0].shared.empty());
  }
}

TEST(Related, EmptyIndex_RanksWhatIsGiven) {
  const Shelf shelf;
  const Index index(shelf.folder(), Index::Mode::kRead);
  Related related(index, WorkId{1}, topics()[0].work, {});
  EXPECT_TRUE(related.propose(10).empty());
  for (const Document& document : topics()) {
    related.add(document.id, document.work);
  }
  EXPECT_EQ(related.rank().size(), 4U);
}

}  // namespace
}  // namespace assay::search
