#include "base/files.h"
#include "practice/labs/cache.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

/// As if it had been used so many hours ago.
void age(const fs::path& path, int hours) {
  fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(hours));
}

TEST(BuildCache, WhatIsKept_IsFound) {
  const TempDir place;
  const BuildCache cache(place.path() / "labs");
  EXPECT_FALSE(cache.find("solution-1"));
  cache.keep("solution-1", "program");
  cache.keep("prelude-1/lab.h", "header");
  EXPECT_EQ(cache.find("solution-1"), "program");
  EXPECT_EQ(cache.find("prelude-1/lab.h"), "header");
  EXPECT_FALSE(BuildCache(fs::path()).find("solution-1"));
}

TEST(BuildCache, OverItsSize_DropsWhatWasUsedLongestAgo) {
  const TempDir place;
  const BuildCache cache(place.path(), {2500, std::chrono::hours(1000)});
  const std::string program(1000, 'x');
  cache.keep("solution-1", program);
  cache.keep("prelude-1/lab.h", program);
  age(place.path() / "solution-1", 3);
  age(place.path() / "prelude-1", 2);
  EXPECT_TRUE(cache.find("solution-1")) << "counts as used now";
  cache.keep("solution-2", program);
  EXPECT_TRUE(fs::exists(place.path() / "solution-1"));
  EXPECT_FALSE(fs::exists(place.path() / "prelude-1")) << "a folder goes as a whole";
  EXPECT_TRUE(fs::exists(place.path() / "solution-2"));
}

TEST(BuildCache, UnusedForLong_IsDropped) {
  const TempDir place;
  const BuildCache cache(place.path(), {1000000, std::chrono::hours(24)});
  cache.keep("solution-1", "a");
  std::ofstream(place.path() / "solution-0.4711") << "left by a check that was killed";
  age(place.path() / "solution-1", 25);
  age(place.path() / "solution-0.4711", 25);
  cache.keep("solution-2", "b");
  EXPECT_FALSE(fs::exists(place.path() / "solution-1"));
  EXPECT_FALSE(fs::exists(place.path() / "solution-0.4711"));
  EXPECT_EQ(cache.find("solution-2"), "b");
}

TEST(BuildCache, ALargeEntry_IsKeptAlone) {
  const TempDir place;
  const BuildCache cache(place.path(), {100, std::chrono::hours(24)});
  cache.keep("solution-1", "a");
  cache.keep("solution-2", std::string(500, 'b'));
  EXPECT_FALSE(cache.find("solution-1"));
  EXPECT_TRUE(cache.find("solution-2")) << "what was just built is used at once";
}

}  // namespace
}  // namespace assay::practice
