#include "practice/experiments/facts.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace assay::practice {
namespace {

constexpr std::size_t kNamedCommit = 10;
constexpr std::size_t kShortHash = 16;

void add_once(std::vector<std::string>& list, const std::string& item) {
  if (!item.empty() && list.size() < kMostFacts &&
      std::find(list.begin(), list.end(), item) == list.end()) {
    list.push_back(item);
  }
}

std::string machine_words(const Hardware& hardware) {
  std::vector<std::string> parts;
  if (!hardware.cpu.empty()) {
    parts.push_back(hardware.cpu);
  }
  if (hardware.cores > 0) {
    parts.push_back(fmt::format("{} cores", hardware.cores));
  }
  if (hardware.memory_bytes > 0) {
    parts.push_back(size_words(hardware.memory_bytes) + " memory");
  }
  parts.push_back(hardware.gpus.empty() ? "no GPU" : join(hardware.gpus, ", "));
  if (!hardware.os.empty()) {
    parts.push_back(hardware.os);
  }
  return parts.size() == 1 ? std::string() : join(parts, ", ");
}

std::string commit_words(const GitState& git) {
  if (git.commit.empty()) {
    return {};
  }
  return git.commit.substr(0, kNamedCommit) + (git.remote.empty() ? "" : " of " + git.remote) +
         (git.dirty ? " with changes (diff.patch)" : "");
}

/// "name first / second" for each name with several values, else "name value".
void add_packages(const std::vector<Run>& runs, Facts& out) {
  std::map<std::string, std::set<std::string>> versions;
  for (const Run& run : runs) {
    for (const PackageVersion& package : run.packages) {
      versions[package.name].insert(package.version);
    }
  }
  for (const auto& [name, found] : versions) {
    if (found.size() == 1) {
      out.packages.push_back(name + " " + *found.begin());
    } else {
      out.mixed_packages.push_back(name + " " + join({found.begin(), found.end()}, " / "));
    }
  }
}

}  // namespace

std::string duration_words(double seconds) {
  constexpr double kMinute = 60;
  constexpr double kHour = 3600;
  return seconds < 1             ? fmt::format("{:.2f} s", seconds)
         : seconds < 2 * kMinute ? fmt::format("{:.1f} s", seconds)
         : seconds < 2 * kHour   ? fmt::format("{:.1f} min", seconds / kMinute)
                                 : fmt::format("{:.1f} h", seconds / kHour);
}

std::string size_words(std::uint64_t bytes) {
  constexpr double kThousand = 1000;
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  constexpr std::array<const char*, 5> kUnits = {"B", "kB", "MB", "GB", "TB"};
  while (value >= kThousand && unit + 1 < kUnits.size()) {
    value /= kThousand;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, kUnits.at(unit));
}

Facts facts_of(const std::vector<Run>& runs) {
  Facts out;
  out.runs = runs.size();
  std::set<std::int64_t> seeds;
  std::map<std::string, std::set<std::string>> parameters;
  for (const Run& run : runs) {
    out.finished += run.status == RunStatus::kFinished ? 1U : 0U;
    seeds.insert(run.seed);
    add_once(out.commands, join(run.asked.empty() ? run.command : run.asked, " "));
    add_once(out.commits, commit_words(run.git));
    out.without_commit += run.git.commit.empty() ? 1U : 0U;
    out.dirty += run.git.dirty ? 1U : 0U;
    out.remote = out.remote || !run.git.remote.empty();
    add_once(out.machines, machine_words(run.hardware));
    add_once(out.interpreters, run.interpreter);
    for (const auto& [name, value] : run.parameters) {
      parameters[name].insert(value);
    }
    for (const RunInput& input : run.inputs) {
      add_once(out.inputs, input.sha256.empty()
                               ? input.path
                               : input.path + " sha256 " + input.sha256.substr(0, kShortHash));
    }
    for (const RunOutput& output : run.outputs) {
      if (output.path.rfind("runs/", 0) == 0) {
        continue;  // records of runs, where the program ran in its experiment's own folder
      }
      add_once(out.outputs, output.sha256.empty()
                                ? output.path
                                : output.path + " sha256 " + output.sha256.substr(0, kShortHash));
    }
    out.seconds += run.wall_seconds;
    out.longest_seconds = std::max(out.longest_seconds, run.wall_seconds);
    out.joules += run.energy_joules.value_or(0);
    out.peak_bytes = std::max(out.peak_bytes, run.peak_bytes);
    for (const std::string& note : run.notes) {
      add_once(out.notes, note);
    }
  }
  out.seeds.assign(seeds.begin(), seeds.end());
  for (const auto& [name, values] : parameters) {
    out.parameters.push_back(name + ": " + join({values.begin(), values.end()}, ", "));
  }
  add_packages(runs, out);
  return out;
}

}  // namespace assay::practice
