#include "practice/experiments/naming.h"

#include "base/ascii.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <set>

namespace assay::practice {
namespace {

constexpr std::array<std::string_view, 4> kRecorded = {"wall_seconds", "cpu_seconds", "peak_bytes",
                                                       "energy_joules"};

}  // namespace

Direction usual_direction(std::string_view metric) {
  static const std::set<std::string> lower = {
      "bytes",  "cer",        "ece",     "energy", "err",  "error",   "errors", "fid",
      "joules", "kl",         "latency", "loss",   "mae",  "memory",  "mse",    "nll",
      "ms",     "perplexity", "ppl",     "regret", "rmse", "seconds", "time",   "wer"};
  std::string word;
  for (const char c : ascii_lower(metric) + "_") {
    if (is_letter(c)) {
      word += c;
    } else if (lower.count(word) > 0) {
      return Direction::kLower;
    } else {
      word.clear();
    }
  }
  return Direction::kHigher;
}

bool name_same_data(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view name) {
    std::string out;
    for (const char c : ascii_lower(name)) {
      if (is_letter(c) || is_digit(c)) {
        out += c;
      }
    }
    return out;
  };
  std::string longer = plain(a);
  std::string shorter = plain(b);
  if (longer.size() < shorter.size()) {
    longer.swap(shorter);
  }
  if (shorter.empty()) {
    return longer.empty();
  }
  const auto digit_at = [](const std::string& text, std::size_t at) {
    return at < text.size() && is_digit(text[at]);
  };
  for (std::size_t at = longer.find(shorter); at != std::string::npos;
       at = longer.find(shorter, at + 1)) {
    const bool goes_on =
        digit_at(shorter, shorter.size() - 1) && digit_at(longer, at + shorter.size());
    const bool began = at > 0 && digit_at(shorter, 0) && digit_at(longer, at - 1);
    if (!goes_on && !began) {
      return true;
    }
  }
  return false;
}

bool is_recorded_figure(std::string_view metric) {
  return std::find(kRecorded.begin(), kRecorded.end(), metric) != kRecorded.end();
}

std::optional<double> recorded_figure(const Run& run, std::string_view metric) {
  if (metric == "wall_seconds") {
    return run.wall_seconds;
  }
  if (metric == "cpu_seconds") {
    return run.user_seconds + run.system_seconds;
  }
  if (metric == "peak_bytes" && run.peak_bytes > 0) {
    return static_cast<double>(run.peak_bytes);
  }
  return metric == "energy_joules" ? run.energy_joules : std::nullopt;
}

}  // namespace assay::practice
