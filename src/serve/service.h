#pragma once
/// From a request to the bytes of its answer, without sockets: guard, routes, files of the page,
/// tags, codings, what is kept, figures. Threads: internally locked; answer() runs in workers.

#include "serve/events.h"
#include "serve/guard.h"
#include "serve/jobs.h"
#include "serve/mcp.h"
#include "serve/router.h"
#include "serve/store.h"
#include "serve/uploads.h"
#include "serve/watch.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace assay::serve {

/// An answer ready to be sent.
struct Answer {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::shared_ptr<const std::string> body;  ///< Null with a file.
  std::filesystem::path file;
  std::shared_ptr<const TempDir> folder;
  bool stream = false;
};

struct ServiceOptions {
  StoreOptions store;
  GuardOptions guard;
  std::filesystem::path web;  ///< The page's files; empty: those that the program carries.
};

class Service {
 public:
  explicit Service(ServiceOptions options);

  /// What needs no worker: refusals, the health check, answers that are kept and still right.
  std::shared_ptr<const Answer> at_once(const Request& request);
  /// In a worker's thread with its own desk; never throws.
  std::shared_ptr<const Answer> answer(const Request& request, Desk& desk);

  [[nodiscard]] Store& store() noexcept { return store_; }
  [[nodiscard]] Events& events() noexcept { return events_; }
  /// Tells listeners when the library has changed since the last call.
  void look_for_news();
  void count_answer(int status) noexcept;

 private:
  Response respond(const Request& request, Desk& desk, const Route*& route);
  Response page_file(const Request& request) const;
  Answer finish(const Request& request, Response response, const std::string& kept_tag) const;
  std::string metrics();
  [[nodiscard]] static std::string coding_of(const Request& request);
  [[nodiscard]] static std::string key_of(const Request& request);

  struct Kept {
    Stamp stamp;
    std::shared_ptr<const Answer> answer;
  };

  ServiceOptions options_;
  Store store_;
  Events events_;
  Jobs jobs_;
  Uploads uploads_;
  Guard guard_;
  Router router_;
  Mcp mcp_;
  std::mutex mutex_;
  std::unordered_map<std::string, Kept> kept_;  // guarded by mutex_
  std::size_t kept_bytes_ = 0;                  // guarded by mutex_
  Stamp told_;
  std::array<std::atomic<std::uint64_t>, 6> answers_{};  ///< By the hundreds of their status.
  std::atomic<std::uint64_t> hits_{0};
  Watch watch_;  ///< Last: it ends before what it tells of.
};

}  // namespace assay::serve
