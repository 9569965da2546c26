#include "library/sources.h"

#include "base/files.h"
#include "library/community.h"
#include "library/dossier.h"
#include "library/library_helpers.h"
#include "library/reader.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>

namespace assay::library {
namespace {

using testing_support::record;

class SourcesTest : public testing::Test {
 protected:
  SourcesTest() : library_(temporary_.path() / "library", Library::Mode::kWrite) {}

  /// One transaction.
  template <typename Change>
  void change(Change make) {
    library_.begin();
    make();
    library_.commit();
  }

  WorkId add(const IncomingRecord& incoming) {
    WorkId id;
    change([&] { id = library_.add_work(incoming); });
    return id;
  }

  void withdraw(WorkId id, const std::string& key) {
    change([&] {
      library_.withdraw_record(library_.find_record("works", key).value(), 7);
      library_.refresh(id, library_.load(id).work);
    });
  }

  std::vector<WorkId> summaries() {
    std::vector<WorkId> ids;
    library_.for_each_summary([&](const Summary& summary) { ids.push_back(summary.id); });
    return ids;
  }

  TempDir temporary_;
  Library library_;
};

TEST_F(SourcesTest, SetupAndState_ComeBackAsStored) {
  SourceSetup setup{"notes", "feed",      "https://a.example/feed", {{"set", "a\"b"}}, 3600,
                    true,    "2026-01-02"};
  SourceState state{R"({"etag":"x"})", true, 10, 9, 20, 5, 2, 1, "the service fails"};
  change([&] {
    save_source(library_, setup, 1);
    save_source(library_, {"alpha", "feed", "", {}, 60, false, ""}, 1);
    save_source_state(library_, "notes", state);
  });
  const std::vector<StoredSource> all = list_sources(library_);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].setup.name, "alpha");
  EXPECT_EQ(all[0].state, SourceState{});
  EXPECT_EQ(all[1].setup, setup);
  EXPECT_EQ(all[1].state, state);
  setup.paused = false;
  change([&] { save_source(library_, setup, 2); });
  EXPECT_EQ(find_source(library_, "notes")->state, state) << "another setup leaves the state";
  change([&] {
    EXPECT_TRUE(remove_source(library_, "notes"));
    EXPECT_FALSE(remove_source(library_, "nobody"));
  });
  EXPECT_FALSE(find_source(library_, "notes"));
}

TEST_F(SourcesTest, HostTimes_KeepTheLatest) {
  change([&] {
    save_host(library_, {"a:443", 5, 0});
    save_host(library_, {"a:443", 6, 9});
  });
  ASSERT_EQ(hosts(library_).size(), 1U);
  EXPECT_EQ(hosts(library_)[0].last_request_ms, 6);
  EXPECT_EQ(hosts(library_)[0].blocked_until_ms, 9);
}

TEST_F(SourcesTest, CommitAside_KeepsTheGeneration) {
  library_.begin();
  save_source(library_, {"alpha", "feed", "", {}, 60, false, ""}, 1);
  library_.commit_aside();
  EXPECT_EQ(library_.generation(), 0);
  EXPECT_TRUE(find_source(library_, "alpha"));
}

TEST_F(SourcesTest, WithdrawnRecord_LeavesItsWorkToTheOthers) {
  const WorkId id = add(record("a", "The first title"));
  change([&] {
    IncomingRecord other = record("b", "The other title");
    other.record.work.abstract = "Only here.";
    library_.add_record(id, other, "same");
  });
  withdraw(id, "b");
  const StoredWork stored = library_.load(id);
  EXPECT_EQ(stored.work.abstract, "") << "what only the withdrawn record said is gone";
  EXPECT_FALSE(stored.withdrawn);
  EXPECT_EQ(library_.size(), 1U);
}

TEST_F(SourcesTest, WithdrawnWork_GoesOutOfSight_AndComesBack) {
  const WorkId id = add(record("a", "A title"));
  const std::int64_t before = library_.generation();
  withdraw(id, "a");
  EXPECT_TRUE(library_.load(id).withdrawn);
  EXPECT_EQ(library_.load(id).work.title, "A title") << "it can still be shown";
  EXPECT_EQ(library_.size(), 0U);
  EXPECT_TRUE(summaries().empty());
  const auto changes = library_.changes_since(before, {}, 10);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_TRUE(changes[0].gone);
  library_.check_works();
  change([&] {
    library_.replace_record(library_.find_record("works", "a").value(), record("a", "A title"));
    library_.refresh(id, library_.load(id).work);
  });
  EXPECT_FALSE(library_.load(id).withdrawn);
  EXPECT_EQ(library_.size(), 1U);
}

TEST_F(SourcesTest, WithdrawnWork_StaysWhereTheReaderLeftATrace) {
  const WorkId rated = add(record("a", "Rated"));
  const WorkId noted = add(record("b", "Noted"));
  const WorkId late = add(record("c", "Noted later"));
  change([&] {
    set_reading(library_, rated, {ReadState::kRated, 5}, 1);
    add_note(library_, noted, {1, "mine"});
  });
  withdraw(rated, "a");
  withdraw(noted, "b");
  withdraw(late, "c");
  EXPECT_EQ(summaries(), (std::vector<WorkId>{rated, noted}));
  change([&] {
    add_note(library_, late, {1, "mine"});
    library_.touch(late);
  });
  EXPECT_EQ(library_.size(), 3U);
  EXPECT_EQ(notes(library_, noted).size(), 1U);
}

/// A library as schema `version` made it (tests/compat), in `folder`.
void make_older(const std::filesystem::path& folder, int version) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open((folder / kLibraryFile).c_str(), &handle), SQLITE_OK);
  for (int step = 1; step <= version; ++step) {
    const std::string sql =
        read_file(ASSAY_SOURCE_DIR "/tests/compat/schema" + std::to_string(step) + ".sql");
    ASSERT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(handle);
  }
  sqlite3_close(handle);
}

class OlderLibrary : public testing::TestWithParam<int> {};

TEST_P(OlderLibrary, OpenedForReading_IsBackedUpAndMigratedAndKeepsEverything) {
  const TempDir temporary;
  make_older(temporary.path(), GetParam());
  const std::filesystem::path backup =
      temporary.path() / (std::string(kLibraryFile) + ".v" + std::to_string(GetParam()) + ".bak");
  const auto beside = [&](const char* name) { return temporary.path() / name; };
  for (const char* name : {"library.db.v0.bak", "library.db.v-1.bak",
                           "library.db.vor-dem-umzug.bak", "library.db.v0-mine.bak"}) {
    std::ofstream(beside(name)) << name;
  }
  Library library(temporary.path(), Library::Mode::kRead);
  EXPECT_TRUE(std::filesystem::exists(backup));
  EXPECT_TRUE(std::filesystem::exists(beside("library.db.v0.bak"))) << "the migration before";
  EXPECT_FALSE(std::filesystem::exists(beside("library.db.v-1.bak"))) << "an older one";
  EXPECT_TRUE(std::filesystem::exists(beside("library.db.vor-dem-umzug.bak"))) << "the user's own";
  EXPECT_TRUE(std::filesystem::exists(beside("library.db.v0-mine.bak"))) << "the user's own";
  ASSERT_EQ(kept_copies(temporary.path()).size(), 2U);
  EXPECT_EQ(kept_copies(temporary.path())[1].bytes, std::filesystem::file_size(backup));
  EXPECT_EQ(library.size(), 2U);
  const std::optional<WorkId> id = library.resolve("arxiv:2106.09685");
  ASSERT_TRUE(id);
  EXPECT_EQ(library.load(*id).work.title, "Serving in 4 bits");
  EXPECT_FALSE(library.load(*id).withdrawn);
  EXPECT_EQ(library.resolve("w3"), id) << "merges lead on";
  EXPECT_EQ(readings(library).at(id->v).rating, 5);
  EXPECT_EQ(notes(library, *id).at(0).body, "try the cache");
  EXPECT_EQ(interests(library).size(), 1U);
  EXPECT_EQ(library.generation(), 3);
  EXPECT_NE(library.lineage(), 0U);
  ASSERT_EQ(list_sources(library).size(), GetParam() < 2 ? 0U : 1U);
  if (GetParam() >= 2) {
    EXPECT_EQ(list_sources(library)[0].state.cursor, "page 7");
    EXPECT_EQ(library.load({2}).work.title, "Another work") << "what was taken back does not count";
  }
  EXPECT_EQ(follows(library).size(), GetParam() < 3 ? 0U : 1U);
  EXPECT_EQ(are_kept_apart(library, {1}, {2}), GetParam() >= 3);
  EXPECT_EQ(library.load({2}).has_code, GetParam() >= 3);
  library.check();
  library.check_works();
}

TEST_P(OlderLibrary, LockedByAWriter_IsSaidAndUnchanged) {
  const TempDir temporary;
  make_older(temporary.path(), GetParam());
  {
    const std::optional<FileLock> lock = FileLock::try_acquire(temporary.path() / kLockFile);
    ASSERT_TRUE(lock);
    try {
      const Library library(temporary.path(), Library::Mode::kRead);
      FAIL() << "opened";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kLocked);
    }
  }
  EXPECT_EQ(Library(temporary.path(), Library::Mode::kRead).size(), 2U);
}

INSTANTIATE_TEST_SUITE_P(Schemas, OlderLibrary, testing::Values(1, 2, 3));

}  // namespace
}  // namespace assay::library
