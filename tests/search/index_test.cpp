#include "search/index.h"

#include "base/error.h"
#include "search/search_testing.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace assay::search {
namespace {

using Ids = std::vector<std::int64_t>;

Ids sorted(Ids ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

Errc code_of_opening(const std::filesystem::path& folder, Index::Mode mode) {
  try {
    const Index index(folder, mode);
  } catch (const Error& error) {
    return error.code();
  }
  return Errc::kInternal;
}

TEST(Index, Missing_Read_NotFound) {
  const TempDir temp;
  EXPECT_EQ(code_of_opening(temp.path() / "none", Index::Mode::kRead), Errc::kNotFound);
}

TEST(Index, Empty_AnyQuery_FindsNothing) {
  const Shelf shelf;
  const Index index(shelf.folder(), Index::Mode::kRead);
  EXPECT_EQ(index.size(), 0U);
  EXPECT_EQ(index.generation(), 1);
  for (const char* query : {"", "word", "\"a b\"", "-x", "kind:paper", "x*", "author:y"}) {
    EXPECT_EQ(shelf.results(query).total, 0U) << query;
  }
  index.check();
}

TEST(Index, Ranking_TitleAboveAbstract_AllWordsAboveOne) {
  const Shelf shelf({
      make_document(1, "A study of frogs", "Sparse coding of graphs is not looked at."),
      make_document(2, "Sparse coding", "We look at frogs."),
      make_document(3, "On rivers", "Nothing but water, and sparse reeds."),
      make_document(4, "On lakes", "Nothing but water."),
  });
  EXPECT_EQ(shelf.find("sparse coding"), (Ids{2, 1, 3}));
  EXPECT_EQ(shelf.find("frog"), (Ids{1, 2}));
  const Results results = shelf.results("sparse coding");
  EXPECT_GT(results.hits[0].score, results.hits[1].score);
  EXPECT_GT(results.hits[2].score, 0);
}

TEST(Index, Ties_LowerWorkFirst) {
  const Shelf shelf({make_document(9, "Same words"), make_document(3, "Same words"),
                     make_document(5, "Same words")});
  EXPECT_EQ(shelf.find("words"), (Ids{3, 5, 9}));
  EXPECT_EQ(shelf.find(""), (Ids{3, 5, 9}));
}

TEST(Index, StopWords_BesideOthers_Ignored) {
  const Shelf shelf({make_document(1, "The art of war"), make_document(2, "The frogs"),
                     make_document(3, "War and frogs")});
  EXPECT_EQ(sorted(shelf.find("the war of frogs")), (Ids{1, 2, 3}));
  EXPECT_EQ(sorted(shelf.find("the war")), (Ids{1, 3}));
  EXPECT_EQ(sorted(shelf.find("the")), (Ids{1, 2}));
  EXPECT_EQ(shelf.find("\"art of war\""), (Ids{1}));
  EXPECT_EQ(shelf.find("war -the"), (Ids{3}));
}

TEST(Index, Phrases_RequiredAndExact) {
  const Shelf shelf({make_document(1, "Graph neural networks", "for molecules"),
                     make_document(2, "Neural graph networks", "for molecules"),
                     make_document(3, "Molecules", "networks. Neural things")});
  EXPECT_EQ(shelf.find("\"graph neural\""), (Ids{1}));
  EXPECT_EQ(shelf.find("\"graph neural\" molecules"), (Ids{1}));
  EXPECT_EQ(shelf.find("\"neural\" molecules").size(), 3U);
  EXPECT_EQ(shelf.find("molecules -\"graph networks\" -\"graph neural\""), (Ids{3}));
  EXPECT_EQ(sorted(shelf.find("\"graph neural\" OR \"graph networks\"")), (Ids{1, 2}));
  EXPECT_EQ(shelf.find("\"neural graph net\"*"), (Ids{2}));
  EXPECT_EQ(shelf.find("\"neural graph networks\""), (Ids{2}));
}

TEST(Index, Prefix_LongerThanStem_Finds) {
  const Shelf shelf({make_document(1, "Quantization"), make_document(2, "Quantum"),
                     make_document(3, "Qubits"), make_document(4, "Generalisations")});
  EXPECT_EQ(sorted(shelf.find("quant*")), (Ids{1, 2}));
  EXPECT_EQ(shelf.find("quantizat*"), (Ids{1}));
  EXPECT_EQ(shelf.find("generalisation*"), (Ids{4}));
  EXPECT_EQ(sorted(shelf.find("q*")), (Ids{1, 2, 3}));
  EXPECT_TRUE(shelf.find("quanta*").empty());
}

TEST(Index, SpecialForms_FoundEitherWay) {
  const Shelf shelf({make_document(1, "Programs in C++"), make_document(2, "Programs in C"),
                     make_document(3, "Pre-training GPT-4"), make_document(4, "Pretraining"),
                     make_document(5, "Pre training"), make_document(6, "\u673A\u5668\u5B66\u4E60"),
                     make_document(7, "Sch\u00FCtze on A/B testing")});
  EXPECT_EQ(shelf.find("c++"), (Ids{1}));
  EXPECT_EQ(sorted(shelf.find("c")), (Ids{1, 2}));
  EXPECT_EQ(sorted(shelf.find("pre-training")), (Ids{3, 4, 5}));
  EXPECT_EQ(sorted(shelf.find("pretraining")), (Ids{3, 4}));
  EXPECT_EQ(shelf.find("gpt4"), (Ids{3}));
  EXPECT_EQ(shelf.find("\u5668\u5B66"), (Ids{6}));
  EXPECT_TRUE(shelf.find("\u5B66\u673A").empty());
  EXPECT_EQ(shelf.find("schutze"), (Ids{7}));
  EXPECT_EQ(shelf.find("a/b"), (Ids{7}));
}

Document full_document() {
  Document document = make_document(1, "A tool", "It works.");
  document.work.kind = Kind::kRepository;
  document.work.authors = {"Ada M. Williams", "Grace Jones"};
  document.work.organisations = {"Acme Research Labs", "Blue University"};
  document.work.venue = "Journal of Small Things";
  document.work.date = "2021-06-17";
  document.work.year = 2021;
  document.work.code = "https://example.org/tool";
  document.developer_led = 0.7;
  document.topics =
      1U << static_cast<unsigned>(Topic::kFairness) | 1U << static_cast<unsigned>(Topic::kFewShot);
  document.read = true;
  document.sources = {"arXiv", "my feed"};
  return document;
}

TEST(Index, Filters_EachOne_Holds) {
  Document other = make_document(2, "Another tool");
  other.work.authors = {"Ada Jones", "Grace William"};
  const Shelf shelf({full_document(), other});
  for (const char* query : {"kind:repository",
                            "kind:post kind:repository",
                            "topic:fairness topic:few_shot",
                            "author:williams",
                            "author:\"ada williams\"",
                            "author:\"Williams, Ada\"",
                            "author:ada author:grace kind:repository",
                            "author:\"grace jones\"",
                            "org:acme",
                            "org:\"research acme\"",
                            "venue:small",
                            "venue:none venue:journal",
                            "source:arxiv",
                            "source:\"My Feed\"",
                            "since:2021",
                            "since:2021-06-17",
                            "until:2021-06-17",
                            "until:2021-06",
                            "led:>0.69",
                            "led:>=0.7",
                            "led:<=0.7 led:>0.1",
                            "led:0.7..0.7",
                            "code:yes",
                            "read:yes",
                            "tool kind:repository",
                            "acme",
                            "williams",
                            "\"ada m williams\"",
                            "small things"}) {
    EXPECT_EQ(shelf.find(query), (Ids{1})) << query;
  }
  for (const char* query :
       {"kind:post", "topic:fairness topic:architecture", "author:acme", "org:ada",
        "author:\"ada grace\"", "org:\"acme university\"", "venue:large", "source:arx",
        "since:2021-06-18", "until:2021-05", "led:>0.7", "author:jone", "author:!!!",
        "\"williams grace\"", "kind:post tool"}) {
    EXPECT_TRUE(shelf.find(query).empty()) << query;
  }
  for (const char* query :
       {"code:no", "read:no", "led:<0.7", "author:\"ada jones\"", "author:william"}) {
    EXPECT_EQ(shelf.find(query), (Ids{2})) << query;
  }
}

TEST(Index, ReplaceAndRemove_OldTextGone) {
  const Shelf shelf({make_document(1, "Old frogs"), make_document(2, "Toads")});
  {
    Index index(shelf.folder(), Index::Mode::kWrite);
    index.put(make_document(1, "New newts"));
    index.put(make_document(1, "Newer newts"));
    index.remove(WorkId{2});
    index.remove(WorkId{77});
    EXPECT_EQ(index.size(), 2U);
    EXPECT_EQ(index.search(parse_query("frogs"), {}).total, 1U);
    index.commit(5);
    EXPECT_EQ(index.size(), 1U);
    EXPECT_EQ(index.generation(), 5);
    EXPECT_EQ(index.search(parse_query("newts"), {}).total, 1U);
  }
  EXPECT_TRUE(shelf.find("frogs").empty());
  EXPECT_TRUE(shelf.find("toads").empty());
  EXPECT_EQ(shelf.find(""), (Ids{1}));
  Index(shelf.folder(), Index::Mode::kRead).check();
}

TEST(Index, ReplaceAcrossRows_ManyDocuments_Counted) {
  std::vector<Document> documents;
  for (std::int64_t id = 1; id <= 1000; ++id) {
    documents.push_back(make_document(id, "Item " + std::to_string(id)));
  }
  const Shelf shelf(documents);
  {
    Index index(shelf.folder(), Index::Mode::kWrite);
    for (std::int64_t id = 1; id <= 1000; id += 3) {
      index.put(make_document(id, "Thing " + std::to_string(id)));
    }
    index.commit(2);
  }
  EXPECT_EQ(shelf.results("item").total, 666U);
  EXPECT_EQ(shelf.results("thing").total, 334U);
  EXPECT_EQ(shelf.find("\"thing 4\""), (Ids{4}));
  EXPECT_EQ(Index(shelf.folder(), Index::Mode::kRead).size(), 1000U);
  Index(shelf.folder(), Index::Mode::kRead).check();
}

TEST(Index, Paging_AnyOffset_SameOrder) {
  std::vector<Document> documents;
  for (std::int64_t id = 1; id <= 25; ++id) {
    documents.push_back(make_document(id, "word" + std::string(id % 3 == 0 ? " word" : ""), "pad"));
  }
  const Shelf shelf(documents);
  const Ids all = shelf.find("word");
  ASSERT_EQ(all.size(), 25U);
  for (std::size_t offset : {std::size_t{0}, std::size_t{7}, std::size_t{24}, std::size_t{30}}) {
    Options options;
    options.k = 7;
    options.offset = offset;
    const Results page = shelf.results("word", options);
    EXPECT_EQ(page.total, 25U);
    ASSERT_EQ(page.hits.size(), offset >= 25 ? 0 : std::min<std::size_t>(7, 25 - offset));
    for (std::size_t i = 0; i < page.hits.size(); ++i) {
      EXPECT_EQ(page.hits[i].id.v, all[offset + i]);
    }
  }
  Options none;
  none.k = 0;
  EXPECT_EQ(shelf.results("word", none).total, 25U);
}

TEST(Index, FacetsAndSorting_OverAllMatches) {
  std::vector<Document> documents;
  for (std::int64_t id = 1; id <= 30; ++id) {
    Document document = make_document(id, "word");
    document.work.kind = id % 3 == 0 ? Kind::kTalk : Kind::kPaper;
    document.work.year = static_cast<int>(1990 + id);
    document.developer_led = static_cast<double>(id % 10) / 10;
    document.topics = id <= 5 ? 1U : 0U;
    documents.push_back(document);
  }
  documents[10].work.year = 0;
  const Shelf shelf(documents);
  Options options;
  options.k = 1;
  const Results results = shelf.results("word", options);
  EXPECT_EQ(results.kinds, (FacetCounts{{"paper", 20}, {"talk", 10}}));
  EXPECT_EQ(results.topics, (FacetCounts{{"multimodal", 5}}));
  ASSERT_EQ(results.years.size(), 20U);
  EXPECT_EQ(results.years[0], (std::pair<std::string, std::uint64_t>{"2020", 1}));
  options.facets = false;
  EXPECT_TRUE(shelf.results("word", options).kinds.empty());
  EXPECT_EQ(shelf.results("word", options).total, 30U);

  options.sort = Sort::kDate;
  EXPECT_EQ(shelf.find("word", options).front(), 30);
  EXPECT_EQ(shelf.find("word", options).back(), 11);  // no date comes last
  EXPECT_EQ(shelf.find("").front(), 30);
  options.sort = Sort::kDeveloperLed;
  const Ids led = shelf.find("word", options);
  EXPECT_EQ((Ids{led[0], led[1], led[2], led[3]}), (Ids{9, 19, 29, 8}));
}

TEST(Index, Reader_DuringWriting_SeesLastCommit) {
  const Shelf shelf({make_document(1, "Old")});
  const Index reader(shelf.folder(), Index::Mode::kRead);
  {
    Index writer(shelf.folder(), Index::Mode::kWrite);
    for (std::int64_t id = 2; id < 2000; ++id) {
      writer.put(make_document(id, "New thing number " + std::to_string(id)));
    }
    EXPECT_EQ(reader.search(parse_query(""), {}).total, 1U);
    EXPECT_EQ(writer.search(parse_query(""), {}).total, 1U);
    EXPECT_EQ(reader.generation(), 1);
    writer.commit(2);
    EXPECT_EQ(reader.search(parse_query("new"), {}).total, 1998U);
    EXPECT_EQ(reader.generation(), 2);
    writer.put(make_document(1, "Lost"));
  }
  EXPECT_EQ(reader.search(parse_query("lost"), {}).total, 0U);
  EXPECT_EQ(reader.search(parse_query("old"), {}).total, 1U);
}

TEST(Index, KilledWriter_Reopened_LastCommitStands) {
  const Shelf shelf({make_document(1, "Old")});
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    Index writer(shelf.folder(), Index::Mode::kWrite);
    for (std::int64_t id = 2; id < 3000; ++id) {
      writer.put(make_document(id, "Kept " + std::to_string(id)));
    }
    writer.commit(2);
    for (std::int64_t id = 3000; id < 9000; ++id) {
      writer.put(make_document(id, "Lost " + std::to_string(id), "with some more words to it"));
    }
    raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  {
    const Index reader(shelf.folder(), Index::Mode::kRead);
    EXPECT_EQ(reader.generation(), 2);
    EXPECT_EQ(reader.search(parse_query("kept"), {}).total, 2998U);
    EXPECT_EQ(reader.search(parse_query("lost"), {}).total, 0U);
    reader.check();
  }
  Index writer(shelf.folder(), Index::Mode::kWrite);
  writer.put(make_document(1, "Newer"));
  writer.commit(3);
  EXPECT_EQ(writer.search(parse_query("newer"), {}).total, 1U);
}

TEST(Index, OddText_IndexedAndFound) {
  Document document = make_document(1, std::string("\x01\x02 zero\0byte", 12), "\xFF\xFE broken");
  document.work.authors = {"", "\x1d\x1f", "Plain Name"};
  document.work.text = std::string(200000, 'x') + " tail";
  const Shelf shelf({document});
  for (const char* query : {"zero", "byte", "broken", "tail", "author:plain", "xx*"}) {
    EXPECT_EQ(shelf.find(query), (Ids{1})) << query;
  }
  EXPECT_TRUE(shelf.find("!!!").empty());
  EXPECT_TRUE(shelf.find("\U0001F600").empty());
}

TEST(Index, OnlySomeWorks_FindsOfTheseWhatMatches_InTheSameOrder) {
  std::vector<Document> documents;
  for (std::int64_t id = 1; id <= 300; ++id) {
    documents.push_back(make_document(id, id % 2 == 0 ? "Sparse coding" : "Frogs",
                                      id % 3 == 0 ? "Of sparse reeds and frogs." : "Water."));
    documents.back().work.kind = id % 5 == 0 ? Kind::kPost : Kind::kPaper;
  }
  const Shelf shelf(documents);
  const std::vector<WorkId> some = {{2}, {3}, {7}, {30}, {31}, {150}, {299}, {1000}};
  const std::vector<WorkId> none;
  for (const Sort sort : {Sort::kRelevance, Sort::kDate, Sort::kDeveloperLed}) {
    for (const SearchMode mode : {SearchMode::kWords, SearchMode::kMeaning, SearchMode::kBoth}) {
      for (const char* query : {"sparse", "sparse frogs", "\"sparse coding\"", "", "kind:post",
                                "frogs kind:paper", "frogs -sparse", "spar*"}) {
        Options options;
        options.sort = sort;
        options.mode = SearchMode::kWords;
        Ids expected = shelf.find(query, options);
        std::erase_if(expected, [&some](std::int64_t id) {
          return !std::binary_search(some.begin(), some.end(), WorkId{id});
        });
        options.only = &some;
        EXPECT_EQ(shelf.find(query, options), expected) << query;
        EXPECT_EQ(shelf.results(query, options).total, expected.size()) << query;
        options.mode = mode;
        for (const std::int64_t id : shelf.find(query, options)) {
          EXPECT_TRUE(std::binary_search(some.begin(), some.end(), WorkId{id})) << query;
        }
        options.only = &none;
        EXPECT_TRUE(shelf.find(query, options).empty()) << query;
      }
    }
  }
}

TEST(Index, PutForReading_Throws_Internal) {
  const Shelf shelf;
  Index index(shelf.folder(), Index::Mode::kRead);
  EXPECT_THROW(index.put(make_document(1, "x")), Error);
}

}  // namespace
}  // namespace assay::search
