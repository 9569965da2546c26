#include "base/files.h"
#include "ingest/endpoint_encoder.h"
#include "ingest/finding.h"
#include "ingest/import.h"
#include "ingest/indexing.h"
#include "source/loopback.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <fstream>

namespace assay::ingest {
namespace {

using nlohmann::json;
using testing_tools::Loopback;
using testing_tools::Reply;

/// A library whose index has its vectors from a service, which can be told to be down.
class IndexingWithEncoder : public testing::Test {
 protected:
  IndexingWithEncoder() : service_([this](const std::string& body) { return answer(body); }) {}

  /// Texts about cats, by any word, in one direction, all others in another.
  Reply answer(const std::string& body) {
    if (down) {
      return {500, "", {}};
    }
    json data = json::array();
    const json request = json::parse(body);
    for (const json& text : request["input"]) {
      const bool cat = text.get<std::string>().find("feline") != std::string::npos ||
                       text.get<std::string>().find("Cats") != std::string::npos;
      std::vector<int> vector(dimensions, 0);
      vector[cat ? 0 : 1] = 1;
      data.push_back({{"index", data.size()}, {"embedding", vector}});
      ++texts;
    }
    return {200, json{{"data", data}}.dump(), {}};
  }

  [[nodiscard]] Encoder encoder(const char* model = "small") const {
    EndpointOptions options;
    options.url = service_.base();
    options.model = model;
    return std::make_shared<const EndpointEncoder>(options);
  }
  [[nodiscard]] std::filesystem::path folder() const { return temp_.path() / "library"; }

  /// Works that have no vector afterwards.
  std::size_t import(const std::string& id, const std::string& title, const Encoder& by) {
    const auto file = temp_.path() / "a.jsonl";
    std::ofstream(file) << json{{"id", id}, {"title", title}}.dump() << "\n";
    library::Library library(folder(), library::Library::Mode::kWrite);
    const auto index = open_current_index(library, {{}, by, {}});
    import_file(library, *index, identify::default_judge(), file, {});
    return index->without_vectors().size();
  }
  std::uint64_t find(const std::string& query, search::SearchMode mode, const Encoder& by) {
    library::Library library(folder(), library::Library::Mode::kRead);
    const auto index = open_index_for_search(library, {{}, by, {}});
    search::Options options;
    options.mode = mode;
    const SearchView view = search_works(library, *index, query, options);
    warning = view.warning;
    return view.total;
  }

  std::atomic<bool> down = false;
  std::atomic<std::size_t> dimensions = 3;
  std::atomic<std::size_t> texts = 0;
  std::string warning;

 private:
  TempDir temp_;
  Loopback service_;
};

TEST_F(IndexingWithEncoder, DownAndBack_VectorsAreMadeUpForAtTheNextWrite) {
  down = true;
  EXPECT_EQ(import("a", "Cats asleep", encoder()), 1U);
  EXPECT_EQ(import("b", "Cars on the road", encoder()), 2U);
  EXPECT_EQ(find("cats", search::SearchMode::kBoth, encoder()), 1U);
  EXPECT_TRUE(warning.starts_with("found by words alone: ")) << warning;
  EXPECT_THROW(find("cats", search::SearchMode::kMeaning, encoder()), Error);
  down = false;
  EXPECT_EQ(import("c", "Cats awake", encoder()), 0U);
  EXPECT_EQ(find("feline", search::SearchMode::kMeaning, encoder()), 2U);
  EXPECT_EQ(find("feline", search::SearchMode::kBoth, encoder()), 2U);
  EXPECT_EQ(warning, "");
}

TEST_F(IndexingWithEncoder, NothingMissing_TheServiceIsNotAsked) {
  EXPECT_EQ(import("a", "Cats asleep", encoder()), 0U);
  const std::size_t before = texts;
  EXPECT_EQ(import("a", "Cats asleep", encoder()), 0U);
  EXPECT_EQ(texts, before);
}

TEST_F(IndexingWithEncoder, AnotherEncoder_OrNone_RebuildsTheIndex) {
  import("a", "Cats asleep", encoder());
  import("b", "Cars on the road", encoder());
  EXPECT_EQ(find("feline", search::SearchMode::kMeaning, encoder("large")), 1U);
  EXPECT_EQ(find("cats", search::SearchMode::kWords, nullptr), 1U);
  EXPECT_EQ(find("feline", search::SearchMode::kMeaning, encoder()), 1U);
}

TEST_F(IndexingWithEncoder, OtherDimensions_RebuildAtTheNextWrite) {
  import("a", "Cats asleep", encoder());
  dimensions = 100;
  EXPECT_EQ(find("cats", search::SearchMode::kBoth, encoder()), 1U);
  EXPECT_NE(warning.find("100 dimensions"), std::string::npos) << warning;
  EXPECT_THROW(import("b", "Cats awake", encoder()), Error);
  EXPECT_EQ(find("feline", search::SearchMode::kMeaning, encoder()), 2U);
}

}  // namespace
}  // namespace assay::ingest
