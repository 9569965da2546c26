#pragma once
/// A lock that is handed on in the order in which it was asked for: what holds it for long and puts
/// it down now and then cannot starve those that wait. Threads: internally locked.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace assay {

/// Meets Lockable, and TimedLockable as far as a point in time goes. Not recursive.
class Turn {
 public:
  void lock() { static_cast<void>(wait(nullptr)); }
  /// False when it was not given until `end`.
  bool try_lock_until(std::chrono::steady_clock::time_point end) { return wait(&end); }
  bool try_lock_for(std::chrono::steady_clock::duration most) {
    return try_lock_until(std::chrono::steady_clock::now() + most);
  }
  /// Hands it to whoever has waited longest.
  void unlock() {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) {
      held_ = false;
      return;
    }
    Waiter& next = *waiting_.front();
    waiting_.pop_front();
    next.given = true;
    next.called.notify_one();
  }
  /// Whether somebody waits for it.
  [[nodiscard]] bool is_wanted() const {
    const std::lock_guard lock(mutex_);
    return !waiting_.empty();
  }

 private:
  struct Waiter {
    std::condition_variable called;
    bool given = false;
  };

  bool wait(const std::chrono::steady_clock::time_point* end) {
    std::unique_lock lock(mutex_);
    if (!held_) {
      held_ = true;
      return true;
    }
    Waiter self;
    waiting_.push_back(&self);
    const auto is_given = [&] { return self.given; };
    if (end == nullptr) {
      self.called.wait(lock, is_given);
    } else if (!self.called.wait_until(lock, *end, is_given)) {
      std::erase(waiting_, &self);
      return false;
    }
    return true;
  }

  mutable std::mutex mutex_;
  std::deque<Waiter*> waiting_;  // guarded by mutex_
  bool held_ = false;            // guarded by mutex_
};

/// Puts a held turn down for the length of a block, and takes it up again, also when the block is
/// left by an exception. Nothing happens with null.
class Rest {
 public:
  explicit Rest(Turn* turn) : turn_(turn) {
    if (turn_ != nullptr) {
      turn_->unlock();
    }
  }
  Rest(const Rest&) = delete;
  Rest& operator=(const Rest&) = delete;
  Rest(Rest&&) = delete;
  Rest& operator=(Rest&&) = delete;
  ~Rest() {
    if (turn_ != nullptr) {
      turn_->lock();
    }
  }

 private:
  Turn* turn_;
};

}  // namespace assay
