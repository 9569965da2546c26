#include "library/library.h"

#include "base/files.h"
#include "library/library_helpers.h"
#include "library/reader.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>

namespace assay::library {
namespace {

using testing_support::record;

class LibraryTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path folder() const { return temporary_.path() / "library"; }

  /// Runs SQL on the file behind the library's back.
  void tamper(const char* sql) const {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open((folder() / kLibraryFile).c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(handle);
    sqlite3_close(handle);
  }

  /// The code of the error that opening gives.
  [[nodiscard]] std::optional<Errc> opening_error(Library::Mode mode) const {
    try {
      const Library library(folder(), mode);
    } catch (const Error& error) {
      return error.code();
    }
    return std::nullopt;
  }

  TempDir temporary_;
};

Work full_work() {
  Work work;
  work.id = "the id";
  work.kind = Kind::kTalk;
  work.title = "Title";
  work.abstract = "Abstract\nof two lines";
  work.text = "Text";
  work.authors = {"A. One", "B. Two"};
  work.organisations = {"Lab", "Company"};
  work.venue = "Venue";
  work.track = "Industry";
  work.year = 2021;
  work.date = "2021-06-17";
  work.identifiers = {{Scheme::kArxiv, "2106.09685"}, {Scheme::kUrl, "https://example.com/x"}};
  work.links = {{"talk", "https://example.com/talk"}, {"pdf", "https://example.com/x.pdf"}};
  work.code = "https://github.com/o/n";
  work.comments = "comments";
  work.keywords = {"one", "two words"};
  work.stars = 0;
  work.extra = R"({"own":1})";
  return work;
}

TEST_F(LibraryTest, EveryField_ComesBackAsItWent) {
  Library library(folder(), Library::Mode::kWrite);
  IncomingRecord incoming = record("k", "Title");
  incoming.record.work = full_work();
  library.begin();
  const WorkId id = library.add_work(incoming);
  library.commit();
  EXPECT_EQ(library.load(id).work, full_work());
}

TEST_F(LibraryTest, ContentHash_ChangesWithEveryField) {
  const std::uint64_t before = content_hash(full_work());
  const auto changed = [&](auto change) {
    Work work = full_work();
    change(work);
    return content_hash(work) != before;
  };
  EXPECT_TRUE(changed([](Work& w) { w.title += "x"; }));
  EXPECT_TRUE(changed([](Work& w) { w.abstract.clear(); }));
  EXPECT_TRUE(changed([](Work& w) { w.authors.pop_back(); }));
  EXPECT_TRUE(changed([](Work& w) { w.kind = Kind::kPost; }));
  EXPECT_TRUE(changed([](Work& w) { w.year = 2022; }));
  EXPECT_TRUE(changed([](Work& w) { w.stars = -1; }));
  EXPECT_TRUE(changed([](Work& w) { w.links[0].rel = "x"; }));
  EXPECT_TRUE(changed([](Work& w) { std::swap(w.venue, w.track); }));
  EXPECT_FALSE(changed([](Work&) {}));
}

TEST_F(LibraryTest, Resolve_AnyWrittenIdentifierOrOwnId_FindsTheWork) {
  Library library(folder(), Library::Mode::kWrite);
  library.begin();
  const WorkId id = library.add_work(record("my-17", "T", {}, {"arxiv:2106.09685"}));
  library.commit();
  for (const char* text : {"w1", "arxiv:2106.09685", "2106.09685v3",
                           "https://arxiv.org/pdf/2106.09685.pdf", "my-17", " w1 "}) {
    EXPECT_EQ(library.resolve(text), id) << text;
  }
  for (const char* text : {"w2", "arxiv:2106.09686", "my-18", "", "w"}) {
    EXPECT_FALSE(library.resolve(text)) << text;
  }
}

TEST_F(LibraryTest, Rollback_LeavesNothing) {
  Library library(folder(), Library::Mode::kWrite);
  library.begin();
  library.add_work(record("a", "A"));
  library.rollback();
  EXPECT_EQ(library.size(), 0U);
  EXPECT_EQ(library.generation(), 0);
  library.begin();
  library.add_work(record("b", "B"));
  EXPECT_EQ(library.commit(), 1);
  EXPECT_EQ(library.size(), 1U) << "sources named in the lost transaction are named again";
  EXPECT_EQ(library.load({1}).sources, std::vector<std::string>{"works"});
}

TEST_F(LibraryTest, MergedWork_ForwardsAndKeepsWhatTheReaderDid) {
  Library library(folder(), Library::Mode::kWrite);
  library.begin();
  const WorkId a = library.add_work(record("a", "A", {}, {"arxiv:2106.00001"}));
  const WorkId b = library.add_work(record("b", "B", {}, {"doi:10.1234/b"}));
  set_reading(library, b, {ReadState::kRead, 4}, 1);
  add_note(library, b, {1, "a note"});
  library.merge_works(a, b, "because");
  library.refresh(a, library.load(a).work);
  library.commit();
  EXPECT_EQ(library.size(), 1U);
  EXPECT_EQ(library.resolve("w2"), a);
  EXPECT_EQ(library.resolve("doi:10.1234/b"), a);
  EXPECT_EQ(readings(library).at(a.v).rating, 4);
  EXPECT_EQ(notes(library, a).size(), 1U);
  EXPECT_EQ(library.load(a).merge_reasons, std::vector<std::string>{"because"});
  EXPECT_THROW(static_cast<void>(library.load(b)), Error);
  library.check();
  library.check_works();
  const auto changes = library.changes_since(0, {}, 10);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_TRUE(changes[1].gone);
}

TEST_F(LibraryTest, Relations_CodeLinkInEitherDirection_TiesTheDossier) {
  Library library(folder(), Library::Mode::kWrite);
  IncomingRecord paper = record("p", "LoRA", {"E. Hu"}, {"arxiv:2106.09685"});
  paper.record.work.code = "https://github.com/microsoft/LoRA";
  IncomingRecord repository = record("r", "microsoft/LoRA", {}, {"github:microsoft/lora"});
  repository.record.work.kind = Kind::kRepository;
  IncomingRecord talk = record("t", "LoRA", {"Edward Hu"});
  talk.record.work.kind = Kind::kTalk;
  library.begin();
  const WorkId p = library.add_work(paper);
  const WorkId r = library.add_work(repository);
  const WorkId t = library.add_work(talk);
  library.commit();
  const auto of_paper = library.relations(library.load(p));
  ASSERT_EQ(of_paper.size(), 2U);
  EXPECT_EQ(of_paper[0].tie, (TypedTie{Tie::kCode, true}));
  EXPECT_EQ(of_paper[0].id, r);
  EXPECT_EQ(of_paper[1].tie, (TypedTie{Tie::kTalk, true}));
  EXPECT_EQ(of_paper[1].id, t);
  const auto of_repository = library.relations(library.load(r));
  ASSERT_EQ(of_repository.size(), 1U);
  EXPECT_EQ(of_repository[0].tie, (TypedTie{Tie::kCode, false}));
}

TEST_F(LibraryTest, SecondWriter_IsRefusedAtOnceWhileReadersGoOn) {
  Library writer(folder(), Library::Mode::kWrite);
  EXPECT_EQ(opening_error(Library::Mode::kWrite), Errc::kLocked);
  Library reader(folder(), Library::Mode::kRead);
  writer.begin();
  writer.add_work(record("a", "A"));
  EXPECT_EQ(reader.size(), 0U) << "not before the commit";
  writer.commit();
  EXPECT_EQ(reader.size(), 0U) << "one generation, as long as it likes";
  EXPECT_EQ(reader.generation(), 0);
  reader.renew();
  EXPECT_EQ(reader.size(), 1U);
  EXPECT_EQ(reader.generation(), 1);
}

TEST_F(LibraryTest, IdOfAnotherTime_LeadsToWhatBecameOfTheWork) {
  Library library(folder(), Library::Mode::kWrite);
  library.begin();
  const WorkId stays = library.add_work(record("a", "A"));
  const WorkId merged = library.add_work(record("b", "B"));
  const WorkId withdrawn = library.add_work(record("c", "C"));
  library.merge_works(stays, merged, "same");
  library.withdraw_record(library.find_record("works", "c").value(), 1);
  library.refresh(withdrawn, library.load(withdrawn).work);
  library.commit();
  ASSERT_TRUE(library.find(merged));
  EXPECT_EQ(library.find(merged)->id, stays);
  EXPECT_EQ(library.find(stays)->id, stays);
  EXPECT_FALSE(library.find(withdrawn));
  EXPECT_FALSE(library.find({99}));
}

TEST_F(LibraryTest, Candidates_OfATitleThatManyHave_AreThoseThatCouldBeTwins) {
  Library library(folder(), Library::Mode::kWrite);
  library.begin();
  IncomingRecord one = record("a", "Attention", {"Ada One"});
  one.record.work.year = 2019;
  const WorkId work = library.add_work(one);
  const WorkId nobody = library.add_work(record("b", "Attention"));
  library.add_work(record("c", "Editorial", {"Ada One"}));
  library.commit();
  const auto candidates = [&](const std::string& title, const std::string& author, int year) {
    IncomingRecord incoming = record("x", title, {author});
    incoming.record.work.year = year;
    return library.candidates(incoming);
  };
  EXPECT_EQ(candidates("Attention", "One, A.", 2020), (std::vector<WorkId>{work, nobody}));
  EXPECT_EQ(candidates("Attention", "Bob Two", 2020), std::vector<WorkId>{nobody});
  EXPECT_EQ(candidates("Attention", "Ada One", 2025), std::vector<WorkId>{nobody});
  EXPECT_TRUE(candidates("Editorial", "Ada One", 2020).empty()) << "no title at all";
}

TEST_F(LibraryTest, JournalOfAKilledProcess_IsTakenBackByAReader) {
  { const Library made(folder(), Library::Mode::kWrite); }
  tamper("PRAGMA journal_mode = DELETE");
  // A hot journal: the file changed, the journal not yet gone, nobody alive to take it back.
  const std::filesystem::path copy = temporary_.path() / "copy";
  std::filesystem::create_directories(copy);
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open((folder() / kLibraryFile).c_str(), &handle), SQLITE_OK);
  ASSERT_EQ(
      sqlite3_exec(handle,
                   "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN; CREATE TABLE big (x);"
                   "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) "
                   "INSERT INTO big SELECT randomblob(4000) FROM n",
                   nullptr, nullptr, nullptr),
      SQLITE_OK);
  const std::string journal = std::string(kLibraryFile) + "-journal";
  ASSERT_TRUE(std::filesystem::exists(folder() / journal));
  std::filesystem::copy_file(folder() / kLibraryFile, copy / kLibraryFile);
  std::filesystem::copy_file(folder() / journal, copy / journal);
  sqlite3_close(handle);
  Library reader(copy, Library::Mode::kRead);
  EXPECT_EQ(reader.size(), 0U);
  reader.check();
}

TEST_F(LibraryTest, Missing_IsNotFoundAndNotMade) {
  EXPECT_EQ(opening_error(Library::Mode::kRead), Errc::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(folder()));
}

TEST_F(LibraryTest, NewerVersion_IsRefusedAndUnchanged) {
  { const Library made(folder(), Library::Mode::kWrite); }
  tamper("PRAGMA user_version = 99");
  EXPECT_EQ(opening_error(Library::Mode::kRead), Errc::kUnsupportedVersion);
  EXPECT_EQ(opening_error(Library::Mode::kWrite), Errc::kUnsupportedVersion);
}

TEST_F(LibraryTest, AnotherDatabase_IsNotTaken) {
  std::filesystem::create_directories(folder());
  tamper("CREATE TABLE theirs (x)");
  EXPECT_EQ(opening_error(Library::Mode::kWrite), Errc::kCorrupt);
  std::filesystem::remove(folder() / kLibraryFile);
  std::ofstream(folder() / kLibraryFile) << "just some text, long enough to be no empty file";
  EXPECT_EQ(opening_error(Library::Mode::kRead), Errc::kCorrupt);
}

TEST_F(LibraryTest, DamagedPage_IsFoundByCheck) {
  {
    Library library(folder(), Library::Mode::kWrite);
    library.begin();
    for (int i = 0; i < 200; ++i) {
      library.add_work(record("k" + std::to_string(i), "Title number " + std::to_string(i)));
    }
    library.commit();
    library.checkpoint();
  }
  std::fstream file(folder() / kLibraryFile, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(std::streamoff{8192} * 4);
  file << std::string(8192, '\xAA');
  file.close();
  Library library(folder(), Library::Mode::kRead);
  EXPECT_THROW(library.check(), Error);
}

TEST_F(LibraryTest, BackupAndRestore_BringBackTheSameLibrary) {
  const auto backup = temporary_.path() / "backup.db";
  {
    Library library(folder(), Library::Mode::kWrite);
    library.begin();
    library.add_work(record("a", "A"));
    library.commit();
    library.backup(backup);
    library.begin();
    library.add_work(record("b", "B"));
    library.commit();
    EXPECT_THROW(restore(folder(), backup), Error) << "not under a writer's feet";
  }
  const std::uint64_t lineage = Library(folder(), Library::Mode::kRead).lineage();
  restore(folder(), backup);
  EXPECT_EQ(Library(folder(), Library::Mode::kRead).size(), 1U);
  EXPECT_NE(Library(folder(), Library::Mode::kRead).lineage(), lineage)
      << "its generations are no longer those of the backup";
  EXPECT_THROW(restore(folder(), temporary_.path() / "none.db"), Error);
  std::ofstream(temporary_.path() / "bad.db") << "this is no library at all, however long the text";
  EXPECT_THROW(restore(folder(), temporary_.path() / "bad.db"), Error);
  EXPECT_EQ(Library(folder(), Library::Mode::kWrite).size(), 1U)
      << "a refused backup changes nothing";
}

}  // namespace
}  // namespace assay::library
