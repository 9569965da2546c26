#include "base/ordered_stage.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace assay {
namespace {

TEST(OrderedStage, DroppedEarly_StopsAnEndlessStream) {
  std::atomic<int> under_way = 0;
  for (int round = 0; round < 50; ++round) {
    int produced = 0;
    OrderedStage<int, int> stage(
        4, [&]() -> std::optional<int> { return produced++; },
        [&](int item) {
          ++under_way;
          --under_way;
          return item;
        });
    for (int i = 0; i < round % 7; ++i) {
      ASSERT_EQ(stage.next(), i);
    }
  }
  EXPECT_EQ(under_way.load(), 0);
}

TEST(OrderedStage, ProducerThatFails_GivesWhatItMadeAndThenItsFailure) {
  int produced = 0;
  OrderedStage<int, int> stage(
      4,
      [&]() -> std::optional<int> {
        if (produced == 20) {
          throw std::runtime_error("torn");
        }
        return produced++;
      },
      [](int item) { return item; });
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(stage.next(), i);
  }
  EXPECT_THROW(stage.next(), std::runtime_error);
}

}  // namespace
}  // namespace assay
