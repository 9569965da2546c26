#pragma once
/// What listeners of /api/v1/events are told (Server-Sent Events, WHATWG HTML, 9.2). Threads:
/// internally locked.

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace assay::serve {

class Events {
 public:
  /// Takes an event's bytes; called in the publisher's thread, must not block.
  using Listener = std::function<void(const std::shared_ptr<const std::string>&)>;

  /// `account`: whose login listens, "" for whoever keeps the library; `reader`: as whom, "" for
  /// the server's own.
  std::size_t add(Listener listener, std::string account, std::string reader);
  void remove(std::size_t id);
  /// To all. `json`: one line.
  void publish(std::string_view event, std::string_view json);
  /// To an account's listeners, and to those of whoever keeps the library.
  void publish_to(std::string_view event, std::string_view json, const std::string& account);
  /// To those who listen as this reader.
  void publish_as(std::string_view event, std::string_view json, const std::string& reader);
  /// A comment that keeps connections open.
  void beat();
  [[nodiscard]] std::size_t listeners() const;
  /// As whom somebody listens.
  [[nodiscard]] std::set<std::string> readers() const;

 private:
  struct Ear {
    Listener hear;
    std::string account;
    std::string reader;
  };
  /// Requires mutex_.
  void send(std::string_view event, std::string_view json,
            const std::function<bool(const Ear&)>& is_meant);
  mutable std::mutex mutex_;
  std::unordered_map<std::size_t, Ear> listeners_;  // guarded by mutex_
  std::size_t next_ = 1;                            // guarded by mutex_
  std::size_t number_ = 0;                          // guarded by mutex_
};

}  // namespace assay::serve
