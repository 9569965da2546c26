/// What the writing half must survive: full disks, rebuilt folders, merges under way.

#include "base/error.h"
#include "search/search_testing.h"

#include <gtest/gtest.h>

#include <random>

namespace assay::search {
namespace {

std::string unique_words(std::int64_t id, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += "w" + std::to_string(id * count + i) + "x ";
  }
  return text;
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

}  // namespace
}  // namespace assay::search
