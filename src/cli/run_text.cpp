#include "cli/run_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::cli {

namespace {

constexpr int kInterrupted = 130;

nlohmann::ordered_json number(double value, bool strange) {
  return strange ? nlohmann::ordered_json() : nlohmann::ordered_json(value);
}

}  // namespace

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
  const auto whole = static_cast<std::int64_t>(seconds + 0.5);
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
    out += name + "=" + value + " ";
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

std::string run_json(const practice::Run& run) {
  nlohmann::ordered_json metrics = nlohmann::ordered_json::object();
  for (const auto& [name, m] : run.metrics) {
    const bool none = m.count == m.strange;
    metrics[name] = {{"last", number(m.last, m.last_strange)},
                     {"steps", m.count},
                     {"first", number(m.first, none)},
                     {"min", number(m.min, none)},
                     {"max", number(m.max, none)},
                     {"not_numbers", m.strange}};
  }
  const nlohmann::ordered_json json = {
      {"run", run.id},
      {"experiment", run.experiment},
      {"status", practice::run_status_name(run.status)},
      {"reason", run.reason},
      {"exit", run_exit_status(run)},
      {"seconds", run.wall_seconds},
      {"cpu_seconds", run.user_seconds + run.system_seconds},
      {"peak_memory_bytes", run.peak_bytes},
      {"energy_joules",
       run.energy_joules ? nlohmann::ordered_json(*run.energy_joules) : nlohmann::ordered_json()},
      {"parameters", run.parameters},
      {"seed", run.seed},
      {"last_step", run.last_step},
      {"metrics", metrics},
      {"notes", run.notes}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

int run_exit_status(const practice::Run& run) {
  if (run.status == practice::RunStatus::kInterrupted && run.signal == 0 && !run.exit_code) {
    return kInterrupted;
  }
  return run.exit_code ? *run.exit_code : 128 + run.signal;
}

}  // namespace assay::cli
