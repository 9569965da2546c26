#include "ingest/indexing.h"

#include "base/files.h"
#include "ingest/finding.h"
#include "ingest/import.h"
#include "library/reader.h"

#include <gtest/gtest.h>

#include <fstream>

namespace assay::ingest {
namespace {

class IndexingTest : public testing::Test {
 protected:
  IndexingTest() {
    std::ofstream(temporary_.path() / "a.jsonl") << R"({"id":"a","title":"Serving models"})"
                                                    "\n"
                                                    R"({"id":"b","title":"Training models"})"
                                                    "\n";
    library::Library library(folder(), library::Library::Mode::kWrite);
    const auto index = open_current_index(library);
    import_file(library, *index, identify::default_judge(), temporary_.path() / "a.jsonl", {});
  }

  [[nodiscard]] std::filesystem::path folder() const { return temporary_.path() / "library"; }

  std::uint64_t count(const std::string& query) {
    library::Library library(folder(), library::Library::Mode::kRead);
    const auto index = open_index_for_search(library);
    return search_works(library, *index, query, {}).total;
  }

  TempDir temporary_;
};

TEST_F(IndexingTest, MissingIndex_IsMadeAgain) {
  std::filesystem::remove_all(index_folder(folder()));
  EXPECT_EQ(count("models"), 2U);
}

TEST_F(IndexingTest, DamagedIndex_IsMadeAgain) {
  for (const auto& entry : std::filesystem::directory_iterator(index_folder(folder()))) {
    std::ofstream(entry.path(), std::ios::trunc) << "rubbish that is no index";
  }
  EXPECT_EQ(count("serving"), 1U);
}

TEST_F(IndexingTest, LibraryAheadOfTheIndex_IsCaughtUp) {
  {
    library::Library library(folder(), library::Library::Mode::kWrite);
    library.begin();
    library::set_reading(library, {1}, {library::ReadState::kRead, std::nullopt}, 1);
    library.touch({1});
    library.commit();
  }
  EXPECT_EQ(count("models read:no"), 1U);
  EXPECT_EQ(count("models read:yes"), 1U);
}

TEST_F(IndexingTest, RestoredOlderLibrary_RebuildsTheIndex) {
  const auto backup = temporary_.path() / "backup.db";
  library::Library(folder(), library::Library::Mode::kRead).backup(backup);
  {
    std::ofstream(temporary_.path() / "b.jsonl") << R"({"id":"c","title":"More models"})"
                                                    "\n";
    library::Library library(folder(), library::Library::Mode::kWrite);
    const auto index = open_current_index(library);
    import_file(library, *index, identify::default_judge(), temporary_.path() / "b.jsonl", {});
  }
  EXPECT_EQ(count("models"), 3U);
  library::restore(folder(), backup);
  EXPECT_EQ(count("models"), 2U);
}

TEST_F(IndexingTest, WriterAtWork_SearchStillAnswers) {
  library::Library writer(folder(), library::Library::Mode::kWrite);
  writer.begin();
  writer.touch({1});
  writer.commit();
  library::Library reader(folder(), library::Library::Mode::kRead);
  bool stale = false;
  const auto index = open_index_for_search(reader, &stale);
  EXPECT_TRUE(stale);
  EXPECT_EQ(index->size(), 2U);
}

}  // namespace
}  // namespace assay::ingest
