#pragma once
/// Work on a stream in many threads, with results in the order of the input.
/// Threads: next() from one thread; `produce` runs in one thread of its own, `transform` in several
/// at once.

#include "base/bounded_queue.h"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <future>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace assay {

/// Reads items with `produce` until it gives none, turns each into a result with `transform`, and
/// hands them out by next() in order. Items of at most `capacity` weight wait for a thread, and as
/// many results for next(), so memory stays bounded. `weigh` says what an item weighs (at least 1;
/// without it each weighs 1).
template <typename In, typename Out>
class OrderedStage {
 public:
  OrderedStage(std::size_t capacity, std::function<std::optional<In>()> produce,
               std::function<Out(In)> transform, std::function<std::size_t(const In&)> weigh = {})
      : produce_(std::move(produce)),
        transform_(std::move(transform)),
        weigh_(std::move(weigh)),
        tasks_(capacity),
        results_(capacity) {
    constexpr unsigned kMaxWorkers = 8;
    const unsigned workers = std::clamp(std::thread::hardware_concurrency(), 1U, kMaxWorkers);
    for (unsigned i = 0; i < workers; ++i) {
      threads_.emplace_back([this] { work(); });
    }
    threads_.emplace_back([this] { read(); });
  }
  OrderedStage(const OrderedStage&) = delete;
  OrderedStage& operator=(const OrderedStage&) = delete;
  OrderedStage(OrderedStage&&) = delete;
  OrderedStage& operator=(OrderedStage&&) = delete;
  /// Drops what is under way.
  ~OrderedStage() {
    tasks_.close();
    results_.close();
  }

  /// The next result; nullopt at the end. Throws what `produce` or `transform` threw, in the place
  /// of its item.
  std::optional<Out> next() {
    std::optional<std::future<Out>> result = results_.pop();
    if (!result) {
      if (failure_) {
        std::rethrow_exception(failure_);
      }
      return std::nullopt;
    }
    return result->get();
  }

 private:
  struct Task {
    In item;
    std::promise<Out> promise;
  };

  void read() {
    try {
      while (std::optional<In> item = produce_()) {
        const std::size_t weight = weigh_ ? weigh_(*item) : 1;
        Task task{std::move(*item), {}};
        if (!results_.push(task.promise.get_future(), weight) ||
            !tasks_.push(std::move(task), weight)) {
          break;
        }
      }
    } catch (...) {
      failure_ = std::current_exception();
    }
    tasks_.close();
    results_.close();
  }

  void work() {
    while (std::optional<Task> task = tasks_.pop()) {
      try {
        task->promise.set_value(transform_(std::move(task->item)));
      } catch (...) {
        task->promise.set_exception(std::current_exception());
      }
    }
  }

  const std::function<std::optional<In>()> produce_;
  const std::function<Out(In)> transform_;
  const std::function<std::size_t(const In&)> weigh_;
  BoundedQueue<Task> tasks_;
  BoundedQueue<std::future<Out>> results_;
  std::exception_ptr failure_;         // written before results_ is closed, read after
  std::vector<std::jthread> threads_;  // last: start when all else is ready
};

}  // namespace assay
