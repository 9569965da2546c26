#include "library/note_files.h"

#include "base/files.h"
#include "library/library_helpers.h"

#include <gtest/gtest.h>

namespace assay::library {
namespace {

class NoteFilesTest : public testing::Test {
 protected:
  NoteFilesTest() : library_(temporary_.path(), Library::Mode::kWrite) {
    library_.begin();
    work_ = library_.add_work(testing_support::record("a", "Über Serving: Models & more!"));
    add_note(library_, work_, {7, "first line\n\n## Idea\ncache it"});
  }
  [[nodiscard]] std::filesystem::path file() {
    return note_path(library_, notes(library_, work_).at(0));
  }
  [[nodiscard]] std::string body() { return notes(library_, work_).at(0).body; }

  TempDir temporary_;
  Library library_;
  WorkId work_;
};

TEST_F(NoteFilesTest, Note_IsAFileWithItsText) {
  EXPECT_EQ(file().filename(), "w1-1-uber-serving-models-more.md");
  EXPECT_EQ(read_file(file()), "first line\n\n## Idea\ncache it\n");
}

TEST_F(NoteFilesTest, ChangedFile_IsTheNoteAtOnceAndTheCopyFollows) {
  write_file_atomically(file(), "second thoughts\n");
  EXPECT_EQ(body(), "second thoughts");
  const NoteSync sync = sync_note_files(library_);
  EXPECT_EQ(sync.changed, 1U);
  EXPECT_TRUE(sync.damaged.empty());
  std::filesystem::remove(file());
  EXPECT_EQ(body(), "second thoughts") << "the copy has it";
  EXPECT_EQ(sync_note_files(library_).written, 1U);
  EXPECT_EQ(read_file(file()), "second thoughts\n");
  EXPECT_EQ(sync_note_files(library_).changed, 0U);
}

TEST_F(NoteFilesTest, DamagedFile_IsNamedAndLosesNothing) {
  const std::string before = body();
  for (const std::string_view damage : {std::string_view("caf\xE9", 4), std::string_view(""),
                                        std::string_view("a\0b", 3), std::string_view("  \n")}) {
    write_file_atomically(file(), damage);
    EXPECT_EQ(body(), before);
    const std::vector<NoteTrouble> troubles = find_note_troubles(library_);
    ASSERT_EQ(troubles.size(), 1U);
    EXPECT_EQ(troubles[0].file, file());
    const NoteSync sync = sync_note_files(library_);
    EXPECT_EQ(sync.damaged.size(), 1U);
    EXPECT_EQ(sync.changed, 0U);
    EXPECT_EQ(read_file(file()), damage) << "left as it is";
  }
  write_file_atomically(file(), "caf\xE9");
  EXPECT_EQ(mend_note_files(library_), 1U);
  EXPECT_EQ(read_file(file()), before + "\n");
  EXPECT_EQ(read_file(file().string() + ".damaged"), "caf\xE9");
  EXPECT_TRUE(find_note_troubles(library_).empty());
  write_file_atomically(file(), "x\xFF");
  EXPECT_EQ(mend_note_files(library_), 1U);
  EXPECT_TRUE(std::filesystem::exists(file().string() + ".damaged-2"));
}

TEST_F(NoteFilesTest, NoteFromBeforeFiles_GetsOne) {
  library_.commit();
  // As the migration leaves it: a row without a file.
  std::filesystem::remove(file());
  library_.begin();
  const std::int64_t id = add_note(library_, work_, {8, "another"});
  EXPECT_EQ(id, 2);
  EXPECT_EQ(sync_note_files(library_).written, 1U);
  EXPECT_EQ(noted_works(library_).count(work_.v), 1U);
  EXPECT_EQ(all_notes(library_).size(), 2U);
}

TEST_F(NoteFilesTest, FileOfAnotherText_IsNeverWrittenOver) {
  const std::filesystem::path taken =
      temporary_.path() / kNotesFolder / "w1-2-uber-serving-models-more.md";
  write_file_atomically(taken, "mine\n");
  add_note(library_, work_, {8, "another"});
  EXPECT_EQ(read_file(taken), "mine\n");
  EXPECT_EQ(notes(library_, work_).at(1).file, "w1-2-uber-serving-models-more-2.md");
}

}  // namespace
}  // namespace assay::library
