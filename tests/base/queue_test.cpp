#include "base/bounded_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace assay {
namespace {

TEST(BoundedQueue, ProducerAndConsumer_KeepOrderAndBound) {
  BoundedQueue<int> queue(3);
  std::jthread producer([&] {
    for (int i = 0; i < 1000; ++i) {
      queue.push(i);
    }
    queue.close();
  });
  int expected = 0;
  while (const std::optional<int> item = queue.pop()) {
    EXPECT_EQ(*item, expected++);
  }
  EXPECT_EQ(expected, 1000);
}

TEST(BoundedQueue, HeavyItems_AreFewAtOnce) {
  BoundedQueue<int> queue(4);
  std::atomic<int> waiting = 0;
  std::atomic<int> most = 0;
  std::jthread producer([&] {
    for (int i = 0; i < 200; ++i) {
      queue.push(i, 3);  // two would be six
      most = std::max(most.load(), ++waiting);
    }
    queue.push(200, 9);  // heavier than all the room: alone
    queue.close();
  });
  int expected = 0;
  while (const std::optional<int> item = queue.pop()) {
    --waiting;
    EXPECT_EQ(*item, expected++);
  }
  EXPECT_EQ(expected, 201);
  EXPECT_LE(most.load(), 2);  // one in the queue, one on its way out
}

TEST(BoundedQueue, Close_WakesAWaitingProducer) {
  BoundedQueue<int> queue(1);
  ASSERT_TRUE(queue.push(1));
  std::jthread producer([&] { EXPECT_FALSE(queue.push(2)); });
  queue.close();
  producer.join();
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

}  // namespace
}  // namespace assay
