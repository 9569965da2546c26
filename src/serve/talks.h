#pragma once
/// Answers that come bit by bit to the one connection that asked (server-sent events of its own),
/// as a helper in words gives them: a thread each, a few at once, ended when nobody listens any
/// more. Nothing of them is kept. Threads: internally locked.

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace assay::serve {

/// Between the thread that speaks and the connection that listens.
class Talk {
 public:
  /// Takes an event's bytes, nullptr at the end; called in the speaker's thread, must not block.
  using Listener = std::function<void(const std::shared_ptr<const std::string>&)>;

  /// `json`: one line.
  void say(std::string_view event, std::string_view json);
  /// A comment that keeps the connection open.
  void beat();
  void end();
  /// What was said until now, and what is said from now on.
  void listen(Listener listener);
  /// Nobody listens any more: the speaker is to stop.
  void leave();
  [[nodiscard]] const std::atomic<bool>& stop() const noexcept { return stop_; }

 private:
  void send(std::shared_ptr<const std::string> bytes);

  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  Listener listener_;                                        // guarded by mutex_
  std::vector<std::shared_ptr<const std::string>> unheard_;  // guarded by mutex_
};

class Talks {
 public:
  static constexpr std::size_t kMostAtOnce = 4;

  Talks() = default;
  Talks(const Talks&) = delete;
  Talks& operator=(const Talks&) = delete;
  /// Stops and waits for them all.
  ~Talks();

  /// Runs `speak` in a thread of its own; what it throws is said as the event "problem". Throws
  /// kLocked when kMostAtOnce are under way.
  std::shared_ptr<Talk> begin(std::function<void(Talk&)> speak);
  void beat();

 private:
  struct Running {
    std::shared_ptr<Talk> talk;
    std::shared_ptr<std::atomic<bool>> done;
    std::thread thread;
  };
  std::mutex mutex_;
  std::vector<Running> running_;  // guarded by mutex_
};

}  // namespace assay::serve
