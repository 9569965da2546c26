#pragma once
/// One request at a time to each host, and so long between two as its rule says, whichever of the
/// threads asks. A few lines to the hosts asked last stay open; those of a thousand hosts would be
/// more than a process may have. Private to the room. Threads: internally locked.

#include "source/host_times.h"
#include "source/web_transfer_internal.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace assay::source {

class HostGates {
 private:
  struct Host {
    bool known = false;  ///< The store was asked.
    bool busy = false;
    std::int64_t last_begin_ms = 0;  ///< By the steady clock.
    bool ever_begun = false;
    HostTimes times;
  };

 public:
  /// `store` may be null. All must outlive the gates.
  HostGates(const WebTime& time, HostStore* store, const std::atomic<bool>* stop)
      : time_(time), store_(store), stop_(stop) {}

  /// The right to ask a host, given back at the end of the scope.
  class Turn {
   public:
    Turn(HostGates& gates, Host& host, std::string name)
        : gates_(gates), host_(host), name_(std::move(name)) {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    Turn(Turn&&) = delete;
    Turn& operator=(Turn&&) = delete;
    ~Turn();
    /// Waits until `interval_ms` have passed since the last request began, and begins the next.
    /// Throws kCancelled.
    void begin(std::int64_t interval_ms);
    /// When the host may be asked again, by the wall clock; 0 or the past: now.
    [[nodiscard]] std::int64_t blocked_until_ms() const;
    void block_until(std::int64_t wall_ms);
    /// Throws kIo when no line can be opened.
    Channel& channel();

   private:
    HostGates& gates_;
    Host& host_;
    std::string name_;
    std::unique_ptr<Channel> channel_;
  };

  /// Waits until nobody else asks `host`. Throws kCancelled.
  std::unique_ptr<Turn> take(const std::string& host);
  /// Throws kCancelled when asked to stop in between.
  void sleep(std::int64_t duration_ms) const;

 private:
  /// A line to a host that nobody is using.
  struct IdleLine {
    std::string host;
    std::unique_ptr<Channel> channel;
  };

  void check_stop() const;
  std::unique_ptr<Channel> line_to(const std::string& host);
  void keep_line(const std::string& host, std::unique_ptr<Channel> channel);

  const WebTime& time_;
  HostStore* store_;
  const std::atomic<bool>* stop_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::map<std::string, std::unique_ptr<Host>>
      hosts_;                   // guarded by mutex_; a busy one's own is not
  std::vector<IdleLine> idle_;  // guarded by mutex_; the one used last is the last
};

}  // namespace assay::source
