#include "base/files.h"

#include "base/error.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace assay {
namespace {

TEST(WriteFileAtomically, Existing_IsReplacedWhole) {
  const TempDir dir;
  const auto path = dir.path() / "a.txt";
  write_file_atomically(path, "first");
  write_file_atomically(path, std::string("se\0ond", 6));
  EXPECT_EQ(read_file(path), std::string("se\0ond", 6));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.path()), {}), 1)
      << "no temporary file is left";
}

TEST(ReadFile, MissingFolderOrTooLarge_Throws) {
  const TempDir dir;
  EXPECT_THROW(read_file(dir.path() / "none"), Error);
  EXPECT_THROW(read_file(dir.path()), Error);
  write_file_atomically(dir.path() / "big", "12345");
  EXPECT_THROW(read_file(dir.path() / "big", 4), Error);
}

TEST(FileLock, Second_IsRefusedUntilTheFirstEnds) {
  const TempDir dir;
  const auto path = dir.path() / "lock";
  {
    const auto first = FileLock::try_acquire(path);
    ASSERT_TRUE(first);
    EXPECT_FALSE(FileLock::try_acquire(path));
  }
  EXPECT_TRUE(FileLock::try_acquire(path));
}

TEST(TempDir, End_RemovesEverything) {
  std::filesystem::path path;
  {
    const TempDir dir;
    path = dir.path();
    write_file_atomically(path / "x", "y");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TempDir, FoldersDeeperThanThereAreDescriptors_AreRemoved) {
  rlimit usual{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &usual), 0);
  const rlimit few{64, usual.rlim_max};
  std::filesystem::path path;
  {
    const TempDir dir;
    path = dir.path();
    std::filesystem::path inner = path;
    for (int i = 0; i < 200; ++i) {
      inner /= "d";
      std::filesystem::create_directory(inner);
      write_file_atomically(inner / "x", "y");
    }
    std::filesystem::permissions(path / "d", std::filesystem::perms::none);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  }
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &usual), 0);
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace assay
