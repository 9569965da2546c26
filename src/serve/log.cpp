#include "serve/log.h"

#include "base/time.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

namespace assay::serve {
namespace {

constexpr std::array<std::string_view, 3> kLevels = {"debug", "info", "error"};

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

/// The beginning of a line, up to its event.
std::string head_of(LogLevel level, std::string_view event) {
  const std::int64_t now = std::chrono::duration_cast<std::chrono::milliseconds>(
                               std::chrono::system_clock::now().time_since_epoch())
                               .count();
  std::string time = format_instant(now / 1000);
  time.insert(time.size() - 1, fmt::format(".{:03}", now % 1000));
  return fmt::format("{{\"time\":\"{}\",\"level\":\"{}\",\"event\":\"{}\"", time,
                     kLevels.at(static_cast<std::size_t>(level)), event);
}

Fd open_log(const std::filesystem::path& file) {
  return Fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
}

}  // namespace

LogLevel parse_log_level(std::string_view name) {
  const auto* const found = std::find(kLevels.begin(), kLevels.end(), name);
  if (found == kLevels.end()) {
    throw Error(Errc::kUsage, "no level of the log: " + std::string(name), "--log-level",
                "choose one of debug, info, error");
  }
  return static_cast<LogLevel>(found - kLevels.begin());
}

Log::Log(std::filesystem::path file, LogLevel level) : file_(std::move(file)), level_(level) {
  if (!file_.empty()) {
    fd_ = open_log(file_);
    if (!fd_.is_open()) {
      throw io_error("cannot write the log", file_.string(), errno);
    }
  }
}

void Log::request(const Served& served) {
  const LogLevel level = served.status >= 500 ? LogLevel::kError : LogLevel::kInfo;
  if (level < level_) {
    return;
  }
  write(head_of(level, "request") +
        fmt::format(",\"id\":\"{}\",\"method\":{},\"path\":{},\"status\":{},\"bytes\":{},\"ms\":"
                    "{:.2f},\"reader\":{}}}\n",
                    served.id, quoted(served.method), quoted(served.path), served.status,
                    served.bytes, served.ms,
                    served.reader.empty() ? "null" : quoted(served.reader)));
}

void Log::line(LogLevel level, std::string_view event,
               const std::vector<std::pair<std::string_view, std::string>>& fields) {
  if (level < level_) {
    return;
  }
  std::string text = head_of(level, event);
  for (const auto& [name, value] : fields) {
    text += fmt::format(",\"{}\":{}", name, quoted(value));
  }
  write(text + "}\n");
}

void Log::trouble(std::string_view event, const Error& error,
                  std::vector<std::pair<std::string_view, std::string>> fields) {
  fields.emplace_back("code", std::string(errc_name(error.code())));
  fields.emplace_back("what", error.message());
  fields.emplace_back("where", error.where());
  fields.emplace_back("hint", error.hint());
  line(LogLevel::kError, event, fields);
}

void Log::reopen() noexcept {
  if (file_.empty()) {
    return;
  }
  Fd fresh = open_log(file_);
  if (fresh.is_open()) {
    const std::lock_guard lock(mutex_);
    fd_ = std::move(fresh);
  }
}

void Log::write(const std::string& line) noexcept {
  const std::lock_guard lock(mutex_);
  // A line that cannot be written is lost: answering goes on.
  static_cast<void>(::write(fd_.is_open() ? fd_.get() : STDERR_FILENO, line.data(), line.size()) ==
                    0);
}

}  // namespace assay::serve
