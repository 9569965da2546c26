#pragma once
/// When each host was last asked, which outlives the program: a new start is no licence to ask
/// again at once. Threads: implementations are safe from several threads.

#include <cstdint>
#include <string>

namespace assay::source {

/// Milliseconds since 1970-01-01T00:00:00Z; 0: never.
struct HostTimes {
  std::int64_t last_request_ms = 0;
  std::int64_t blocked_until_ms = 0;  ///< The service asked to be left alone until then.
  auto operator<=>(const HostTimes&) const = default;
};

class HostStore {
 public:
  HostStore() = default;
  HostStore(const HostStore&) = delete;
  HostStore& operator=(const HostStore&) = delete;
  HostStore(HostStore&&) = delete;
  HostStore& operator=(HostStore&&) = delete;
  virtual ~HostStore() = default;
  /// `host`: "export.arxiv.org:443".
  [[nodiscard]] virtual HostTimes load(const std::string& host) = 0;
  virtual void save(const std::string& host, const HostTimes& times) = 0;
};

/// Time as the web client sees it; a test's stands still and never sleeps.
class WebTime {
 public:
  WebTime() = default;
  WebTime(const WebTime&) = delete;
  WebTime& operator=(const WebTime&) = delete;
  WebTime(WebTime&&) = delete;
  WebTime& operator=(WebTime&&) = delete;
  virtual ~WebTime() = default;
  /// Milliseconds since 1970-01-01T00:00:00Z; it may jump.
  [[nodiscard]] virtual std::int64_t wall_ms() const = 0;
  /// Milliseconds since some moment; it never jumps.
  [[nodiscard]] virtual std::int64_t steady_ms() const = 0;
  virtual void sleep_ms(std::int64_t duration_ms) const = 0;
};

/// The machine's own.
const WebTime& system_web_time();

}  // namespace assay::source
