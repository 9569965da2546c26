#include "practice/labs/program.h"

#include "base/embedded.h"
#include "base/text.h"
#include "practice/labs/build_internal.h"
#include "practice/labs/npy.h"
#include "practice/labs/workplace_internal.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

extern "C" {
extern const char assay_lab_runner_py_begin[], assay_lab_runner_py_end[];
}

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostArrayBytes = std::size_t{128} << 20;
constexpr std::size_t kMostAnswers = std::size_t{16} << 20;
/// Of the lab's limit, that each seed but the first adds.
constexpr double kMoreForASeed = 0.5;
/// A busy machine gives a program a part of its time only; one that waits is ended all the same.
constexpr double kClockForProcessor = 4;

std::string_view runner_py() {
  return embedded_bytes(assay_lab_runner_py_begin, assay_lab_runner_py_end);
}

std::string shape_word(const std::optional<std::vector<std::size_t>>& shape) {
  if (!shape) {
    return "*";
  }
  std::vector<std::string> axes;
  for (const std::size_t one : *shape) {
    axes.push_back(std::to_string(one));
  }
  return axes.empty() ? "number" : join(axes, ",");
}

/// request.json for any language, calls.txt for the harness in C++, and the arrays, one after
/// another.
void write_calls(const Workplace& place, const Lab& lab, const Calls& calls) {
  nlohmann::json list = nlohmann::json::array();
  std::string lines;
  std::string arguments;
  for (const Call& call : calls) {
    nlohmann::json results = nlohmann::json::array();
    lines += fmt::format("{} {}", call.function, call.arguments.size());
    for (const auto& shape : result_shapes(*lab.find_function(call.function), call.arguments)) {
      results.push_back(shape ? nlohmann::json(*shape) : nlohmann::json());
      lines += " " + shape_word(shape);
    }
    lines += "\n";
    list.push_back({{"function", call.function},
                    {"arguments", call.arguments.size()},
                    {"results", results},
                    {"memory", call.memory}});
    for (const Array& one : call.arguments) {
      arguments += format_npy(one);
    }
  }
  place.put("request.json", nlohmann::json{{"protocol", 2}, {"calls", list}}.dump());
  place.put("calls.txt", lines);
  place.put("arguments.npy", arguments);
}

/// `arrays`: what is left of the results.
Outcome read_outcome(const nlohmann::json& line, std::string_view& arrays) {
  Outcome outcome;
  if (!line.is_object()) {
    outcome.error = "its answer cannot be read";
    return outcome;
  }
  if (const auto error = line.find("error"); error != line.end()) {
    outcome.error = error->is_string() ? repair_utf8(error->get<std::string>()) : "it failed";
    return outcome;
  }
  try {
    outcome.seconds = line.value("seconds", 0.0);
    outcome.peak_bytes = line.value("peak_bytes", 0.0);
    outcome.changed = line.value("changed", std::vector<std::size_t>());
    const std::size_t results = std::min<std::size_t>(line.value("results", std::size_t{0}), 64);
    for (std::size_t i = 0; i < results; ++i) {
      outcome.results.push_back(take_npy(arrays));
    }
  } catch (const nlohmann::json::exception&) {
    outcome.error = "its answer cannot be read";
  } catch (const Error& error) {
    outcome.error = "its result cannot be read: " + error.message();
  }
  return outcome;
}

/// Empty where there is none: it was stopped before it wrote any, which `trouble` tells.
std::string read_if_there(const Workplace& place, const char* name, std::size_t limit) {
  try {
    return read_written(place.out, name, limit);
  } catch (const Error&) {
    return {};
  }
}

void read_answers(const Workplace& place, std::size_t calls, ProgramRun& run) {
  const std::string log = read_if_there(place, "answers.jsonl", kMostAnswers);
  const std::string results = read_if_there(place, "results.npy", kMostArrayBytes);
  std::string_view arrays = results;
  for (const std::string_view line : split(log, '\n')) {
    if (trim(line).empty() || run.outcomes.size() == calls) {
      continue;
    }
    const nlohmann::json parsed = nlohmann::json::parse(line, nullptr, false);
    if (parsed.is_object() && parsed.contains("fatal") && parsed["fatal"].is_string()) {
      run.trouble = "it could not be loaded: " + repair_utf8(parsed["fatal"].get<std::string>());
      break;
    }
    run.outcomes.push_back(read_outcome(parsed, arrays));
  }
  while (run.outcomes.size() < calls) {
    Outcome& missing = run.outcomes.emplace_back();
    missing.error = run.trouble.empty() ? "it gave no answer" : run.trouble;
  }
}

}  // namespace

std::string language_name(Language language) {
  return language == Language::kPython ? "python" : "cpp";
}

std::optional<Language> parse_language(const std::string& name) {
  if (name == "python") {
    return Language::kPython;
  }
  return name == "cpp" ? std::optional(Language::kCpp) : std::nullopt;
}

std::string solution_name(Language language) {
  return language == Language::kPython ? "solution.py" : "solution.cpp";
}

std::vector<std::optional<std::vector<std::size_t>>> result_shapes(const Function& function,
                                                                   const Values& arguments) {
  const std::map<std::string, std::size_t> sizes = sizes_of(function, arguments);
  std::vector<std::optional<std::vector<std::size_t>>> shapes;
  for (const Slot& slot : function.results) {
    auto& shape = shapes.emplace_back();
    if (!slot.any_length()) {
      shape.emplace();
      for (const std::string& axis : slot.shape) {
        shape->push_back(shape_value(axis, sizes));
      }
    }
  }
  return shapes;
}

ProgramRun run_program(const Lab& lab, const Solution& solution, const Calls& calls,
                       const ProgramSettings& settings, std::size_t seeds) {
  ProgramRun run;
  const Workplace place(settings.walled);
  std::vector<std::string> command;
  if (solution.language == Language::kCpp) {
    try {
      place.put("program", build_solution(lab, solution.text, settings));
    } catch (const Error& error) {
      if (error.code() != Errc::kInvalid || (settings.walled && !sandbox_trouble().empty())) {
        throw;
      }
      run.trouble = error.message();
      read_answers(place, calls.size(), run);
      return run;
    }
    fs::permissions(place.in / "program", fs::perms::owner_all);
    command = {place.in_seen() + "/program", place.in_seen(), place.out_seen()};
  } else {
    place.put("runner.py", runner_py());
    place.put(solution_name(Language::kPython), solution.text);
    command = {settings.python.program,
               "-I",
               place.in_seen() + "/runner.py",
               place.in_seen(),
               place.out_seen(),
               place.in_seen() + "/" + solution_name(Language::kPython)};
  }
  write_calls(place, lab, calls);
  SandboxJob job = place.job(std::move(command));
  job.limits.processor_seconds =
      lab.limits.seconds *
      (1 + kMoreForASeed * static_cast<double>(std::max<std::size_t>(seeds, 1) - 1));
  job.limits.seconds = kClockForProcessor * job.limits.processor_seconds;
  job.limits.memory_bytes = lab.limits.memory_mb << 20;
  if (solution.language == Language::kPython) {
    job.also_readable = settings.python.folders;
  }
  const SandboxResult result = run_in_sandbox(job);
  run.trouble = end_words(result, job.limits);
  run.too_long = result.end == SandboxEnd::kTooLong;
  run.printed = repair_utf8(result.printed);
  run.seconds = result.seconds;
  read_answers(place, calls.size(), run);
  return run;
}

}  // namespace assay::practice
