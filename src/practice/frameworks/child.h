#pragma once
/// Runs a program of the user's (pip, npm, node) with a time limit and a way to end it with all
/// that it started. Threads: functions may be called from several threads.

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::practice {

struct ChildJob {
  std::vector<std::string> command;  ///< The program is looked for on the PATH.
  std::filesystem::path folder;      ///< Where it runs.
  std::vector<std::pair<std::string, std::string>> environment = {};  ///< Added to ours.
  double seconds = 600;
  const std::atomic<bool>* stop = nullptr;          ///< Ends it once true.
  std::function<void(std::string_view)> line = {};  ///< Called with each line it prints.
};

enum class ChildEnd { kExited, kKilled, kTooLong, kStopped, kNotFound };

struct ChildResult {
  ChildEnd end = ChildEnd::kExited;
  int status = 0;  ///< Exit status, or the signal.
  double seconds = 0;
  std::string printed;  ///< Standard output and error; the last mebibyte.
  [[nodiscard]] bool ok() const noexcept { return end == ChildEnd::kExited && status == 0; }
};

/// It gets no standard input, and dies with this process. Throws kIo (no process could be made).
ChildResult run_child(const ChildJob& job);

}  // namespace assay::practice
