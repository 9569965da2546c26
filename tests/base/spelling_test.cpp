#include "base/spelling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace assay {
namespace {

TEST(EditDistance, CountsEditsAndSwapsUpToTheLimit) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("serach", "search"), 1U) << "a swap is one slip";
  EXPECT_EQ(edit_distance("ca", "abc"), 3U) << "nothing is edited twice";
  EXPECT_EQ(edit_distance("kitten", "sitting", 2), 3U);
  EXPECT_EQ(edit_distance("kitten", "completely other", 1), 2U) << "no more than asked for";
  EXPECT_EQ(edit_distance(std::string(100, 'a'), std::string(90, 'a')), 10U);
}

/// The definition, cell by cell.
std::size_t slowly(const std::string& a, std::size_t i, const std::string& b, std::size_t j) {
  if (i == 0 || j == 0) {
    return i + j;
  }
  std::size_t best = std::min({slowly(a, i - 1, b, j) + 1, slowly(a, i, b, j - 1) + 1,
                               slowly(a, i - 1, b, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1)});
  if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
    best = std::min(best, slowly(a, i - 2, b, j - 2) + 1);
  }
  return best;
}

TEST(EditDistance, IsThatOfTheDefinition) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string a;
    std::string b;
    for (std::string* word : {&a, &b}) {
      for (auto n = random() % 6; n > 0; --n) {
        *word += static_cast<char>('a' + random() % 3);
      }
    }
    const std::size_t expected = slowly(a, a.size(), b, b.size());
    EXPECT_EQ(edit_distance(a, b), expected) << a << " " << b;
    EXPECT_EQ(edit_distance(a, b, 2), std::min<std::size_t>(expected, 3)) << a << " " << b;
  }
}

TEST(PlainLetter, OfStrokes) {
  EXPECT_EQ(plain_letter(0x142), "l");
  EXPECT_EQ(plain_letter(0xE6), "ae");
  EXPECT_EQ(plain_letter('l'), "");
}

}  // namespace
}  // namespace assay
