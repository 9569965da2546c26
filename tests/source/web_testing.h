#pragma once
/// Time and memory of hosts as tests of the web client need them. Threads: safe from several.

#include "source/host_times.h"

#include <atomic>
#include <map>
#include <mutex>
#include <string>

namespace assay::source {

/// Begins at 2026-11-02T10:00:00Z and goes on by sleeping alone.
class FakeWebTime final : public WebTime {
 public:
  [[nodiscard]] std::int64_t wall_ms() const override { return wall_ms_; }
  [[nodiscard]] std::int64_t steady_ms() const override { return steady_ms_; }
  void sleep_ms(std::int64_t duration_ms) const override {
    wall_ms_ += duration_ms;
    steady_ms_ += duration_ms;
    slept_ms_ += duration_ms;
  }
  /// Somebody sets the clock.
  void jump(std::int64_t by_ms) { wall_ms_ += by_ms; }
  [[nodiscard]] std::int64_t slept_ms() const { return slept_ms_; }

 private:
  mutable std::atomic<std::int64_t> wall_ms_{1'793'613'600'000};
  mutable std::atomic<std::int64_t> steady_ms_{5'000};
  mutable std::atomic<std::int64_t> slept_ms_{0};
};

class MemoryHostStore final : public HostStore {
 public:
  [[nodiscard]] HostTimes load(const std::string& host) override {
    const std::lock_guard lock(mutex_);
    return times_[host];
  }
  void save(const std::string& host, const HostTimes& times) override {
    const std::lock_guard lock(mutex_);
    times_[host] = times;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, HostTimes> times_;  // guarded by mutex_
};

}  // namespace assay::source
