#include "base/text.h"
#include "search/encoding_internal.h"
#include "search/related.h"
#include "search_testing.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <set>

namespace assay::search {
namespace {

/// Knows four topics, each by two words that share no letter with their index form.
class FakeEncoder final : public TextEncoder {
 public:
  explicit FakeEncoder(std::size_t dimensions = 5, std::string name = "endpoint:00ff")
      : dimensions_(dimensions), name_(std::move(name)) {}

  [[nodiscard]] const std::string& name() const noexcept override { return name_; }
  [[nodiscard]] std::size_t batch() const noexcept override { return 3; }
  [[nodiscard]] TextVectors encode(std::span<const std::string> texts) const override {
    {
      const std::lock_guard lock(mutex_);
      calls_.push_back(texts.size());
    }
    if (down || asked_++ >= good_calls) {
      throw Error(Errc::kIo, "the encoder cannot be reached", "here", "start it");
    }
    TextVectors vectors{dimensions_, {}};
    for (const std::string& text : texts) {
      std::vector<float> row(dimensions_, 0);
      for (std::size_t topic = 0; topic < kWords.size(); ++topic) {
        for (const char* word : kWords[topic]) {
          row[topic] += text.find(word) != std::string::npos ? 3.0F : 0.0F;
        }
      }
      vectors.rows.insert(vectors.rows.end(), row.begin(), row.end());
    }
    return vectors;
  }
  [[nodiscard]] std::vector<std::size_t> calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

  static constexpr std::array<std::array<const char*, 2>, 4> kWords = {
      {{"cat", "feline"}, {"car", "vehicle"}, {"sea", "ocean"}, {"law", "statute"}}};
  std::atomic<bool> down = false;
  std::atomic<int> good_calls = 1'000'000;  ///< It is down after so many.

 private:
  std::size_t dimensions_;
  std::string name_;
  mutable std::atomic<int> asked_ = 0;
  mutable std::mutex mutex_;
  mutable std::vector<std::size_t> calls_;
};

using Fake = std::shared_ptr<FakeEncoder>;

std::filesystem::path folder_in(const TempDir& temp) {
  return temp.path() / "index";
}

std::vector<std::int64_t> numbers(const std::vector<WorkId>& ids) {
  std::vector<std::int64_t> out;
  out.reserve(ids.size());
  for (const WorkId id : ids) {
    out.push_back(id.v);
  }
  return out;
}

void fill(const TempDir& temp, const Fake& encoder, const std::vector<Document>& documents) {
  Index index(folder_in(temp), Index::Mode::kWrite, encoder);
  for (const Document& document : documents) {
    index.put(document);
  }
  index.commit(1);
}

Results ask(const TempDir& temp, const Fake& encoder, const std::string& query, SearchMode mode) {
  Options options;
  options.mode = mode;
  options.k = 1000;
  return Index(folder_in(temp), Index::Mode::kRead, encoder).search(parse_query(query), options);
}

std::vector<std::int64_t> meant(const TempDir& temp, const Fake& encoder,
                                const std::string& query) {
  std::vector<std::int64_t> ids;
  for (const Hit& hit : ask(temp, encoder, query, SearchMode::kMeaning).hits) {
    ids.push_back(hit.id.v);
  }
  return ids;
}

Errc code_of(const std::function<void()>& run) {
  try {
    run();
  } catch (const Error& error) {
    return error.code();
  }
  return Errc::kInternal;
}

const std::vector<Document> kFour = {make_document(1, "On the cat"), make_document(2, "On the car"),
                                     make_document(3, "A cat in a car"),
                                     make_document(4, "On the sea", "It says nothing of felines")};

TEST(Encoding, Text_FieldsInLines_CutBetweenCharacters) {
  Work work;
  work.title = " A title ";
  work.text = "A text";
  EXPECT_EQ(encoded_text(work), "A title\nA text");
  work.abstract = std::string(kEncodedBytes - 9, 'x') + "\u00e9\u00e9";
  const std::string text = encoded_text(work);
  EXPECT_EQ(text.size(), kEncodedBytes - 1);
  EXPECT_TRUE(text.ends_with("x"));
  work = {};
  work.title = " \n";
  EXPECT_EQ(encoded_text(work), "");
}

TEST(Encoding, Query_OnlyWhatIsLookedFor) {
  EXPECT_EQ(encoded_text(parse_query("the \"Big cat\" OR car -sea quant* since:2020")),
            "the Big cat car");
  EXPECT_EQ(encoded_text(parse_query("kind:paper -sea")), "");
}

TEST(Encoding, Rows_BatchesInOrder_PaddedTo64) {
  for (const std::size_t dimensions : {4U, 5U, 64U, 65U, 768U, 8192U}) {
    const auto encoder = std::make_shared<FakeEncoder>(dimensions);
    Encoding encoding(encoder, 0);
    const std::vector<std::string> texts = {"cat",        "",        "car", "sea",
                                            "cat feline", "law car", "??",  "statute"};
    const VectorRows rows = encoding.rows(texts);
    EXPECT_EQ(rows.size(), texts.size());
    EXPECT_EQ(rows.dimensions() % 64, 0U);
    EXPECT_GE(rows.dimensions(), dimensions);
    EXPECT_LT(rows.dimensions(), dimensions + 64);
    EXPECT_EQ(encoding.dimensions(), dimensions);
    EXPECT_EQ(encoder->calls(), (std::vector<std::size_t>{3, 3, 1}));
    EXPECT_FALSE(encoding.failure());
    const TempDir temp;
    rows.write(temp.path() / "a.vec");
    const Vectors vectors(temp.path() / "a.vec");
    const float half = std::sqrt(0.5F);
    const std::map<std::size_t, std::array<float, 4>> expected = {
        {0, {1, 0, 0, 0}}, {1, {0, 0, 0, 0}},       {2, {0, 1, 0, 0}}, {3, {0, 0, 1, 0}},
        {4, {1, 0, 0, 0}}, {5, {0, half, 0, half}}, {6, {0, 0, 0, 0}}, {7, {0, 0, 0, 1}}};
    for (const auto& [row, values] : expected) {
      for (std::size_t i = 0; i < 4; ++i) {
        std::vector<float> axis(rows.dimensions(), 0);
        axis[i] = 1;
        EXPECT_NEAR(vectors.similarity(static_cast<std::uint32_t>(row), axis.data()), values[i],
                    1e-5)
            << row << " " << i;
      }
      EXPECT_GT(vectors.scale(static_cast<std::uint32_t>(row)), 0) << row;
    }
  }
}

TEST(Encoding, Rows_EncoderFailsMidway_IsNotAskedAgain) {
  const auto encoder = std::make_shared<FakeEncoder>();
  encoder->good_calls = 1;
  Encoding encoding(encoder, 0);
  const std::vector<std::string> texts(9, "cat");
  const TempDir temp;
  encoding.rows(texts).write(temp.path() / "a.vec");
  const Vectors vectors(temp.path() / "a.vec");
  for (std::uint32_t row = 0; row < 9; ++row) {
    EXPECT_EQ(vectors.scale(row) > 0, row < 3) << row;
  }
  EXPECT_EQ(encoding.failure()->code(), Errc::kIo);
  encoder->good_calls = 100;
  static_cast<void>(encoding.rows(texts));
  EXPECT_EQ(encoder->calls().size(), 2U);
}

TEST(Encoding, Meaning_NearWorksFirst_WithCosines) {
  const TempDir temp;
  const auto encoder = std::make_shared<FakeEncoder>();
  fill(temp, encoder, kFour);
  const Results results = ask(temp, encoder, "vehicle", SearchMode::kMeaning);
  ASSERT_EQ(results.hits.size(), 2U);
  EXPECT_EQ(results.hits[0].id.v, 2);
  EXPECT_NEAR(results.hits[0].score, 1, 1e-3);
  EXPECT_EQ(results.hits[1].id.v, 3);
  EXPECT_NEAR(results.hits[1].score, std::sqrt(0.5), 1e-3);
  EXPECT_FALSE(results.without_meaning);
  const Results both = ask(temp, encoder, "car", SearchMode::kBoth);
  EXPECT_EQ(both.total, 2U);
  EXPECT_EQ(ask(temp, encoder, "vehicle", SearchMode::kBoth).total, 2U);
  EXPECT_EQ(ask(temp, encoder, "vehicle", SearchMode::kWords).total, 0U);
}

TEST(Encoding, Meaning_QueryWithoutWords_IsNotAsked) {
  const TempDir temp;
  const auto encoder = std::make_shared<FakeEncoder>();
  fill(temp, encoder, {});
  EXPECT_TRUE(meant(temp, encoder, "cat").empty());
  fill(temp, encoder, kFour);
  const std::size_t before = encoder->calls().size();
  EXPECT_EQ(ask(temp, encoder, "kind:paper", SearchMode::kBoth).total, 4U);
  EXPECT_EQ(ask(temp, encoder, "cat", SearchMode::kWords).total, 2U);
  EXPECT_EQ(encoder->calls().size(), before);
}

TEST(Encoding, Down_WorksComeInWithoutVectors_AndAreMadeUpFor) {
  const TempDir temp;
  const auto encoder = std::make_shared<FakeEncoder>();
  encoder->down = true;
  {
    Index index(folder_in(temp), Index::Mode::kWrite, encoder);
    for (const Document& document : kFour) {
      index.put(document);
    }
    index.commit(1);
    EXPECT_EQ(index.size(), 4U);
    EXPECT_EQ(index.encoder_failure()->where(), "here");
    EXPECT_EQ(numbers(index.without_vectors()), (std::vector<std::int64_t>{1, 2, 3, 4}));
  }
  EXPECT_EQ(encoder->calls().size(), 1U);
  const Results both = ask(temp, encoder, "cat", SearchMode::kBoth);
  EXPECT_EQ(both.total, 2U);
  ASSERT_TRUE(both.without_meaning);
  EXPECT_EQ(both.without_meaning->code(), Errc::kIo);
  EXPECT_EQ(code_of([&] { meant(temp, encoder, "cat"); }), Errc::kIo);
  encoder->down = false;
  EXPECT_EQ(code_of([&] { meant(temp, encoder, "cat"); }), Errc::kIo);  // no vector yet
  fill(temp, encoder, {kFour[0], kFour[1]});
  EXPECT_EQ(meant(temp, encoder, "feline"), (std::vector<std::int64_t>{1}));
  Index index(folder_in(temp), Index::Mode::kWrite, encoder);
  EXPECT_EQ(numbers(index.without_vectors()), (std::vector<std::int64_t>{3, 4}));
  EXPECT_FALSE(index.encoder_failure());
}

TEST(Encoding, Down_QueryFallsBackOrFails) {
  const TempDir temp;
  const auto encoder = std::make_shared<FakeEncoder>();
  fill(temp, encoder, kFour);
  encoder->down = true;
  const Results both = ask(temp, encoder, "cat", SearchMode::kBoth);
  EXPECT_EQ(both.total, 2U);
  EXPECT_EQ(both.without_meaning->message(), "the encoder cannot be reached");
  EXPECT_EQ(code_of([&] { meant(temp, encoder, "cat"); }), Errc::kIo);
  EXPECT_FALSE(ask(temp, encoder, "cat", SearchMode::kWords).without_meaning);
}

TEST(Encoding, Merge_KeepsVectorsAndGaps) {
  const TempDir temp;
  const auto encoder = std::make_shared<FakeEncoder>(100);
  encoder->down = true;
  fill(temp, encoder, {kFour[0]});
  encoder->down = false;
  fill(temp, encoder, {kFour[1], kFour[2]});
  encoder->down = true;
  fill(temp, encoder, {kFour[3]});
  encoder->down = false;
  Index index(folder_in(temp), Index::Mode::kWrite, encoder);
  index.optimise();
  EXPECT_EQ(numbers(index.without_vectors()), (std::vector<std::int64_t>{1, 4}));
  EXPECT_EQ(meant(temp, encoder, "feline vehicle"), (std::vector<std::int64_t>{3, 2}));
}

TEST(Encoding, AnotherEncoder_CallsForRebuild) {
  const TempDir temp;
  const auto one = std::make_shared<FakeEncoder>();
  fill(temp, one, kFour);
  const auto two = std::make_shared<FakeEncoder>(5, "endpoint:00fe");
  const auto longer = std::make_shared<FakeEncoder>(5, "endpoint:00ff0");
  for (const Fake& other : {two, longer, Fake()}) {
    for (const Index::Mode mode : {Index::Mode::kRead, Index::Mode::kWrite}) {
      EXPECT_EQ(code_of([&] { const Index index(folder_in(temp), mode, other); }),
                Errc::kUnsupportedVersion);
    }
  }
  const Shelf shipped(kFour);
  EXPECT_EQ(code_of([&] { const Index index(shipped.folder(), Index::Mode::kRead, one); }),
            Errc::kUnsupportedVersion);
}

TEST(Encoding, OtherDimensions_CallForRebuild) {
  const TempDir temp;
  fill(temp, std::make_shared<FakeEncoder>(5), kFour);
  const auto grown = std::make_shared<FakeEncoder>(6);
  EXPECT_EQ(ask(temp, grown, "cat", SearchMode::kBoth).without_meaning->code(),
            Errc::kUnsupportedVersion);
  EXPECT_EQ(code_of([&] { meant(temp, grown, "cat"); }), Errc::kUnsupportedVersion);
  EXPECT_EQ(code_of([&] { fill(temp, grown, kFour); }), Errc::kUnsupportedVersion);
  EXPECT_EQ(meant(temp, std::make_shared<FakeEncoder>(5), "feline"),
            (std::vector<std::int64_t>{1, 3, 4}));
}

TEST(Encoding, SaysNothing_IsNeitherMissingNorNear) {
  const TempDir temp;
  const auto encoder = std::make_shared<FakeEncoder>();
  std::vector<Document> documents = kFour;
  documents.push_back(make_document(5, "Something else"));
  documents.push_back(make_document(6, " "));
  fill(temp, encoder, documents);
  const Index index(folder_in(temp), Index::Mode::kRead, encoder);
  EXPECT_TRUE(index.without_vectors().empty());
  EXPECT_EQ(meant(temp, encoder, "ocean"), (std::vector<std::int64_t>{4}));
  EXPECT_EQ(meant(temp, encoder, "something"), (std::vector<std::int64_t>{5}));  // by words
}

TEST(Encoding, Shipped_HasNoGaps) {
  const Shelf shelf({make_document(1, "qzxwvyqzxwvy")});
  const Index index(shelf.folder(), Index::Mode::kRead);
  EXPECT_TRUE(index.without_vectors().empty());
  EXPECT_FALSE(index.encoder_failure());
}

TEST(Encoding, Related_GoesByStoredVectors) {
  const TempDir temp;
  const auto encoder = std::make_shared<FakeEncoder>();
  std::vector<Document> documents = {make_document(1, "A new cat"), make_document(2, "My feline"),
                                     make_document(3, "Our statute"), make_document(4, "Some car")};
  fill(temp, encoder, documents);
  encoder->down = true;
  const Index index(folder_in(temp), Index::Mode::kRead, encoder);
  for (const std::optional<Role> aspect : {std::optional<Role>(), std::optional(Role::kMethod)}) {
    Related related(index, WorkId{1}, documents[0].work, aspect);
    EXPECT_EQ(numbers(related.propose(10)), (std::vector<std::int64_t>{2}));
    for (const Document& document : documents) {
      related.add(document.id, document.work);
    }
    EXPECT_EQ(related.rank().front().id.v, 2);
  }
}

TEST(Encoding, Related_WithoutAnyVectors_GoesByWords) {
  const TempDir temp;
  const auto encoder = std::make_shared<FakeEncoder>();
  encoder->down = true;
  const std::vector<Document> documents = {make_document(1, "Cats purring"),
                                           make_document(2, "Cars racing"),
                                           make_document(3, "Cats sleeping")};
  fill(temp, encoder, documents);
  const Index index(folder_in(temp), Index::Mode::kRead, encoder);
  Related related(index, WorkId{1}, documents[0].work, {});
  EXPECT_EQ(numbers(related.propose(10)), (std::vector<std::int64_t>{3}));
  related.add(WorkId{2}, documents[1].work);
  related.add(WorkId{3}, documents[2].work);
  EXPECT_EQ(related.rank().front().id.v, 3);
}

TEST(Encoding, ManyWorks_OnAllCores_EachHasItsOwn) {
  const TempDir temp;
  const auto encoder = std::make_shared<FakeEncoder>();
  std::vector<Document> documents;
  std::map<std::size_t, std::set<std::int64_t>> expected;
  for (std::int64_t id = 1; id <= 2000; ++id) {
    const auto topic = static_cast<std::size_t>(id * 7 % 4);
    documents.push_back(make_document(id, FakeEncoder::kWords[topic][0]));
    expected[topic].insert(id);
  }
  fill(temp, encoder, documents);
  for (std::size_t topic = 0; topic < 4; ++topic) {
    const std::vector<std::int64_t> found = meant(temp, encoder, FakeEncoder::kWords[topic][1]);
    EXPECT_EQ(std::set(found.begin(), found.end()), expected[topic]);
  }
}

/// What the manifest's word for the encoder must be.
TEST(Encoding, Manifest_DamagedWord_IsAnotherEncoder) {
  const TempDir temp;
  const auto encoder = std::make_shared<FakeEncoder>();
  fill(temp, encoder, {});
  const std::filesystem::path manifest = folder_in(temp) / kManifestName;
  const std::string whole = read_file(manifest);
  const std::string word = "encoder endpoint:00ff:0\n";
  const std::size_t at = whole.find(word);
  ASSERT_NE(at, std::string::npos);
  for (const char* other :
       {"", ":", ":x", ":5x", ":-1", ":8193", ":99999999999999999999", ":5:5"}) {
    std::string text = whole.substr(0, at) + "encoder endpoint:00ff" + other + "\n";
    text += fmt::format("checksum {:016x}\n", hash64(text));
    std::ofstream(manifest) << text;
    EXPECT_EQ(code_of([&] { const Index index(folder_in(temp), Index::Mode::kRead, encoder); }),
              Errc::kUnsupportedVersion)
        << other;
  }
}

class EncodingHistory : public testing::TestWithParam<unsigned> {};

/// Works come, change and go while the encoder comes and goes; what can be found by meaning is what
/// was written while it was there, and the rest is listed.
TEST_P(EncodingHistory, VectorsAreThoseOfTheTimesItWasThere) {
  std::mt19937 random(GetParam());
  const TempDir temp;
  const auto encoder = std::make_shared<FakeEncoder>(1 + 4 + random() % 130);
  struct Known {
    std::size_t topic = 0;
    bool has_vector = false;
  };
  std::map<std::int64_t, Known> works;
  bool any_vector = false;
  for (int round = 0; round < 40; ++round) {
    Index index(folder_in(temp), Index::Mode::kWrite, encoder);
    encoder->down = random() % 3 == 0;
    for (auto change = random() % 6; change > 0; --change) {
      const std::int64_t id = 1 + static_cast<std::int64_t>(random() % 30);
      if (random() % 5 == 0) {
        index.remove(WorkId{id});
        works.erase(id);
        continue;
      }
      works[id] = {random() % 4, !encoder->down};
      index.put(make_document(id, FakeEncoder::kWords[works[id].topic][random() % 2]));
    }
    if (random() % 4 == 0) {
      encoder->down = false;
      for (const WorkId id : index.without_vectors()) {
        if (const auto found = works.find(id.v); found != works.end()) {
          index.put(make_document(id.v, FakeEncoder::kWords[found->second.topic][0]));
        }
      }
      for (auto& [id, known] : works) {
        known.has_vector = true;
      }
    }
    index.commit(round + 1);
    if (random() % 5 == 0) {
      index.optimise();
    }
    encoder->down = false;
    std::vector<std::int64_t> without;
    std::array<std::set<std::int64_t>, 4> with;
    for (const auto& [id, known] : works) {
      if (known.has_vector) {
        with[known.topic].insert(id);
        any_vector = true;
      } else {
        without.push_back(id);
      }
    }
    ASSERT_EQ(numbers(index.without_vectors()), without) << "round " << round;
    for (std::size_t topic = 0; topic < 4 && any_vector; ++topic) {
      const auto found = meant(temp, encoder, FakeEncoder::kWords[topic][0]);
      ASSERT_EQ(std::set(found.begin(), found.end()), with[topic]) << "round " << round;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, EncodingHistory, testing::Range(1U, 13U));

}  // namespace
}  // namespace assay::search
