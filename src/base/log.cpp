#include "base/log.h"

#include "base/time.h"

#include <array>
#include <atomic>
#include <cstdio>
#include <mutex>

namespace assay {
namespace {

std::atomic<LogLevel>& threshold() noexcept {
  static std::atomic<LogLevel> level{LogLevel::kWarning};
  return level;
}

bool needs_quotes(std::string_view value) noexcept {
  return value.empty() || value.find_first_of(" \"\n\t=") != std::string_view::npos;
}

}  // namespace

void set_log_level(LogLevel level) noexcept {
  threshold().store(level);
}

void log(LogLevel level, std::string_view event,
         std::initializer_list<std::pair<std::string_view, std::string>> fields) {
  static constexpr std::array<std::string_view, 4> kNames = {"debug", "info", "warning", "error"};
  if (level < threshold().load()) {
    return;
  }
  std::string line = format_instant(system_clock().now());
  line += ' ';
  line += kNames[static_cast<std::size_t>(level)];
  line += ' ';
  line += event;
  for (const auto& [key, value] : fields) {
    line += ' ';
    line += key;
    line += '=';
    if (!needs_quotes(value)) {
      line += value;
      continue;
    }
    line += '"';
    for (const char c : value) {
      if (c == '"' || c == '\\') {
        line += '\\';
      }
      line += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    line += '"';
  }
  line += '\n';
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace assay
