#include "plan/reading.h"

#include "base/error.h"
#include "base/files.h"
#include "library/library_helpers.h"
#include "library/reader.h"
#include "plan/vault.h"

#include <gtest/gtest.h>

namespace assay::plan::reading_test {
namespace {

constexpr std::int64_t kNow = 1'764'158'400;  // 2025-11-26T12:00:00Z

class ReadingTest : public testing::Test {
 protected:
  ReadingTest() : library_(temporary_.path() / "library", library::Library::Mode::kWrite) {
    library_.begin();
    work_ = library_.add_work(testing_support::record("a", "Serving: models [fast]",
                                                      {"Ada \"A\" One"}, {"arxiv:2611.00001"}));
    other_ = library_.add_work(testing_support::record("b", "Another"));
    library_.commit();
  }
  void note(WorkId work, const std::string& text) { keep_note(library_, work, text, kNow); }
  TempDir temporary_;
  library::Library library_;
  WorkId work_;
  WorkId other_;
};

TEST_F(ReadingTest, Timer_CountsMinutesAndMarksTheWorkRead) {
  start_timer(library_, work_, kNow);
  EXPECT_EQ(start_timer(library_, work_, kNow + 60).started, kNow) << "it goes on";
  EXPECT_THROW(start_timer(library_, other_, kNow + 60), Error);
  const Reading reading = stop_timer(library_, kNow + std::int64_t{25} * 60 + 10, std::nullopt);
  EXPECT_EQ(reading.work, work_);
  EXPECT_EQ(reading.minutes, 25);
  EXPECT_EQ(library::readings(library_).at(work_.v).state, library::ReadState::kRead);
  EXPECT_THROW(stop_timer(library_, kNow, std::nullopt), Error);
}

TEST_F(ReadingTest, Timer_IsCutWhenForgottenAndWhenTheClockWentBack) {
  start_timer(library_, work_, kNow);
  const Reading forgotten = stop_timer(library_, kNow + std::int64_t{9} * 86400, std::nullopt);
  EXPECT_TRUE(forgotten.forgotten);
  EXPECT_EQ(forgotten.minutes, kMostReadingMinutes);
  start_timer(library_, work_, kNow);
  const Reading back = stop_timer(library_, kNow - 3600, std::nullopt);
  EXPECT_TRUE(back.clock_set_back);
  EXPECT_EQ(back.minutes, 0);
  start_timer(library_, work_, kNow);
  EXPECT_EQ(stop_timer(library_, kNow - 3600, 30).minutes, 30);
}

TEST_F(ReadingTest, Address_IsThePageOrThePdf) {
  const Work work = library_.load(work_).work;
  EXPECT_EQ(reading_address(work, false), "https://arxiv.org/abs/2611.00001");
  EXPECT_EQ(reading_address(work, true), "https://arxiv.org/pdf/2611.00001");
  Work bare;
  EXPECT_EQ(reading_address(bare, true), "");
  bare.links = {{"pdf", "https://example.org/a.pdf"}};
  EXPECT_EQ(reading_address(bare, false), "https://example.org/a.pdf");
}

TEST_F(ReadingTest, Template_IsKnownUntouched) {
  const std::string text = note_template(library_.load(work_));
  for (const char* heading : {"## Problem", "## Idea", "## Evidence", "## What I would try"}) {
    EXPECT_NE(text.find(heading), std::string::npos) << heading;
  }
  EXPECT_TRUE(is_untouched(text + "\n", text));
  EXPECT_TRUE(is_untouched("", text));
  EXPECT_FALSE(is_untouched(text + "words", text));
}

TEST_F(ReadingTest, Notes_AreFoundByAllTheirWordsInAnyCase) {
  note(work_, "The cache is warm.\nA Straße of tokens");
  note(other_, "The cache is cold.");
  EXPECT_EQ(search_notes(library_, "CACHE").size(), 2U);
  const std::vector<FoundNote> found = search_notes(library_, "strasse cache");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kept.work, work_);
  EXPECT_EQ(found[0].line, "The cache is warm.");
  EXPECT_TRUE(search_notes(library_, "nothing").empty());
  EXPECT_THROW(search_notes(library_, "  "), Error);
  EXPECT_THROW(note(work_, " \n"), Error);
  EXPECT_THROW(note(work_, "caf\xE9"), Error);
}

TEST_F(ReadingTest, Vault_HasAFileAWorkAndKeepsWhatTheUserAdds) {
  const std::filesystem::path vault = temporary_.path() / "vault";
  note(work_, "see <!-- assay:end --> there");
  library_.begin();
  library::set_reading(library_, other_, {library::ReadState::kRated, 4}, kNow);
  library_.commit();
  EXPECT_EQ(export_vault(library_, vault).written, 2U);
  const std::filesystem::path file = vault / "Serving models fast.md";
  std::string text = read_file(file);
  EXPECT_NE(text.find("title: \"Serving: models [fast]\"\n"), std::string::npos) << text;
  EXPECT_NE(text.find("authors:\n  - \"Ada \\\"A\\\" One\"\n"), std::string::npos);
  EXPECT_NE(text.find("identifiers:\n  - \"arxiv:2611.00001\"\n"), std::string::npos);
  EXPECT_NE(read_file(vault / "Another.md").find("rating: 4\n"), std::string::npos);
  EXPECT_EQ(export_vault(library_, vault).unchanged, 2U);
  // The user adds a key, a tag line of their own and words on either side, and renames the file.
  text.replace(
      text.find("year:") == std::string::npos ? text.find("identifiers:") : text.find("year:"), 0,
      "status: \"to try\"\naliases:\n  - serve\n");
  const std::size_t begin = text.find(kVaultBegin);
  text.insert(begin, "above\n\n");
  text += "\nbelow, with [[Another]]\n";
  std::filesystem::remove(file);
  write_file_atomically(vault / "My name.md", text);
  note(work_, "a second note");
  const VaultReport report = export_vault(library_, vault);
  EXPECT_EQ(report.updated, 1U);
  EXPECT_EQ(report.written, 0U);
  const std::string merged = read_file(vault / "My name.md");
  for (const char* kept : {"status: \"to try\"\n", "aliases:\n  - serve\n", "above\n",
                           "below, with [[Another]]\n", "a second note"}) {
    EXPECT_NE(merged.find(kept), std::string::npos) << kept << merged;
  }
  EXPECT_EQ(export_vault(library_, vault).unchanged, 2U);
}

TEST_F(ReadingTest, VaultFileWithoutItsMarks_IsLeftAlone) {
  const std::filesystem::path vault = temporary_.path() / "vault";
  note(work_, "text");
  make_folders(vault);
  write_file_atomically(vault / "Serving models fast.md", "a file of the user's own\n");
  EXPECT_EQ(export_vault(library_, vault).written, 1U);
  const std::filesystem::path ours = vault / "Serving models fast (w1).md";
  EXPECT_EQ(read_file(vault / "Serving models fast.md"), "a file of the user's own\n");
  write_file_atomically(ours, "---\nassay: w1\n---\nall rewritten by hand\n");
  note(work_, "more");
  const VaultReport report = export_vault(library_, vault);
  EXPECT_EQ(report.left, std::vector<std::string>{"Serving models fast (w1).md"});
  EXPECT_EQ(read_file(ours), "---\nassay: w1\n---\nall rewritten by hand\n");
}

TEST(VaultName, Titles_BecomeNamesThatEverySystemBears) {
  EXPECT_EQ(vault_name("A/B: \"tests\" <now>?"), "A B tests now");
  EXPECT_EQ(vault_name("..."), "");
  EXPECT_EQ(vault_name(" [[x]] | #y "), "x y");
  EXPECT_LE(vault_name(std::string(500, 'a')).size(), 100U);
  EXPECT_EQ(vault_name(std::string(99, 'a') + "é"), std::string(99, 'a'));
}

}  // namespace
}  // namespace assay::plan::reading_test
