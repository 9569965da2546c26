#include "base/tar.h"

#include "base/error.h"
#include "base/files.h"

#include <gtest/gtest.h>

#include <fstream>

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kPlenty = std::uint64_t{1} << 20;

Errc refused(const fs::path& file, const fs::path& folder, std::uint64_t most = kPlenty) {
  try {
    read_tar(file, folder, most);
  } catch (const Error& error) {
    return error.code();
  }
  return Errc::kInternal;
}

TEST(Tar, FilesComeBackAsTheyWere) {
  const TempDir place;
  const fs::path from = place.path() / "from";
  const std::string deep(120, 'd');
  make_folders(from / deep / "empty");
  write_file_atomically(from / "a.txt", std::string("zero\0byte", 9));
  write_file_atomically(from / deep / "größe.txt", std::string(1025, 'x'));
  write_file_atomically(from / "none", "");
  fs::create_symlink("/etc/passwd", from / "link");
  write_tar(from, "top", place.path() / "a.tar");
  EXPECT_EQ(fs::file_size(place.path() / "a.tar") % 512, 0U);
  const fs::path to = place.path() / "to";
  read_tar(place.path() / "a.tar", to, kPlenty);
  EXPECT_EQ(read_file(to / "top" / "a.txt"), std::string("zero\0byte", 9));
  EXPECT_EQ(read_file(to / "top" / deep / "größe.txt"), std::string(1025, 'x'));
  EXPECT_EQ(read_file(to / "top" / "none"), "");
  EXPECT_TRUE(fs::is_directory(to / "top" / deep / "empty"));
  EXPECT_FALSE(fs::exists(to / "top" / "link")) << "links are not packed";
  EXPECT_EQ(refused(place.path() / "a.tar", place.path() / "small", 100), Errc::kLimit);
}

TEST(Tar, WhatIsNoArchiveOrLeadsOutIsRefused) {
  const TempDir place;
  const fs::path from = place.path() / "from";
  make_folders(from);
  write_file_atomically(from / "a", "text");
  write_tar(from, "../out", place.path() / "out.tar");
  EXPECT_EQ(refused(place.path() / "out.tar", place.path() / "x"), Errc::kInvalid);
  write_tar(from, "/abs", place.path() / "abs.tar");
  EXPECT_EQ(refused(place.path() / "abs.tar", place.path() / "x"), Errc::kInvalid);
  write_file_atomically(place.path() / "words", std::string(600, 'w'));
  EXPECT_EQ(refused(place.path() / "words", place.path() / "x"), Errc::kInvalid);
  write_tar(from, "top", place.path() / "torn.tar");
  fs::resize_file(place.path() / "torn.tar", 1024 + 2);
  EXPECT_EQ(refused(place.path() / "torn.tar", place.path() / "x"), Errc::kInvalid);
  EXPECT_FALSE(fs::exists(place.path() / "out"));
}

}  // namespace
}  // namespace assay
