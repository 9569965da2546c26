/// Words that only the user's library has, in works' vectors.

#include "base/error.h"
#include "base/text.h"
#include "search/search_testing.h"
#include "search/snapshot_internal.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace assay::search {
namespace {

Options by_meaning() {
  Options options;
  options.mode = SearchMode::kMeaning;
  return options;
}

bool has(const std::vector<std::int64_t>& ids, std::int64_t id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// The work that says nothing but a word that no model knows.
constexpr std::int64_t kTelling = 40;

/// Works 1 to 24 on five subjects, of which those on translation say "zorblax"; and kTelling.
std::vector<Document> works() {
  const char* const subjects[][2] = {
      {"Machine translation by zorblax", "Neural translation of sentences between languages."},
      {"Sorting integers", "Radix sort in linear time."},
      {"Speech recognition", "Acoustic models of phonemes."},
      {"Robot grasping", "A gripper picks objects from a bin."},
      {"Protein folding", "Structures of amino acids."}};
  std::vector<Document> all;
  for (std::int64_t id = 1; id <= 24; ++id) {
    const auto& subject = subjects[id % 5];
    all.push_back(make_document(id, subject[0], subject[1]));
  }
  all.push_back(make_document(kTelling, "Zorblax!"));
  return all;
}

void learn(const Shelf& shelf) {
  Index(shelf.folder(), Index::Mode::kWrite).learn();
}

std::shared_ptr<const Snapshot> snapshot_of(const Shelf& shelf) {
  return load_snapshot(shelf.folder(), nullptr, nullptr);
}

void put(const Shelf& shelf, const std::vector<Document>& documents) {
  Index index(shelf.folder(), Index::Mode::kWrite);
  for (const Document& document : documents) {
    index.put(document);
  }
  index.commit(index.generation() + 1);
}

TEST(OwnWords, WorkOfAWordThatNoModelKnows_FoundByMeaningOnceItIsLearnt) {
  const Shelf shelf(works());
  EXPECT_FALSE(has(shelf.find("translation of languages", by_meaning()), kTelling));
  learn(shelf);
  EXPECT_TRUE(has(shelf.find("translation of languages", by_meaning()), kTelling));
  EXPECT_FALSE(has(shelf.find("sorting in linear time", by_meaning()), kTelling));
  EXPECT_TRUE(has(shelf.find("zorblax", by_meaning()), kTelling));
}

TEST(OwnWords, WorkThatComesLater_KnowsWhatWasLearntBefore) {
  const Shelf shelf(works());
  learn(shelf);
  put(shelf, {make_document(50, "ZORBLAX, again")});
  EXPECT_TRUE(has(shelf.find("translation of languages", by_meaning()), 50));
  EXPECT_EQ(snapshot_of(shelf)->segments.size(), 2U);
}

TEST(OwnWords, WordOfVenueOrOrganisation_SaysNothingOfAWork) {
  const Shelf shelf(works());
  learn(shelf);
  Document named = make_document(50, "Frogs");
  named.work.venue = "Zorblaxes";
  named.work.organisations = {"Zorblax"};
  named.work.authors = {"Zorblax"};
  put(shelf, {named});
  EXPECT_FALSE(has(shelf.find("translation of languages", by_meaning()), 50));
  const Shelf anew(works());
  named.work.organisations.clear();
  put(anew, {named});
  learn(anew);
  EXPECT_FALSE(has(anew.find("translation of languages", by_meaning()), 50));
}

TEST(OwnWords, NumbersRareAndCommonWords_AreNotLearnt) {
  std::vector<Document> all;
  for (std::int64_t id = 1; id <= 40; ++id) {
    const std::string rare = id <= 2 ? " quuxish" : id <= 5 ? " frobnix 20311" : "";
    all.push_back(make_document(id, "Speech plughy" + rare, "Phonemes of languages."));
  }
  const Shelf shelf(all);
  learn(shelf);
  const auto own = snapshot_of(shelf)->own_words;
  ASSERT_NE(own, nullptr);
  EXPECT_EQ(own->size(), 1U);
  EXPECT_EQ(own->find("frobnix"), 0U);
}

TEST(OwnWords, CompoundThatItsPartsSay_IsNotLearnt_OneWithANumberIs) {
  std::vector<Document> all = works();
  for (std::int64_t id = 60; id < 64; ++id) {
    all.push_back(make_document(id, "Phoneme-gripping zorb-7", "Radix-frobnix"));
  }
  const Shelf shelf(all);
  learn(shelf);
  const auto own = snapshot_of(shelf)->own_words;
  ASSERT_NE(own, nullptr);
  EXPECT_EQ(own->find("phonemegrip"), StaticEncoder::kNoWord);
  EXPECT_EQ(own->find("radixfrobnix"), StaticEncoder::kNoWord);
  EXPECT_NE(own->find("zorb7"), StaticEncoder::kNoWord);
  EXPECT_NE(own->find("frobnix"), StaticEncoder::kNoWord);
}

TEST(OwnWords, LearntAnew_OnceTheLibraryHasGrownByHalf) {
  const Shelf shelf(works());
  learn(shelf);
  EXPECT_EQ(snapshot_of(shelf)->learnt_from, 25U);
  std::vector<Document> more;
  for (std::int64_t id = 101; id <= 111; ++id) {
    more.push_back(
        make_document(id, id % 2 == 0 ? "Plughy phonemes" : "Phonemes", "Acoustic speech."));
  }
  put(shelf, more);
  const std::int64_t serial = snapshot_of(shelf)->serial;
  learn(shelf);
  EXPECT_EQ(snapshot_of(shelf)->serial, serial);  // 36 of 25 works
  EXPECT_EQ(snapshot_of(shelf)->own_words->find("plughi"), StaticEncoder::kNoWord);
  put(shelf, {make_document(112, "Frogs")});
  learn(shelf);
  EXPECT_EQ(snapshot_of(shelf)->learnt_from, 37U);
  EXPECT_GT(snapshot_of(shelf)->own_words->size(), 0U);
}

TEST(OwnWords, LibraryThatShrank_LearnsAnewOnceItHasGrownFromThere) {
  const Shelf shelf(works());
  learn(shelf);
  {
    Index index(shelf.folder(), Index::Mode::kWrite);
    for (std::int64_t id = 1; id <= 15; ++id) {
      index.remove(WorkId{id});
    }
    index.commit(index.generation() + 1);
  }
  std::vector<Document> more;
  for (std::int64_t id = 101; id <= 106; ++id) {
    more.push_back(make_document(id, id % 2 == 0 ? "Plughy phonemes" : "Phonemes", "Speech."));
  }
  put(shelf, more);
  learn(shelf);
  EXPECT_EQ(snapshot_of(shelf)->learnt_from, 16U);
}

TEST(OwnWords, OfOtherDimensions_AreCorrupt) {
  const TempDir folder;
  const std::vector<std::string> words = {"zorblax"};
  VectorRows rows(StaticEncoder::shipped().dimensions() / 2);
  const std::vector<float> row(rows.dimensions(), 0.1F);
  rows.add(row.data());
  OwnWords::write(folder.path() / "1.own", words, rows);
  EXPECT_THROW(OwnWords(folder.path() / "1.own"), Error);
}

TEST(OwnWords, AnyCourse_ScoresAsMadeAnew) {
  const Shelf fresh(works());
  learn(fresh);
  const Shelf grown;
  {
    Index index(grown.folder(), Index::Mode::kWrite);
    std::int64_t generation = 0;
    for (const Document& document : works()) {
      index.put(make_document(document.id.v, "Old text about frogs and zorblax"));
      index.put(make_document(document.id.v + 1000, "To be removed, zorblax"));
      index.commit(++generation);
    }
    for (const Document& document : works()) {
      index.put(document);
      index.remove(WorkId{document.id.v + 1000});
      index.commit(++generation);
    }
    index.learn();
    index.optimise();
  }
  for (const char* query : {"zorblax", "translation of languages", "acoustic phonemes"}) {
    const Results a = grown.results(query, by_meaning());
    const Results b = fresh.results(query, by_meaning());
    ASSERT_EQ(a.hits.size(), b.hits.size()) << query;
    for (std::size_t i = 0; i < a.hits.size(); ++i) {
      EXPECT_EQ(a.hits[i].id.v, b.hits[i].id.v) << query;
      EXPECT_EQ(a.hits[i].score, b.hits[i].score) << query;
    }
  }
}

TEST(OwnWords, ReaderThatIsOpen_SeesWhatIsLearntAtOnceAndWhole) {
  const Shelf shelf(works());
  const Index reader(shelf.folder(), Index::Mode::kRead);
  const Query query = parse_query("translation of languages");
  const auto finds = [&] {
    const Results results = reader.search(query, by_meaning());
    return std::any_of(results.hits.begin(), results.hits.end(),
                       [](const Hit& hit) { return hit.id.v == kTelling; });
  };
  EXPECT_FALSE(finds());
  learn(shelf);
  EXPECT_TRUE(finds());
}

TEST(OwnWords, NoRoom_LastCommitStands) {
  const Shelf shelf(works());
  {
    Index index(shelf.folder(), Index::Mode::kWrite);
    const SmallFiles limit(600);
    try {
      index.learn();
      ADD_FAILURE() << "there was room";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kIo);
    }
    EXPECT_EQ(index.size(), works().size());
  }
  EXPECT_EQ(snapshot_of(shelf)->learnt_from, 0U);
  learn(shelf);
  EXPECT_TRUE(has(shelf.find("translation of languages", by_meaning()), kTelling));
}

TEST(OwnWords, NotCommitted_IsAnErrorOfTheCaller) {
  const Shelf shelf(works());
  Index index(shelf.folder(), Index::Mode::kWrite);
  index.put(make_document(60, "Frogs"));
  EXPECT_THROW(index.learn(), Error);
}

TEST(OwnWords, VectorsOfAnotherSet_AreCorrupt) {
  const Shelf shelf(works());
  learn(shelf);
  const std::filesystem::path path = shelf.folder() / kManifestName;
  std::string text = read_file(path);
  const std::size_t begin = text.find("learnt ");
  text.replace(begin, text.find('\n', begin) - begin, "learnt - 25");
  text.resize(text.rfind("checksum "));
  write_file_atomically(path, text + fmt::format("checksum {:016x}\n", hash64(text)));
  try {
    (void)Index(shelf.folder(), Index::Mode::kRead);
    ADD_FAILURE() << "vectors of other words are used";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kCorrupt);
  }
}

TEST(OwnWords, Files_NoneIsLeftBehind) {
  const Shelf shelf(works());
  learn(shelf);
  std::vector<Document> more = works();
  for (Document& document : more) {
    document.id.v += 100;
  }
  put(shelf, more);
  learn(shelf);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(shelf.folder())) {
    files += entry.path().filename() == "lock" ? 0U : 1U;
  }
  EXPECT_EQ(files, 6U);  // manifest, own words, two segments with their vectors
}

}  // namespace
}  // namespace assay::search
