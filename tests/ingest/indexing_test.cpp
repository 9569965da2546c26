#include "ingest/indexing.h"

#include "base/error.h"
#include "base/files.h"
#include "ingest/dossier.h"
#include "ingest/finding.h"
#include "ingest/import.h"
#include "library/dossier.h"
#include "library/reader.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

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

  SearchView find(const std::string& query) {
    library::Library library(folder(), library::Library::Mode::kRead);
    IndexOptions options;
    options.tell = [this](const std::string& line) { told_ += line + "\n"; };
    SearchView view;
    with_index(library, options, [&](const search::Index& index, bool /*stale*/) {
      ++runs_;
      view = search_works(library, index, query, {});
    });
    return view;
  }

  std::uint64_t count(const std::string& query) { return find(query).total; }

  void import(const std::string& text) {
    std::ofstream(temporary_.path() / "more.jsonl") << text;
    library::Library library(folder(), library::Library::Mode::kWrite);
    const auto index = open_current_index(library);
    import_file(library, *index, identify::default_judge(), temporary_.path() / "more.jsonl", {});
  }

  /// Flips a bit of the largest file of this extension, `place` of the way through.
  void damage(const std::string& extension, double place) {
    std::filesystem::path largest;
    for (const auto& entry : std::filesystem::directory_iterator(index_folder(folder()))) {
      if (entry.path().extension() == extension && entry.file_size() > 0 &&
          (largest.empty() || entry.file_size() > std::filesystem::file_size(largest))) {
        largest = entry.path();
      }
    }
    ASSERT_FALSE(largest.empty()) << "no file " << extension;
    std::string bytes = read_file(largest);
    char& byte = bytes[static_cast<std::size_t>(static_cast<double>(bytes.size()) * place)];
    byte = static_cast<char>(byte ^ 0x40);
    std::ofstream(largest, std::ios::binary | std::ios::trunc) << bytes;
  }

  TempDir temporary_;
  std::string told_;  ///< Why the index was made anew.
  int runs_ = 0;      ///< Of searches, those that met damage among them.
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

TEST_F(IndexingTest, OneByteDamagedAnywhere_IsMendedAndSaid) {
  std::string text;
  for (int i = 0; i < 400; ++i) {
    text += R"({"title":"Number )" + std::to_string(i) + R"(","abstract":"word)" +
            std::to_string(i * 7919) + " other" + std::to_string(i * 104729) + "\"}\n";
  }
  import(text);  // several pages
  int calls = 0;
  for (const char* extension : {"", ".seg", ".vec"}) {
    for (const double place : {0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95}) {
      damage(extension, place);
      EXPECT_EQ(count("models"), 2U) << extension << " at " << place;
      EXPECT_EQ(count("word7919"), 1U) << extension << " at " << place;
      calls += 2;
      library::Library library(folder(), library::Library::Mode::kRead);
      with_index(library, {}, [](const search::Index& index, bool /*stale*/) { index.check(); });
    }
  }
  EXPECT_NE(told_.find("damaged"), std::string::npos) << told_;
  EXPECT_GT(runs_, calls) << "some damage is found while searching";
}

TEST_F(IndexingTest, BehindByOneNewWork_IsSaid_ByARatingIsNot) {
  const auto kept = temporary_.path() / "kept";
  std::filesystem::copy(index_folder(folder()), kept);
  import(R"({"id":"c","title":"More models"})"
         "\n");
  std::filesystem::remove_all(index_folder(folder()));
  std::filesystem::copy(kept, index_folder(folder()));
  EXPECT_EQ(count("models"), 3U);
  EXPECT_NE(told_.find("behind the library"), std::string::npos) << told_;
  told_.clear();
  {
    library::Library library(folder(), library::Library::Mode::kWrite);
    library.begin();
    library.touch({1});
    library.commit();
  }
  EXPECT_EQ(count("models"), 3U);
  EXPECT_EQ(told_, "");
}

/// Rates work 1 in a thread that waits for the turn when `work` begins. Gives whether it was let in
/// before the end.
bool rate_meanwhile(library::Library& library, Turn& turn, const std::function<void()>& work) {
  turn.lock();
  bool rated = false;  // guarded by turn
  std::jthread other([&] {
    const std::lock_guard lock(turn);
    library.begin();
    library::set_reading(library, WorkId{1}, {library::ReadState::kRead, std::nullopt, 7}, 7);
    library.touch(WorkId{1});
    library.commit();
    rated = true;
  });
  while (!turn.is_wanted()) {
    std::this_thread::yield();
  }
  work();
  const bool before = rated;
  turn.unlock();
  return before;
}

TEST_F(IndexingTest, RatingIsWrittenWhileTheIndexIsMadeAnew_AndTheIndexHasIt) {
  std::filesystem::remove_all(index_folder(folder()));
  library::Library library(folder(), library::Library::Mode::kWrite);
  Turn turn;
  IndexOptions options;
  options.turn = &turn;
  std::unique_ptr<search::Index> index;
  EXPECT_TRUE(rate_meanwhile(library, turn, [&] { index = open_current_index(library, options); }));
  EXPECT_EQ(index->generation(), library.generation());
  EXPECT_EQ(index->search(search::parse_query("serving read:yes"), {}).total, 1U);
}

TEST_F(IndexingTest, RatingIsWrittenWhileLinksAreFoundAgain) {
  std::string text;
  for (int i = 0; i < 300; ++i) {
    text += R"({"title":"Number )" + std::to_string(i) + "\"}\n";
  }
  import(text);
  library::Library library(folder(), library::Library::Mode::kWrite);
  library.begin();
  library::set_links_version(library, 0);
  library.commit();
  Turn turn;
  std::uint64_t works = 0;
  EXPECT_TRUE(rate_meanwhile(library, turn, [&] { works = link_works_again(library, &turn); }));
  EXPECT_EQ(works, 302U);
  EXPECT_EQ(link_works_again(library), 0U);
}

TEST_F(IndexingTest, AnotherLibraryInItsPlace_RebuildsTheIndex) {
  std::filesystem::remove(folder() / library::kLibraryFile);
  import(R"({"id":"z","title":"Pruning networks"})"
         "\n");
  EXPECT_EQ(count("models"), 0U);
  EXPECT_EQ(count("pruning"), 1U);
}

TEST_F(IndexingTest, RestoredLibraryThatCaughtUp_RebuildsTheIndex) {
  const auto backup = temporary_.path() / "backup.db";
  library::Library(folder(), library::Library::Mode::kRead).backup(backup);
  import(R"({"id":"c","title":"More models"})"
         "\n");
  library::restore(folder(), backup);
  {
    library::Library library(folder(), library::Library::Mode::kWrite);
    library.begin();
    library.touch({1});
    library.commit();  // the generation that the index stands at, of another history
  }
  EXPECT_EQ(count("models"), 2U);
  EXPECT_NE(told_.find("another library"), std::string::npos) << told_;
}

TEST_F(IndexingTest, WorksMergedMeanwhile_AreShownOnceAsWhatTheyBecame) {
  library::Library writer(folder(), library::Library::Mode::kWrite);
  writer.begin();
  writer.merge_works({1}, {2}, "the reader says so");
  writer.commit();
  const SearchView view = find("models");  // the lock is held: by the index as it was
  ASSERT_EQ(view.hits.size(), 1U);
  EXPECT_EQ(view.hits[0].id, WorkId{1});
}

TEST_F(IndexingTest, RatedAndSkipped_AreNotRead) {
  {
    library::Library library(folder(), library::Library::Mode::kWrite);
    library.begin();
    library::set_reading(library, {1}, {library::ReadState::kRated, 4}, 1);
    library::set_reading(library, {2}, {library::ReadState::kSkipped, std::nullopt}, 1);
    library.touch({1});
    library.touch({2});
    library.commit();
  }
  EXPECT_EQ(count("models read:yes"), 0U);
  EXPECT_EQ(count("models read:no"), 2U);
}

TEST_F(IndexingTest, CodeInALinkOrInTheWords_IsCode) {
  import(
      R"({"id":"c","title":"One compiler","code":"https://github.com/o/one"})"
      "\n"
      R"({"id":"d","title":"Two compiler","links":[{"rel":"code","url":"https://github.com/o/two"}]})"
      "\n"
      R"({"id":"e","title":"Three compiler","abstract":"Our code is at https://github.com/o/three."})"
      "\n"
      R"({"id":"f","title":"Four compiler","abstract":"We extend https://github.com/o/four."})"
      "\n");
  EXPECT_EQ(count("compiler code:yes"), 3U);
  std::filesystem::remove_all(index_folder(folder()));
  EXPECT_EQ(count("compiler code:yes"), 3U) << "as the library tells it";
  EXPECT_EQ(count("four code:no"), 1U);
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
  const auto index = open_index_for_search(reader, {}, &stale);
  EXPECT_TRUE(stale);
  EXPECT_EQ(index->size(), 2U);
}

}  // namespace
}  // namespace assay::ingest
