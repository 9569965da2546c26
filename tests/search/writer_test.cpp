/// What the writing half must survive: full disks, rebuilt folders, merges under way.

#include "base/error.h"
#include "search/search_testing.h"

#include <gtest/gtest.h>

#include <random>

namespace assay::search {
namespace {

std::size_t count_files(const std::filesystem::path& folder, std::string_view extension) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    count += entry.path().extension() == extension ? std::size_t{1} : std::size_t{0};
  }
  return count;
}

std::string unique_words(std::int64_t id, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += "w" + std::to_string(id * count + i) + "x ";
  }
  return text;
}

TEST(Writer, SettleBeforeCommit_KeepsWhatWaits) {
  const Shelf shelf({make_document(1, "First")});
  Index index(shelf.folder(), Index::Mode::kWrite);
  index.put(make_document(2, "Second"));
  index.commit(2);
  const std::size_t before = count_files(shelf.folder(), ".seg");
  std::int64_t id = 3;
  // Until a segment is written ahead of the commit.
  for (; id < 20000 && count_files(shelf.folder(), ".seg") == before; ++id) {
    index.put(make_document(id, "Later", unique_words(id, 700)));
  }
  ASSERT_LT(id, 20000);
  index.optimise();
  index.commit(3);
  EXPECT_EQ(index.size(), static_cast<std::uint64_t>(id - 1));
  EXPECT_EQ(index.search(parse_query("later"), {}).total, static_cast<std::uint64_t>(id - 3));
}

TEST(Writer, MergeWithoutRoom_CommitsGoOn) {
  const Shelf shelf;
  Index index(shelf.folder(), Index::Mode::kWrite);
  std::int64_t id = 1;
  {
    const SmallFiles limit(20000);  // enough for one of the segments, not for eight
    for (int commit = 1; commit <= 20; ++commit) {
      for (int i = 0; i < 10; ++i, ++id) {
        index.put(make_document(id, "Common", unique_words(id, 40)));
      }
      ASSERT_NO_THROW(index.commit(commit)) << commit;
    }
  }
  EXPECT_EQ(index.search(parse_query("common"), {}).total, 200U);
  index.settle();
  EXPECT_EQ(index.search(parse_query("common"), {}).total, 200U);
  EXPECT_LT(count_files(shelf.folder(), ".seg"), 20U);
}

TEST(Writer, CommitFailsWhileMerging_NothingIsLost) {
  const Shelf shelf;
  Index index(shelf.folder(), Index::Mode::kWrite);
  std::int64_t id = 1;
  for (int commit = 1; commit <= 8; ++commit) {
    for (int i = 0; i < 400; ++i, ++id) {
      index.put(make_document(id, "Common", unique_words(id, 20)));
    }
    index.commit(commit);
  }
  // A merge of eight is under way.
  try {
    const SmallFiles limit(0);
    for (std::int64_t gone = 1; gone < id; gone += 3) {
      index.remove(WorkId{gone});
    }
    index.commit(9);
    FAIL() << "nothing can be written";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kIo);
  }
  index.settle();
  index.commit(10);
  EXPECT_EQ(index.size(), 3200U);
  EXPECT_EQ(index.search(parse_query("common"), {}).total, 3200U);
}

TEST(Writer, DeathsWhileMerging_AreKept) {
  std::mt19937 random(8);
  const Shelf shelf;
  Index index(shelf.folder(), Index::Mode::kWrite);
  std::int64_t id = 1;
  for (int commit = 1; commit <= 8; ++commit) {
    for (int i = 0; i < 300; ++i, ++id) {
      index.put(make_document(id, "Common", unique_words(id, 20)));
    }
    index.commit(commit);
  }
  for (std::int64_t gone = 301; gone <= 600; ++gone) {
    index.remove(WorkId{gone});  // a whole segment
  }
  index.remove(WorkId{5});
  index.commit(9);
  index.put(make_document(6, "Changed"));
  index.commit(10);
  index.settle();
  index.optimise();
  EXPECT_EQ(index.search(parse_query("common"), {}).total, 2400U - 302);
  EXPECT_EQ(index.search(parse_query("changed"), {}).total, 1U);
  EXPECT_EQ(index.size(), 2400U - 301);
}

TEST(Writer, FolderMadeAnew_ReaderSeesTheNewOne) {
  const Shelf shelf({make_document(1, "Old frogs"), make_document(2, "Old toads")});
  const Index reader(shelf.folder(), Index::Mode::kRead);
  EXPECT_EQ(reader.search(parse_query("old"), {}).total, 2U);
  std::filesystem::remove_all(shelf.folder());
  Index index(shelf.folder(), Index::Mode::kWrite);
  index.put(make_document(1, "New newts"));
  index.put(make_document(2, "New efts"));
  index.commit(1);  // its files have the names of those before
  EXPECT_EQ(reader.search(parse_query("old"), {}).total, 0U);
  EXPECT_EQ(reader.search(parse_query("new"), {}).total, 2U);
}

TEST(Writer, LeftoverOfKilledCommit_Removed) {
  const Shelf shelf({make_document(1, "Frogs")});
  for (const char* name : {"manifest.x1y2z3", "00000077.seg", "00000078.dead"}) {
    write_file_atomically(shelf.folder() / name, "torn");
  }
  {
    Index index(shelf.folder(), Index::Mode::kWrite);
    index.put(make_document(2, "Toads"));
    index.commit(2);
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(shelf.folder())) {
    files += entry.path().filename() == "lock" ? std::size_t{0} : std::size_t{1};
  }
  EXPECT_EQ(files, 3U);  // manifest and two segments
}

}  // namespace
}  // namespace assay::search
