#include "base/error.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace assay {
namespace {

TEST(Error, What_IsOneLineOfWhatWhereAndHint) {
  const Error error(Errc::kInvalid, "no title\nhere", "a.json:3", "add one");
  EXPECT_STREQ(error.what(), "no title?here (a.json:3): add one");
  EXPECT_STREQ(Error(Errc::kInvalid, "bad").what(), "bad");
}

TEST(Error, ExitStatus_FollowsTheContract) {
  EXPECT_EQ(errc_exit_status(Errc::kIo), 1);
  EXPECT_EQ(errc_exit_status(Errc::kUsage), 2);
  EXPECT_EQ(errc_exit_status(Errc::kNotFound), 3);
  EXPECT_EQ(errc_exit_status(Errc::kLocked), 5);
  EXPECT_EQ(errc_exit_status(Errc::kCancelled), 130);
  EXPECT_EQ(errc_name(Errc::kNotFound), "not_found");
}

TEST(IoError, FullDisk_SaysWhatToDo) {
  EXPECT_NE(std::string(io_error("cannot write", "/x", ENOSPC).what()).find("free some space"),
            std::string::npos);
}

}  // namespace
}  // namespace assay
