#pragma once
/// What listeners of /api/v1/events are told (Server-Sent Events, WHATWG HTML, 9.2). Threads:
/// internally locked.

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace assay::serve {

class Events {
 public:
  /// Takes an event's bytes; called in the publisher's thread, must not block.
  using Listener = std::function<void(const std::shared_ptr<const std::string>&)>;

  std::size_t add(Listener listener);
  void remove(std::size_t id);
  /// `json`: one line.
  void publish(std::string_view event, std::string_view json);
  /// A comment that keeps connections open.
  void beat();
  [[nodiscard]] std::size_t listeners() const;

 private:
  void send(std::string bytes);
  mutable std::mutex mutex_;
  std::unordered_map<std::size_t, Listener> listeners_;  // guarded by mutex_
  std::size_t next_ = 1;                                 // guarded by mutex_
  std::size_t number_ = 0;                               // guarded by mutex_
};

}  // namespace assay::serve
