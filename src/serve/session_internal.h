#pragma once
/// One connection of a Server. Threads: that of the io_context.

#include "base/bounded_queue.h"
#include "serve/service.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace assay::serve {

/// A few threads, each with a desk; at most `room` requests wait.
class Workers {
 public:
  using Task = std::function<void(Desk&)>;
  Workers(Store& store, std::size_t count, std::size_t room);
  ~Workers();
  /// False when too many wait.
  bool add(Task task);

 private:
  void run(Store& store);
  std::size_t room_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Task> tasks_;  // guarded by mutex_
  bool ending_ = false;     // guarded by mutex_
  std::vector<std::thread> threads_;
};

struct SessionLimits {
  int header_seconds = 10;
  int body_seconds = 30;
};

/// Serves a connection until it ends. `open` counts the connections.
void start_session(boost::asio::io_context& io, boost::asio::ip::tcp::socket socket,
                   Service& service, Workers& workers, SessionLimits limits,
                   const std::shared_ptr<std::atomic<std::size_t>>& open);

}  // namespace assay::serve
