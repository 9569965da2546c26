/// Tests that fetch repositories start this program again, as assay does.

#include "source/git_fetch.h"

#include <gtest/gtest.h>

int main(int argc, char** argv) {
  assay::source::serve_git_fetch(argc, argv);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
