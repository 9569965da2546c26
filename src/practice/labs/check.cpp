#include "practice/labs/check.h"

#include "base/error.h"
#include "base/text.h"
#include "practice/labs/planned_internal.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::practice {
namespace {

/// What every kind of check asks first: that each call went well, changed nothing of its input and
/// has the declared shapes.
Finding find_misfit(const Lab& lab, const Calls& calls, const Outcomes& outcomes) {
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const Function& function = *lab.find_function(calls[i].function);
    Finding finding;
    finding.call = i;
    if (!outcomes[i].error.empty()) {
      finding.message = outcomes[i].error;
      return finding;
    }
    const auto shapes = result_shapes(function, calls[i].arguments);
    for (std::size_t r = 0; r < shapes.size(); ++r) {
      const std::string& name = function.results[r].name;
      if (r >= outcomes[i].results.size()) {
        finding.message = name + " is missing among the results";
        return finding;
      }
      const std::vector<std::size_t>& shape = outcomes[i].results[r].shape;
      if (shapes[r] ? shape != *shapes[r] : shape.size() != 1) {
        finding.message = name + " has another shape than the statement says";
        finding.expected = shapes[r] ? shape_words(*shapes[r]) : "one axis of any length";
        finding.got = shape_words(shape);
        return finding;
      }
    }
    if (!outcomes[i].changed.empty() && outcomes[i].changed.front() < function.arguments.size()) {
      finding.message = "it changes its argument " +
                        function.arguments[outcomes[i].changed.front()].name +
                        ": the caller still needs that; work on a copy";
      return finding;
    }
  }
  return {};
}

std::string input_words(const Lab& lab, const Call& call) {
  const Function& function = *lab.find_function(call.function);
  std::string out;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Array& one = call.arguments[i];
    out += (i == 0 ? "" : "\n") + function.arguments[i].name + " = " + array_words(one);
    if (one.size() > 24) {
      out += " (" + shape_words(one.shape) + ")";
    }
  }
  return out;
}

/// "turned": axes in reverse order, in what goes out and in what comes back.
void turn(Values& values) {
  for (Array& one : values) {
    if (one.shape.size() > 1) {
      one = transposed(one);
    }
  }
}

/// A lab whose arrays of several axes are declared in reverse order.
Lab turned(Lab lab) {
  for (Function& function : lab.functions) {
    for (std::vector<Slot>* slots : {&function.arguments, &function.results}) {
      for (Slot& slot : *slots) {
        std::reverse(slot.shape.begin(), slot.shape.end());
      }
    }
  }
  return lab;
}

CheckResult result_of(const Lab& lab, const PlannedCheck& planned, const Outcomes& outcomes) {
  CheckResult result;
  result.name = planned.name;
  result.kind = planned.kind;
  Finding finding = find_misfit(lab, planned.calls, outcomes);
  if (!finding.failed()) {
    finding = planned.judge(planned.calls, outcomes);
    if (planned.only_tells) {
      result.message = finding.message;
      finding = {};
    }
  }
  result.passed = !finding.failed();
  if (!result.passed) {
    result.message = finding.message;
    result.expected = finding.expected;
    result.got = finding.got;
    result.input = planned.calls.empty() ? "" : input_words(lab, planned.calls.at(finding.call));
  }
  return result;
}

/// The outcomes of a check's calls among all.
Outcomes part_of(const Outcomes& all, std::size_t from, std::size_t count, bool turn_back) {
  Outcomes part(all.begin() + static_cast<std::ptrdiff_t>(from),
                all.begin() + static_cast<std::ptrdiff_t>(from + count));
  for (Outcome& one : part) {
    if (turn_back) {
      turn(one.results);
    }
  }
  return part;
}

}  // namespace

std::vector<LabReport> check_solution(const Lab& lab, const Variant& variant,
                                      const Solution& solution,
                                      const std::vector<std::uint64_t>& seeds,
                                      const ProgramSettings& settings) {
  const bool is_turned = variant.name == "turned";
  const Teacher teacher(lab, settings);
  std::vector<std::vector<PlannedCheck>> plans;
  Calls calls;
  for (const std::uint64_t seed : seeds) {
    for (const PlannedCheck& check : plans.emplace_back(plan_checks(lab, teacher, seed))) {
      for (Call call : check.calls) {
        if (is_turned) {
          turn(call.arguments);
        }
        calls.push_back(std::move(call));
      }
    }
  }
  const ProgramRun run = run_program(is_turned ? turned(lab) : lab, solution, calls, settings);
  std::vector<LabReport> reports;
  std::size_t from = 0;
  for (const std::vector<PlannedCheck>& plan : plans) {
    LabReport& report = reports.emplace_back();
    report.lab = lab.name;
    report.variant = variant.name;
    report.printed = run.printed;
    report.seconds = run.seconds;
    for (const PlannedCheck& check : plan) {
      report.checks.push_back(
          result_of(lab, check, part_of(run.outcomes, from, check.calls.size(), is_turned)));
      from += check.calls.size();
    }
    report.passed = std::all_of(report.checks.begin(), report.checks.end(),
                                [](const CheckResult& one) { return one.passed; });
  }
  return reports;
}

std::string to_json(const LabReport& report) {
  nlohmann::ordered_json checks = nlohmann::ordered_json::array();
  for (const CheckResult& one : report.checks) {
    checks.push_back({{"name", one.name},
                      {"kind", one.kind},
                      {"passed", one.passed},
                      {"message", one.message},
                      {"input", one.input},
                      {"expected", one.expected},
                      {"got", one.got}});
  }
  return nlohmann::ordered_json{{"lab", report.lab},         {"variant", report.variant},
                                {"passed", report.passed},   {"checks", checks},
                                {"printed", report.printed}, {"seconds", report.seconds}}
      .dump();
}

}  // namespace assay::practice
