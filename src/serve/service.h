#pragma once
/// From a request to the bytes of its answer, without sockets: guard, routes, files of the page,
/// tags, codings, what is kept, figures. Threads: internally locked; answer() runs in workers.

#include "serve/events.h"
#include "serve/figures.h"
#include "serve/guard.h"
#include "serve/jobs.h"
#include "serve/log.h"
#include "serve/mcp.h"
#include "serve/router.h"
#include "serve/store.h"
#include "serve/talks.h"
#include "serve/uploads.h"
#include "serve/watch.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
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
  std::string_view route;  ///< For the figures: a pattern of the router's, or one of those below.
  std::shared_ptr<Talk> talk;
};

/// Content-Security-Policy of every answer.
inline constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src "
    "'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

/// What was answered without a route.
inline constexpr std::string_view kPageRoute = "page";
inline constexpr std::string_view kRefusedRoute = "refused";
inline constexpr std::string_view kUnknownRoute = "unknown";

struct ServiceOptions {
  StoreOptions store;
  GuardOptions guard;
  std::filesystem::path web;  ///< The page's files; empty: those that the program carries.
  Log* log = nullptr;         ///< Outlives the service; null: nothing is told.
};

/// What only the server knows of itself.
struct Load {
  std::size_t connections = 0;
  std::size_t waiting = 0;  ///< Requests for a worker.
};

class Service {
 public:
  explicit Service(ServiceOptions options);

  /// What needs no worker: refusals, the health check, answers that are kept and still right.
  /// Fills in who asks.
  std::shared_ptr<const Answer> at_once(Request& request);
  /// Null where the token of a request that is `unproven` is right, and then it is so no more; else
  /// the answer that refuses it. In a worker's thread: it takes a while. Never throws.
  std::shared_ptr<const Answer> prove(Request& request);
  /// As Guard::still_knows(); false where that cannot be told.
  bool still_knows(const Request& request) noexcept;
  /// In a worker's thread with its own desk; never throws.
  std::shared_ptr<const Answer> answer(const Request& request, Desk& desk);

  [[nodiscard]] Store& store() noexcept { return store_; }
  [[nodiscard]] Events& events() noexcept { return events_; }
  /// Keeps open streams open.
  void beat();
  /// Tells listeners when the library has changed since the last call.
  void look_for_news();
  /// A name for a request, of this process alone.
  [[nodiscard]] std::string next_id();
  /// Tells log and figures of an answer. `request` null: none could be read.
  void note_served(const Request* request, int status, std::string_view route, std::uint64_t bytes,
                   double seconds);
  void tell_load(std::function<Load()> load) { load_ = std::move(load); }

 private:
  /// `begun`: what the answer of a route that is kept rests on, unless it changes meanwhile.
  Response respond(const Request& request, Desk& desk, const Route*& route, Stamp& begun);
  [[nodiscard]] Response page_file(const Request& request) const;
  /// Puts what the first view of the request's place shows into the page.
  void fill_in(const Request& request, Desk& desk, std::string& page);
  /// An answer that is kept and still right, as `key` is; null: none is.
  std::shared_ptr<const Answer> kept_answer(const std::string& key, std::string& tag);
  static void open(const Request& request, Desk& desk);
  Response handle(const Request& request, Desk& desk, const Route& route,
                  std::vector<std::string> names);
  /// A change that is wanted only while what is there is what the client says.
  Response change_if(const Request& request, Desk& desk, const Route& route,
                     const std::vector<std::string>& names);
  /// 412 where what is there is not what the client says (RFC 9110, 13.1).
  std::optional<Response> refuse_outdated(const Request& request, Desk& desk);
  void log_trouble(const Request& request, const Error& error) const;
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
  Talks talks_;
  Uploads uploads_;
  Guard guard_;
  Router router_;
  Mcp mcp_;
  std::mutex changing_;  ///< One change with a condition at a time; before all others.
  std::mutex mutex_;
  std::unordered_map<std::string, Kept> kept_;  // guarded by mutex_
  std::size_t kept_bytes_ = 0;                  // guarded by mutex_
  Stamp told_;
  Figures figures_;
  std::function<Load()> load_;
  std::string prefix_;  ///< Of the requests' names.
  std::atomic<std::uint64_t> requests_{0};
  std::atomic<std::uint64_t> hits_{0};
  Watch watch_;  ///< Last: it ends before what it tells of.
};

}  // namespace assay::serve
