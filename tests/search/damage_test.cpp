#include "base/error.h"
#include "search/index.h"
#include "search/search_testing.h"

#include <gtest/gtest.h>

#include <random>

namespace assay::search {
namespace {

const char* const kQueries[] = {"",          "common",     "\"rare word7\"",       "word1*",
                                "common -x", "author:doe", "venue:hall since:1990"};

Document make_numbered(std::int64_t id) {
  Document document = make_document(id, "Common title word" + std::to_string(id % 97),
                                    "A rare word" + std::to_string(id) + " among many others");
  document.work.authors = {"Jo Doe" + std::to_string(id % 5), "Jane Doe"};
  document.work.venue = "Hall";
  document.work.year = static_cast<int>(1980 + id % 40);
  return document;
}

std::string answers(const Index& index) {
  std::string out;
  for (const char* query : kQueries) {
    const Results results = index.search(parse_query(query), {});
    out += std::to_string(results.total) + ":";
    for (const Hit& hit : results.hits) {
      out += std::to_string(hit.id.v) + ",";
    }
  }
  return out;
}

/// Opens a damaged file: every answer must be right or the damage must be named.
void expect_right_or_corrupt(const std::filesystem::path& folder, const std::string& right,
                             int& found) {
  try {
    const Index index(folder, Index::Mode::kRead);
    if (index.generation() == 1) {
      EXPECT_EQ(answers(index), right);
    }
    index.check();
  } catch (const Error& error) {
    ++found;
    EXPECT_EQ(error.code(), Errc::kCorrupt) << error.what();
  }
}

class Damage : public testing::Test {
 protected:
  Damage() {
    std::vector<Document> documents;
    for (std::int64_t id = 1; id <= 1500; ++id) {
      documents.push_back(make_numbered(id));
    }
    const Shelf shelf(documents);
    right_ = answers(Index(shelf.folder(), Index::Mode::kRead));
    good_ = read_file(shelf.folder() / "fts.db");
  }

  std::string good_;
  std::string right_;
};

TEST_F(Damage, FlippedBits_NamedOrHarmless) {
  std::mt19937 random(4711);
  int found = 0;
  for (int round = 0; round < 300; ++round) {
    const TempDir temp;
    std::string bytes = good_;
    // Every third time in the head, where the layout is described.
    const std::size_t at = round % 3 == 0 ? random() % 200 : random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
    write_file_atomically(temp.path() / "fts.db", bytes);
    expect_right_or_corrupt(temp.path(), right_, found);
  }
  EXPECT_GT(found, 250);
}

TEST_F(Damage, ZeroedOrSwappedPages_NamedOrHarmless) {
  int found = 0;
  const std::size_t pages = good_.size() / 8192;
  for (std::size_t page = 1; page < pages; page += 3) {
    const TempDir temp;
    std::string bytes = good_;
    if (page % 2 == 0) {
      bytes.replace(page * 8192, 8192, std::string(8192, '\0'));
    } else {
      bytes.replace(page * 8192, 8192, good_.substr((page - 1) * 8192, 8192));
    }
    write_file_atomically(temp.path() / "fts.db", bytes);
    expect_right_or_corrupt(temp.path(), right_, found);
  }
  EXPECT_GT(found, 0);
}

TEST_F(Damage, Truncated_Corrupt) {
  std::mt19937 random(5);
  for (int round = 0; round < 60; ++round) {
    const TempDir temp;
    const std::size_t size = round == 0 ? 0 : random() % good_.size();
    write_file_atomically(temp.path() / "fts.db", good_.substr(0, size));
    int found = 0;
    expect_right_or_corrupt(temp.path(), right_, found);
    EXPECT_EQ(found, 1) << size;
  }
}

TEST_F(Damage, OtherFile_Corrupt) {
  const TempDir temp;
  write_file_atomically(temp.path() / "fts.db", std::string(100000, 'x'));
  int found = 0;
  expect_right_or_corrupt(temp.path(), right_, found);
  EXPECT_EQ(found, 1);
  EXPECT_THROW(Index(temp.path(), Index::Mode::kWrite), Error);
}

TEST_F(Damage, Writing_ToDamagedFile_NeverCrashes) {
  std::mt19937 random(12);
  for (int round = 0; round < 60; ++round) {
    const TempDir temp;
    std::string bytes = good_;
    const std::size_t at = random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
    write_file_atomically(temp.path() / "fts.db", bytes);
    try {
      Index index(temp.path(), Index::Mode::kWrite);
      for (std::int64_t id = 1; id <= 1500; id += 7) {
        index.put(make_numbered(id));
      }
      index.commit(2);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kCorrupt) << error.what();
    }
  }
}

}  // namespace
}  // namespace assay::search
