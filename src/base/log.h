#pragma once
/// Structured messages on standard error: UTC time, level, event, key=value pairs.
/// Library code logs at debug or info at most; errors are thrown. Threads: internally locked.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace assay {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

/// Messages below `level` are dropped. The start value is kWarning.
void set_log_level(LogLevel level) noexcept;

/// Writes one line, such as `2026-11-23T10:00:00Z info index_rebuilt works=12 ms=40`.
void log(LogLevel level, std::string_view event,
         std::initializer_list<std::pair<std::string_view, std::string>> fields = {});

}  // namespace assay
