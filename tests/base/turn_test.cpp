#include "base/turn.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace assay {
namespace {

void wait_until_wanted(const Turn& turn) {
  while (!turn.is_wanted()) {
    std::this_thread::yield();
  }
}

TEST(Turn, WhoeverRests_ComesAfterThoseThatWaited) {
  Turn turn;
  turn.lock();
  std::vector<int> order;
  std::jthread other([&] {
    turn.lock();
    order.push_back(1);
    turn.unlock();
  });
  wait_until_wanted(turn);
  { const Rest rest(&turn); }
  order.push_back(2);
  turn.unlock();
  other.join();
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST(Turn, ATimeThatIsOver_LeavesTheQueue) {
  Turn turn;
  turn.lock();
  EXPECT_FALSE(turn.try_lock_for(std::chrono::milliseconds(1)));
  EXPECT_FALSE(turn.is_wanted());
  turn.unlock();
  EXPECT_TRUE(turn.try_lock_for(std::chrono::milliseconds(1)));
  turn.unlock();
}

TEST(Turn, ABlockLeftByAnException_TakesItUpAgain) {
  Turn turn;
  turn.lock();
  EXPECT_THROW(
      {
        const Rest rest(&turn);
        throw 1;
      },
      int);
  EXPECT_FALSE(turn.try_lock_for(std::chrono::milliseconds(1)));
  turn.unlock();
}

}  // namespace
}  // namespace assay
