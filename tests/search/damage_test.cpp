#include "base/error.h"
#include "base/text.h"
#include "search/index.h"
#include "search/paged_file_internal.h"
#include "search/search_testing.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
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

/// The files of an index by name.
using Files = std::map<std::string, std::string>;

Files read_files(const std::filesystem::path& folder) {
  Files files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name != "lock") {
      files[name] = read_file(entry.path());
    }
  }
  return files;
}

void write_files(const std::filesystem::path& folder, const Files& files) {
  // Left to the system when to put them on the disk: waiting for it took most of the time.
  for (const auto& [name, bytes] : files) {
    std::ofstream(folder / name, std::ios::binary) << bytes;
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
    {
      // A second segment, and a file of dead documents.
      Index index(shelf.folder(), Index::Mode::kWrite);
      for (std::int64_t id = 100; id < 130; ++id) {
        index.put(make_numbered(id));
      }
      index.commit(1);
      index.learn();
    }
    right_ = answers(Index(shelf.folder(), Index::Mode::kRead));
    good_ = read_files(shelf.folder());
  }

  /// Every file but the manifest with its name.
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : good_) {
      names.push_back(name);
    }
    return names;
  }

  /// The largest file of a kind.
  [[nodiscard]] std::string name_of(std::string_view extension) const {
    std::string name;
    for (const auto& [file, bytes] : good_) {
      if (file.ends_with(extension) && (name.empty() || bytes.size() > good_.at(name).size())) {
        name = file;
      }
    }
    return name;
  }

  Files good_;
  std::string right_;
};

TEST_F(Damage, Files_AllKindsThere) {
  for (const char* extension : {".seg", ".vec", ".own", ".dead"}) {
    EXPECT_NE(name_of(extension), "") << extension;
  }
}

TEST_F(Damage, FlippedBits_EveryOneFound) {
  std::mt19937 random(4711);
  int found = 0;
  int rounds = 0;
  for (const std::string& name : names()) {
    for (int round = 0; round < 120; ++round) {
      const TempDir temp;
      Files files = good_;
      std::string& bytes = files[name];
      // Every third time in the tail, where the layout is described.
      const std::size_t at = round % 3 == 0 && bytes.size() > 300
                                 ? bytes.size() - 1 - random() % 300
                                 : random() % bytes.size();
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
      write_files(temp.path(), files);
      expect_right_or_corrupt(temp.path(), right_, found);
      ++rounds;
    }
  }
  EXPECT_EQ(found, rounds);
}

TEST_F(Damage, ZeroedOrSwappedPages_Found) {
  int found = 0;
  int rounds = 0;
  for (const std::string& name : names()) {
    const std::size_t pages = good_[name].size() / 16384;
    for (std::size_t page = 0; page < pages; ++page) {
      const TempDir temp;
      Files files = good_;
      std::string& bytes = files[name];
      bytes.replace(page * 16384, 16384,
                    page % 2 == 0 ? std::string(16384, '\xAA')
                                  : good_[name].substr((page - 1) * 16384, 16384));
      if (files == good_) {
        continue;  // two pages alike
      }
      write_files(temp.path(), files);
      expect_right_or_corrupt(temp.path(), right_, found);
      ++rounds;
    }
  }
  EXPECT_GT(rounds, 2);
  EXPECT_EQ(found, rounds);
}

TEST_F(Damage, TruncatedOrMissing_Corrupt) {
  std::mt19937 random(5);
  for (const std::string& name : names()) {
    for (int round = 0; round < 20; ++round) {
      const TempDir temp;
      Files files = good_;
      files[name].resize(round == 0 ? 0 : random() % files[name].size());
      write_files(temp.path(), files);
      int found = 0;
      expect_right_or_corrupt(temp.path(), right_, found);
      EXPECT_EQ(found, 1) << name << " " << round;
    }
    if (name != "manifest") {
      const TempDir temp;
      Files files = good_;
      files.erase(name);
      write_files(temp.path(), files);
      int found = 0;
      expect_right_or_corrupt(temp.path(), right_, found);
      EXPECT_EQ(found, 1) << name;
    }
  }
}

TEST_F(Damage, OtherFile_Corrupt) {
  for (const std::string& name : names()) {
    const TempDir temp;
    Files files = good_;
    files[name] = std::string(100000, 'x');
    write_files(temp.path(), files);
    int found = 0;
    expect_right_or_corrupt(temp.path(), right_, found);
    EXPECT_EQ(found, 1);
    EXPECT_THROW(Index(temp.path(), Index::Mode::kWrite), Error);
  }
}

TEST_F(Damage, OtherFormatVersion_Unsupported) {
  const TempDir temp;
  std::string text = "assay search index 999\ngeneration 1\n";
  text += fmt::format("checksum {:016x}\n", hash64(text));
  write_file_atomically(temp.path() / "manifest", text);
  try {
    const Index index(temp.path(), Index::Mode::kRead);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kUnsupportedVersion);
  }
}

TEST_F(Damage, ManifestSoundButSenseless_Corrupt) {
  for (const char* line :
       {"segment", "segment {s}", "segment {s} {v} many -", "segment . {v} 3 -",
        "segment {s} . 1500 -", "segment ../index/{s} {v} 1500 -", "segment {s} {v} 1500 manifest",
        "segment {s} {v} 1499 -", "learnt {v} 3", "learnt manifest 3", "learnt - x", "serial x",
        "generation", "next -1x", "what is this"}) {
    const TempDir temp;
    Files files = good_;
    const std::string text = fmt::format("assay search index {}\n", kFormatVersion) +
                             fmt::format(fmt::runtime(line), fmt::arg("s", name_of(".seg")),
                                         fmt::arg("v", name_of(".vec"))) +
                             "\n";
    files["manifest"] = text + fmt::format("checksum {:016x}\n", hash64(text));
    write_files(temp.path(), files);
    int found = 0;
    expect_right_or_corrupt(temp.path(), right_, found);
    EXPECT_EQ(found, 1) << line;
  }
}

TEST_F(Damage, Writing_ToDamagedFile_NeverCrashes) {
  std::mt19937 random(12);
  for (int round = 0; round < 60; ++round) {
    const TempDir temp;
    Files files = good_;
    const std::vector<std::string> all = names();
    std::string& bytes = files[all[random() % all.size()]];
    const std::size_t at = random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
    write_files(temp.path(), files);
    try {
      Index index(temp.path(), Index::Mode::kWrite);
      for (std::int64_t id = 1; id <= 1500; id += 7) {
        index.put(make_numbered(id));
      }
      index.commit(2);
      index.optimise();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kCorrupt) << error.what();
    }
  }
}

}  // namespace
}  // namespace assay::search
