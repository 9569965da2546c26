#include "base/error.h"
#include "source/host_gates_internal.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace assay::source {
namespace {

/// How soon a wish to stop is noticed.
constexpr std::int64_t kSliceMs = 100;
/// Lines that nobody is using and that stay open, each with up to three files.
constexpr std::size_t kMostIdleLines = 16;

class SystemWebTime final : public WebTime {
 public:
  [[nodiscard]] std::int64_t wall_ms() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
  [[nodiscard]] std::int64_t steady_ms() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
  void sleep_ms(std::int64_t duration_ms) const override {
    std::this_thread::sleep_for(std::chrono::milliseconds(duration_ms));
  }
};

}  // namespace

const WebTime& system_web_time() {
  static const SystemWebTime time;
  return time;
}

void HostGates::check_stop() const {
  if (stop_ != nullptr && stop_->load()) {
    throw Error(Errc::kCancelled, "interrupted");
  }
}

void HostGates::sleep(std::int64_t duration_ms) const {
  for (std::int64_t left = duration_ms; left > 0; left -= kSliceMs) {
    check_stop();
    time_.sleep_ms(std::min(left, kSliceMs));
  }
  check_stop();
}

std::unique_ptr<HostGates::Turn> HostGates::take(const std::string& host) {
  std::unique_lock lock(mutex_);
  std::unique_ptr<Host>& entry = hosts_[host];
  if (entry == nullptr) {
    entry = std::make_unique<Host>();
  }
  Host& mine = *entry;
  while (mine.busy) {
    check_stop();
    freed_.wait_for(lock, std::chrono::milliseconds(kSliceMs));
  }
  check_stop();
  mine.busy = true;
  lock.unlock();
  auto turn = std::make_unique<Turn>(*this, mine, host);
  if (!mine.known && store_ != nullptr) {
    mine.times = store_->load(host);
  }
  mine.known = true;
  return turn;
}

std::unique_ptr<Channel> HostGates::line_to(const std::string& host) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(idle_.begin(), idle_.end(),
                                    [&](const IdleLine& line) { return line.host == host; });
    if (found != idle_.end()) {
      std::unique_ptr<Channel> channel = std::move(found->channel);
      idle_.erase(found);
      return channel;
    }
  }
  return std::make_unique<Channel>();
}

void HostGates::keep_line(const std::string& host, std::unique_ptr<Channel> channel) {
  std::unique_ptr<Channel> oldest;  // is closed when nobody waits for the lock any more
  const std::lock_guard lock(mutex_);
  idle_.push_back({host, std::move(channel)});
  if (idle_.size() > kMostIdleLines) {
    oldest = std::move(idle_.front().channel);
    idle_.erase(idle_.begin());
  }
}

Channel& HostGates::Turn::channel() {
  if (channel_ == nullptr) {
    channel_ = gates_.line_to(name_);
  }
  return *channel_;
}

HostGates::Turn::~Turn() {
  if (channel_ != nullptr) {
    gates_.keep_line(name_, std::move(channel_));
  }
  const std::lock_guard lock(gates_.mutex_);
  host_.busy = false;
  gates_.freed_.notify_all();
}

void HostGates::Turn::begin(std::int64_t interval_ms) {
  std::int64_t wait = 0;
  if (host_.ever_begun) {
    wait = host_.last_begin_ms + interval_ms - gates_.time_.steady_ms();
  } else if (host_.times.last_request_ms != 0) {
    // By the wall clock, which may have jumped since: never longer than the interval.
    wait = host_.times.last_request_ms + interval_ms - gates_.time_.wall_ms();
  }
  gates_.sleep(std::clamp<std::int64_t>(wait, 0, interval_ms));
  host_.ever_begun = true;
  host_.last_begin_ms = gates_.time_.steady_ms();
  host_.times.last_request_ms = gates_.time_.wall_ms();
  if (gates_.store_ != nullptr) {
    gates_.store_->save(name_, host_.times);
  }
}

std::int64_t HostGates::Turn::blocked_until_ms() const {
  return host_.times.blocked_until_ms;
}

void HostGates::Turn::block_until(std::int64_t wall_ms) {
  host_.times.blocked_until_ms = wall_ms;
  if (gates_.store_ != nullptr) {
    gates_.store_->save(name_, host_.times);
  }
}

}  // namespace assay::source
