#pragma once
/// A bounded queue between the stages of a pipeline. Threads: internally locked.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace assay {

/// First in, first out, items of at most `capacity` weight together: a fast producer waits for a
/// slow consumer, so memory stays bounded whatever the length of the stream. An item that is
/// heavier than that waits until it is alone.
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_(capacity) {}

  /// Waits for room. False (and the item dropped) once the queue is closed. `weight`: at least 1.
  bool push(T item, std::size_t weight = 1) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return closed_ || items_.empty() || weight_ + weight <= capacity_; });
    if (closed_) {
      return false;
    }
    items_.emplace_back(std::move(item), weight);
    weight_ += weight;
    lock.unlock();
    filled_.notify_one();
    return true;
  }

  /// Waits for an item; nullopt once the queue is closed and empty.
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return closed_ || !items_.empty(); });
    if (items_.empty()) {
      return std::nullopt;
    }
    std::optional<T> item(std::move(items_.front().first));
    weight_ -= items_.front().second;
    items_.pop_front();
    lock.unlock();
    room_.notify_one();
    return item;
  }

  /// No more items will come; waiting producers and consumers wake up. What is queued can still be
  /// popped.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    room_.notify_all();
    filled_.notify_all();
  }

 private:
  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable filled_;
  std::deque<std::pair<T, std::size_t>> items_;  // with their weights; guarded by mutex_
  std::size_t weight_ = 0;                       // of items_; guarded by mutex_
  bool closed_ = false;                          // guarded by mutex_
};

}  // namespace assay
