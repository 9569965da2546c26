#include "base/names.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

enum class Fruit { kApple, kPear };
constexpr std::array<std::string_view, 2> kFruits = {"apple", "pear"};

TEST(ParseName, KnownWord_IsItsEnumerator) {
  EXPECT_EQ(parse_name<Fruit>(kFruits, "apple"), Fruit::kApple);
  EXPECT_EQ(parse_name<Fruit>(kFruits, "pear"), Fruit::kPear);
}

TEST(ParseName, OtherWord_IsNone) {
  EXPECT_EQ(parse_name<Fruit>(kFruits, ""), std::nullopt);
  EXPECT_EQ(parse_name<Fruit>(kFruits, "Pear"), std::nullopt);
  EXPECT_EQ(parse_name<Fruit>(kFruits, "pea"), std::nullopt);
}

}  // namespace
}  // namespace assay
