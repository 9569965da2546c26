#include "cli/run_text.h"

#include <fmt/format.h>

#include <cmath>

namespace assay::cli {

std::string run_state(const practice::Run& run) {
  const std::string status(practice::run_status_name(run.status));
  return run.reason.empty() ? status : status + ": " + run.reason;
}

std::string seconds_text(double seconds) {
  constexpr double kMinute = 60;
  constexpr double kHour = 3600;
  if (seconds < kMinute) {
    return fmt::format("{:.3g} s", seconds);
  }
  const auto whole = std::llround(seconds);
  return seconds < kHour ? fmt::format("{} min {:02} s", whole / 60, whole % 60)
                         : fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr double kStep = 1024;
  auto value = static_cast<double>(bytes);
  const char* unit = "B";
  for (const char* next : {"KiB", "MiB", "GiB", "TiB"}) {
    if (value < kStep) {
      break;
    }
    value /= kStep;
    unit = next;
  }
  return fmt::format("{:.3g} {}", value, unit);
}

std::string metrics_text(const practice::Run& run, std::size_t most) {
  std::string out;
  std::size_t n = 0;
  for (const auto& [name, m] : run.metrics) {
    if (n++ == most) {
      return out + fmt::format(", {} more", run.metrics.size() - most);
    }
    out += fmt::format("{}{} {} ({})", out.empty() ? "" : ", ", name,
                       m.last_strange ? "no number" : fmt::format("{:.5g}", m.last), m.count);
  }
  return out;
}

std::string setting_text(const practice::Run& run) {
  std::string out;
  for (const auto& [name, value] : run.parameters) {
    out += fmt::format("{}={} ", name, value);
  }
  return out + "seed=" + std::to_string(run.seed);
}

std::string run_summary(const practice::Run& run) {
  std::string out = fmt::format("assay: run {} of {}, {}: {}\n  {}, peak {}", run.id,
                                run.experiment, setting_text(run), run_state(run),
                                seconds_text(run.wall_seconds), bytes_text(run.peak_bytes));
  const std::string metrics = metrics_text(run, 4);
  if (!metrics.empty()) {
    out += "; " + metrics;
  }
  if (!run.outputs.empty()) {
    out += fmt::format("; {} file{} written", run.outputs.size() + run.outputs_left_out,
                       run.outputs.size() == 1 ? "" : "s");
  }
  for (const std::string& note : run.notes) {
    out += "\n  " + note;
  }
  std::string shown;
  for (const char c : out) {
    shown += c == '\n' ? "\n" : printable(std::string_view(&c, 1));
  }
  return out.find('\x1b') == std::string::npos ? out : shown;
}

}  // namespace assay::cli
