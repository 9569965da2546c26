#include "base/progress.h"

#include "base/text.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace assay {

Progress::Progress(std::string label, std::uint64_t total_bytes, bool enabled)
    : label_(std::move(label)),
      total_bytes_(total_bytes),
      enabled_(enabled),
      start_(SteadyClock::now()),
      last_drawn_(start_) {}

Progress::~Progress() {
  if (enabled_) {
    std::fputs("\r\x1b[K", stderr);
  }
}

void Progress::update(std::uint64_t done_bytes, std::uint64_t items) {
  using std::chrono::duration;
  const SteadyClock::time_point now = SteadyClock::now();
  if (!enabled_ || now - last_drawn_ < std::chrono::milliseconds(100)) {
    return;
  }
  last_drawn_ = now;
  const double seconds = std::max(1e-3, duration<double>(now - start_).count());
  std::string line = label_;
  double left = -1;
  if (total_bytes_ > 0) {
    const double share =
        std::min(1.0, static_cast<double>(done_bytes) / static_cast<double>(total_bytes_));
    line += fmt::format("  {:3.0f} %", share * 100);
    if (share > 0.01) {
      left = seconds / share - seconds;
    }
  }
  line +=
      fmt::format("  {} works  {}/s", with_commas(items),
                  with_commas(static_cast<std::uint64_t>(static_cast<double>(items) / seconds)));
  if (left >= 0) {
    const auto whole = std::llround(left);
    line += fmt::format("  {}:{:02} left", whole / 60, whole % 60);
  }
  const std::string shown = ellipsize(line, terminal_columns() - 1);
  std::fprintf(stderr, "\r\x1b[K%s", shown.c_str());
  std::fflush(stderr);
}

bool stderr_is_terminal() noexcept {
  return ::isatty(STDERR_FILENO) == 1;
}

bool stdout_is_terminal() noexcept {
  return ::isatty(STDOUT_FILENO) == 1;
}

std::size_t terminal_columns() noexcept {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return std::max<std::size_t>(40, size.ws_col);
  }
  return 80;
}

}  // namespace assay
