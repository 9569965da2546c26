#pragma once
/// The server's log: one JSON object a line. Never holds bodies, queries, tokens or cookies.
/// Threads: internally locked.

#include "base/error.h"
#include "base/files.h"

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::serve {

enum class LogLevel { kDebug, kInfo, kError };

/// "debug", "info", "error". Throws kUsage.
LogLevel parse_log_level(std::string_view name);

/// A request that was answered.
struct Served {
  std::string id;
  std::string method;  ///< "" with `path` where no request could be read.
  std::string path;    ///< Without what stands behind the question mark.
  std::string reader;  ///< "": the server's.
  int status = 0;
  std::uint64_t bytes = 0;  ///< Of the body as sent.
  double ms = 0;            ///< From the end of its header to the last byte of the answer.
};

class Log {
 public:
  /// `file` empty: standard error. Throws kIo.
  Log(std::filesystem::path file, LogLevel level);

  /// {"time","level":"info","event":"request","id","method","path","status","bytes","ms","reader"};
  /// `level` "error" from status 500 on.
  void request(const Served& served);
  /// {"time","level","event",…}: the fields are texts.
  void line(LogLevel level, std::string_view event,
            const std::vector<std::pair<std::string_view, std::string>>& fields);
  /// As line(), with what is wrong, where, and what to do.
  void trouble(std::string_view event, const Error& error,
               std::vector<std::pair<std::string_view, std::string>> fields = {});
  /// Opens the file anew, which another program may have moved; the former stays where that fails.
  void reopen() noexcept;

 private:
  void write(const std::string& line) noexcept;

  std::filesystem::path file_;
  LogLevel level_;
  std::mutex mutex_;
  Fd fd_;  // guarded by mutex_
};

}  // namespace assay::serve
