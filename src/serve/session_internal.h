#pragma once
/// One connection of a Server. Threads: that of the io_context.

#include "base/bounded_queue.h"
#include "serve/service.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace assay::serve {

/// A few threads, each with a desk; at most `room` requests wait.
class Workers {
 public:
  using Task = std::function<void(Desk&)>;
  Workers(Store& store, std::size_t count, std::size_t room);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  /// False when too many wait, and after end().
  bool add(Task task);
  /// Ends what is under way and what waits.
  void end();
  [[nodiscard]] std::size_t waiting();

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

/// One of those that a number counts, as long as it lives.
class Counted {
 public:
  explicit Counted(std::shared_ptr<std::atomic<std::size_t>> count) : count_(std::move(count)) {
    ++*count_;
  }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --*count_; }

 private:
  std::shared_ptr<std::atomic<std::size_t>> count_;
};

/// What the sessions of a server share; outlives them, who lie in `io`.
struct SessionHost {
  boost::asio::io_context& io;
  Service& service;
  Workers& workers;
  SessionLimits limits;
  std::shared_ptr<std::atomic<std::size_t>> open;       ///< Counts the connections.
  std::shared_ptr<std::atomic<std::size_t>> answering;  ///< Those whose request came whole.
};

/// An address as the guard compares them: one of IPv4 that came by IPv6 as itself.
std::string text_of(const boost::asio::ip::address& address);

/// Serves a connection until it ends, by TLS unless `tls` is null. `place`: held as long.
void start_session(const SessionHost& host, boost::asio::ip::tcp::socket socket,
                   std::shared_ptr<boost::asio::ssl::context> tls,
                   std::shared_ptr<const void> place);

}  // namespace assay::serve
