#pragma once
/// One exchange of HTTP by libcurl: one request, one answer, no redirect, no second try, no opinion
/// about statuses. The only files of the room that talk to libcurl's transfers. Private to the
/// room.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::source {

/// What came before the body.
struct Head {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< Names in lower case, in order.
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

/// Takes a stretch of the body as it comes over the wire; false to have no more of it.
using Sink = std::function<bool(const Head& head, std::string_view bytes)>;

struct Exchange {
  std::string url;
  std::vector<std::string> headers;
  const std::string* body = nullptr;  ///< Sent by POST when given; lives as long as the exchange.
  std::string proxy;                  ///< "" for none.
  bool private_allowed = false;       ///< Addresses of the user's own network may be connected to.
  std::int64_t connect_ms = 15'000;
  std::int64_t total_ms = 300'000;
  /// Fewer bytes than `slow_bytes` within `slow_ms` are too slow; 0: never.
  std::int64_t slow_ms = 0;
  std::size_t slow_bytes = 1024;
  const std::atomic<bool>* stop = nullptr;
};

enum class End : std::uint8_t {
  kWhole,           ///< The answer is there to its last byte.
  kEnough,          ///< The sink took no more; head is there.
  kPrivateAddress,  ///< The host is in the user's own network, which was not allowed.
  kTooSlow,
  kTooLate,      ///< total_ms or connect_ms passed.
  kStopped,      ///< As `stop` asked.
  kNoHost,       ///< The name is not known.
  kNobodyThere,  ///< No connection to any address of the host.
  kNoTls,        ///< The certificate is not good, or there is no TLS at all.
  kBroken,       ///< Not reached or broken off in any other way.
};

struct Outcome {
  End end = End::kBroken;
  Head head;           ///< What of it came.
  std::string detail;  ///< libcurl's words for what went wrong, or the private address.
};

/// A line to services: keeps its connection for the next exchange with the same host, but never
/// one that was allowed to be private. Threads: one at a time.
class Channel {
 public:
  /// Throws kIo when libcurl cannot start.
  Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  Channel(Channel&&) = delete;
  Channel& operator=(Channel&&) = delete;
  ~Channel();

  /// Throws what `sink` throws.
  Outcome run(const Exchange& exchange, const Sink& sink);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay::source
