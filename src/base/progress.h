#pragma once
/// A progress line on standard error, drawn only when that is a terminal.
/// Threads: one thread.

#include <chrono>
#include <cstdint>
#include <string>

namespace assay {

/// Draws "label  42 %  12,345 works  15,120/s  0:12 left" at most ten times a second and wipes it
/// at the end, so that results follow on a clean line.
class Progress {
 public:
  /// `total_bytes`: size of all input, 0 when unknown (then neither share nor time left is shown).
  /// `enabled`: false keeps it silent.
  Progress(std::string label, std::uint64_t total_bytes, bool enabled);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  Progress(Progress&&) = delete;
  Progress& operator=(Progress&&) = delete;
  ~Progress();

  /// `done_bytes` of the input and `items` finished so far; both never fall.
  void update(std::uint64_t done_bytes, std::uint64_t items);

 private:
  using SteadyClock = std::chrono::steady_clock;
  std::string label_;
  std::uint64_t total_bytes_;
  bool enabled_;
  SteadyClock::time_point start_;
  SteadyClock::time_point last_drawn_;
};

/// True when standard error is a terminal.
bool stderr_is_terminal() noexcept;
/// True when standard output is a terminal.
bool stdout_is_terminal() noexcept;
/// Width of the terminal on standard output, or 80 when it is none; at least 40.
std::size_t terminal_columns() noexcept;

}  // namespace assay
